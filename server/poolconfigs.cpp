// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/poolconfigs.h"

#include <algorithm>

#include <QCoreApplication>
#include <QFileInfo>

namespace Amp {

namespace {

QString firstThatExists(const QStringList &paths)
{
    const auto found = std::find_if(paths.begin(), paths.end(),
                                    [](const QString &p) { return QFileInfo::exists(p); });
    return found == paths.end() ? paths.first() : *found;
}

PoolConfig configure(const ServerOptions &options, const QString &name, WorkerCommand command)
{
    return {name, std::move(command), workerCountOf(options, name), options.startLimit,
            options.grace};
}

PlannedPool planNative(const ServerOptions &options, const WorkerPrograms &programs,
                       const std::vector<IncludeCatalog::Plugin> &plugins)
{
    WorkerCommand command{programs.native, {}};
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
    return {configure(options, QStringLiteral("native"), std::move(command)), std::move(declared),
            false};
}

} // namespace

WorkerPrograms WorkerPrograms::find()
{
    const QString here = QCoreApplication::applicationDirPath();
    WorkerPrograms programs;
    programs.native = firstThatExists({here + QStringLiteral("/amp-worker"),
                                       here + QStringLiteral("/../libexec/amp/amp-worker")});
    programs.python = firstThatExists({here + QStringLiteral("/amp_worker.py"),
                                       here + QStringLiteral("/../share/amp/amp_worker.py")});
    return programs;
}

std::vector<PlannedPool> planPools(const ServerOptions &options, const WorkerPrograms &programs,
                                   const std::vector<IncludeCatalog::Plugin> &plugins)
{
    std::vector<PlannedPool> pools;
    WorkerCommand python{programs.interpreter, {programs.python}};
    for (const QString &include : options.includes) {
        if (isPythonFile(include))
            python.arguments << QStringLiteral("--include") << include;
    }
    const bool hasPython = python.arguments.size() > 1;
    if (!plugins.empty() || (!hasPython && options.binaries.isEmpty()))
        pools.push_back(planNative(options, programs, plugins));
    if (hasPython)
        pools.push_back(
            {configure(options, QStringLiteral("python"), std::move(python)), {}, false});
    for (const QString &binary : options.binaries) {
        QStringList words = QProcess::splitCommand(binary);
        const QString program = words.takeFirst();
        pools.push_back({configure(options, poolNameOfBinary(binary), {program, words}), {}, true});
    }
    return pools;
}

} // namespace Amp
