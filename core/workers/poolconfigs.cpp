// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/poolconfigs.h"

#include <algorithm>

#include <QFileInfo>
#include <QProcess>

#include "core/workers/threadprocedures.h"

namespace Amp {

namespace {

PlannedPool plan(const PoolRequest &request, const QString &name, WorkerCommand command)
{
    command.endsWithThread = request.endsWithThread;
    PlannedPool pool;
    pool.config.name = name;
    pool.config.command = std::move(command);
    pool.config.workers = request.workersOf(name);
    pool.config.startLimit = request.startLimit;
    pool.config.grace = request.grace;
    return pool;
}

PlannedPool planNative(const PoolRequest &request, const WorkerPrograms &programs,
                       const std::vector<IncludeCatalog::Plugin> &plugins)
{
    WorkerCommand command{programs.native, {}};
    command.takesRing = true;
    command.spins = request.spins;
    std::vector<Wire::ProcedureInfo> declared;
    for (const IncludeCatalog::Plugin &plugin : plugins) {
        QByteArrayList names;
        for (const Wire::ProcedureInfo &procedure : plugin.procedures)
            names.append(procedure.name);
        declared.insert(declared.end(), plugin.procedures.begin(), plugin.procedures.end());
        if (plugin.autoload)
            command.arguments << QStringLiteral("--autoload")
                              << plugin.file + QLatin1Char('=') +
                                     QString::fromUtf8(names.join(','));
        else
            command.arguments << QStringLiteral("--plugin") << plugin.file;
    }
    PlannedPool pool = plan(request, QStringLiteral("native"), std::move(command));
    pool.declared = std::move(declared);
    return pool;
}

// The files among the arguments are for people; the threads load them themselves.
PlannedPool planThreads(const PoolRequest &request)
{
    WorkerCommand command{QStringLiteral("a worker thread"), {}};
    for (const QString &include : request.includes)
        command.arguments << QStringLiteral("--plugin") << include;
    command.procedures = std::make_shared<ThreadProcedures>(request.includes);
    PlannedPool pool = plan(request, QStringLiteral("threads"), std::move(command));
    pool.config.startLimit = std::chrono::hours(24); // a thread that loads plugins cannot be ended
    return pool;
}

PlannedPool planBinary(const PoolRequest &request, const QString &command)
{
    QStringList words = QProcess::splitCommand(command);
    const QString program = words.takeFirst();
    PlannedPool pool = plan(request, poolNameOfBinary(command), {program, words});
    pool.isBinary = true;
    return pool;
}

} // namespace

bool isPythonFile(const QString &include)
{
    return include.endsWith(QLatin1StringView(".py"));
}

QStringList nativeIncludes(const QStringList &includes)
{
    QStringList native;
    std::ranges::remove_copy_if(includes, std::back_inserter(native), isPythonFile);
    return native;
}

QString poolNameOfBinary(const QString &command)
{
    const QStringList words = QProcess::splitCommand(command);
    return words.isEmpty() ? QString() : QFileInfo(words.first()).fileName();
}

std::vector<PlannedPool> planPools(const PoolRequest &request, const WorkerPrograms &programs,
                                   const std::vector<IncludeCatalog::Plugin> &plugins)
{
    std::vector<PlannedPool> pools;
    if (request.threads) {
        pools.push_back(planThreads(request));
        return pools;
    }
    WorkerCommand python{programs.interpreter, {programs.python}};
    for (const QString &include : request.includes) {
        if (isPythonFile(include))
            python.arguments << QStringLiteral("--include") << include;
    }
    const bool hasPython = python.arguments.size() > 1;
    if (!plugins.empty() || (!hasPython && request.binaries.isEmpty()))
        pools.push_back(planNative(request, programs, plugins));
    if (hasPython)
        pools.push_back(plan(request, QStringLiteral("python"), std::move(python)));
    for (const QString &binary : request.binaries)
        pools.push_back(planBinary(request, binary));
    return pools;
}

} // namespace Amp
