// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/options.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>
#include <QLibrary>
#include <QThread>

#include "core/cli/duration.h"
#include "server/configfile.h"
#include "server/optiontable.h"

namespace Amp {

namespace {

using Text = QLatin1StringView;
using Duration = std::chrono::milliseconds;

Result<Done> addListen(ServerOptions &options, const GivenOption &given)
{
    const Result<Address> address = Address::parse(given.value, Address::Purpose::Listen);
    if (!address)
        return Error(ErrorCode::BadArguments, // the sentence quotes the value itself
                     given.label() + QStringLiteral(": ") + address.error().message());
    const bool fixed = address->kind == Address::Kind::Local || address->port != 0;
    if (fixed && options.listen.contains(*address))
        return given.error(QStringLiteral("this address is listened on already, leave one out."));
    options.listen.append(*address);
    return Done();
}

// What is written in a configuration file is relative to that file, so that a service can start
// from anywhere.
QFileInfo includeFile(const GivenOption &given)
{
    const QString configFile = given.origin.left(given.origin.lastIndexOf(u':'));
    const QDir base = given.origin.isEmpty() ? QDir::current() : QFileInfo(configFile).dir();
    return QFileInfo(QDir::cleanPath(base.absoluteFilePath(given.value)));
}

QString includeProblem(const QFileInfo &file)
{
    if (!file.exists())
        return QStringLiteral("there is no %1, check the path.").arg(file.filePath());
    if (!file.isDir() && !isPythonFile(file.filePath()) && !QLibrary::isLibrary(file.fileName()))
        return QStringLiteral(
            "expected is a plugin (.so), a folder of plugins or a Python file (.py).");
    if (!file.isReadable() || (file.isDir() && !file.isExecutable()))
        return QStringLiteral("cannot be read by this user, change its permissions.");
    return {};
}

Result<Done> addInclude(ServerOptions &options, const GivenOption &given)
{
    const QFileInfo file = includeFile(given);
    const QString problem = includeProblem(file);
    if (!problem.isEmpty())
        return given.error(problem);
    const auto isSameFile = [&file](const QString &other) {
        return QFileInfo(other).canonicalFilePath() == file.canonicalFilePath();
    };
    if (std::ranges::any_of(options.includes, isSameFile))
        return given.error(QStringLiteral("this file is included already, leave one out."));
    options.includes.append(file.filePath());
    return Done();
}

Result<Done> addBinary(ServerOptions &options, const GivenOption &given)
{
    const QString pool = poolNameOfBinary(given.value);
    const auto hasSameName = [&pool](const QString &other) {
        return poolNameOfBinary(other) == pool;
    };
    if (pool.isEmpty())
        return given.error(QStringLiteral(
            "expected is a program and its arguments: --binary=\"./resizer --fast\"."));
    if (pool == Text("native") || pool == Text("python") || pool.contains(u':') ||
        std::ranges::any_of(options.binaries, hasSameName))
        return given.error(QStringLiteral("its pool would be named %1, which is taken or no name: "
                                          "link the program to another name.")
                               .arg(pool));
    options.binaries.append(given.value);
    return Done();
}

// Whether the pool exists is known only when every option has been read.
Result<Done> addWorkers(ServerOptions &options, const GivenOption &given)
{
    const qsizetype colon = given.value.lastIndexOf(u':');
    const QString pool = colon < 0 ? QString() : given.value.left(colon);
    bool isNumber = false;
    const int count = given.value.mid(colon + 1).toInt(&isNumber);
    if (!isNumber || count < 1 || count > maxWorkers || colon == 0)
        return given.error(
            QStringLiteral("expected is a number from 1 to %1, for every pool or for "
                           "one: --workers=4 or --workers=python:4.")
                .arg(maxWorkers));
    const auto isSamePool = [&pool](const WorkerCount &other) { return other.pool == pool; };
    if (std::ranges::any_of(options.workers, isSamePool))
        return given.error(
            QStringLiteral("this pool has a number of workers already, leave one out."));
    options.workers.append({pool, count});
    return Done();
}

template <Duration ServerOptions::*member>
Result<Done> setDuration(ServerOptions &options, const GivenOption &given)
{
    const Result<Duration> duration = parseDuration(given.value);
    if (!duration)
        return given.error(duration.error().message());
    options.*member = *duration;
    return Done();
}

Result<Done> setStartLimit(ServerOptions &options, const GivenOption &given)
{
    const Result<Done> done = setDuration<&ServerOptions::startLimit>(options, given);
    if (done && options.startLimit == Duration(0))
        return given.error(QStringLiteral("no worker starts in no time, write --start-limit=30s."));
    return done;
}

Result<Done> setSpin(ServerOptions &options, const GivenOption &given)
{
    if (given.value != Text("on") && given.value != Text("off"))
        return given.error(QStringLiteral("expected is on or off."));
    options.spins = given.value == Text("on");
    return Done();
}

template <bool ServerOptions::*member>
Result<Done> setFlag(ServerOptions &options, const GivenOption &)
{
    options.*member = true;
    return Done();
}

Result<Done> ignore(ServerOptions &, const GivenOption &)
{
    return Done();
}

struct Meaning
{
    Text option;
    Result<Done> (*apply)(ServerOptions &options, const GivenOption &given);
};

constexpr Meaning meanings[] = {
    {Text("listen"), addListen},
    {Text("include"), addInclude},
    {Text("binary"), addBinary},
    {Text("workers"), addWorkers},
    {Text("threads"), setFlag<&ServerOptions::threads>},
    {Text("open"), setFlag<&ServerOptions::open>},
    {Text("paused"), setFlag<&ServerOptions::paused>},
    {Text("start-limit"), setStartLimit},
    {Text("grace"), setDuration<&ServerOptions::grace>},
    {Text("drain-limit"), setDuration<&ServerOptions::drainLimit>},
    {Text("spin"), setSpin},
    {Text("config"), ignore}, // read before the others
    {Text("debug"), setFlag<&ServerOptions::debug>},
    {Text("colors"), setFlag<&ServerOptions::colors>},
    {Text("help"), setFlag<&ServerOptions::help>},
    {Text("version"), setFlag<&ServerOptions::version>},
};

Result<Done> apply(ServerOptions &options, const GivenOption &given)
{
    const auto meaning = std::ranges::find_if(
        meanings, [&given](const Meaning &m) { return m.option == given.option->name; });
    Q_ASSERT_X(meaning != std::end(meanings), "parseServerOptions", "option without a meaning");
    return meaning->apply(options, given);
}

Result<QList<GivenOption>> fromConfigFile(const GivenOption &config)
{
    const Result<QList<GivenOption>> options = readConfigFile(config.value, serverSyntax());
    if (!options)
        return options;
    for (const GivenOption &given : *options) {
        const Text name = given.option->name;
        if (name == Text("config") || name == Text("help") || name == Text("version"))
            return given.error(QStringLiteral("this belongs on the command line, remove it here."));
    }
    return options;
}

// The command line wins: what it gives replaces every value that the file has for that option.
Result<QList<GivenOption>> withConfigFile(const CommandLine &line)
{
    QList<GivenOption> merged = line.options;
    for (const GivenOption &given : line.options) {
        if (given.option->name != Text("config"))
            continue;
        const Result<QList<GivenOption>> file = fromConfigFile(given);
        if (!file)
            return file;
        std::ranges::copy_if(*file, std::back_inserter(merged), [&line](const GivenOption &option) {
            return !line.has(option.option->name);
        });
    }
    return merged;
}

QStringList poolNames(const ServerOptions &options)
{
    if (options.threads)
        return {QStringLiteral("threads")};
    QStringList names{QStringLiteral("native"), QStringLiteral("python")};
    for (const QString &binary : options.binaries)
        names.append(poolNameOfBinary(binary));
    return names;
}

QString noSuchPool(const QString &name, const QStringList &pools)
{
    if (pools.size() == 1)
        return QStringLiteral("there is no pool %1, the only one is %2.").arg(name, pools.first());
    return QStringLiteral("there is no pool %1, there are %2.")
        .arg(name, pools.join(QStringLiteral(", ")));
}

// Why an option is nothing for threads; empty: it is.
QString threadsCannot(const GivenOption &given)
{
    const Text name = given.option->name;
    if (name == Text("include") && isPythonFile(given.value))
        return QStringLiteral("a thread of the server cannot run Python");
    if (name == Text("binary"))
        return QStringLiteral("a thread of the server cannot run a program");
    if (name == Text("grace") || name == Text("start-limit"))
        return QStringLiteral("a thread cannot be ended, it is busy until its procedure returns");
    return {};
}

Result<Done> checkThreads(const QList<GivenOption> &given)
{
    for (const GivenOption &option : given) {
        if (const QString problem = threadsCannot(option); !problem.isEmpty())
            return option.error(problem + QStringLiteral("; leave this or --threads out."));
    }
    return Done();
}

Result<Done> checkWhole(const ServerOptions &options, const QList<GivenOption> &given)
{
    const QStringList pools = poolNames(options);
    for (const GivenOption &option : given) {
        const QString pool = option.value.left(option.value.lastIndexOf(u':'));
        if (option.option->name == Text("workers") && option.value.contains(u':') &&
            !pools.contains(pool))
            return option.error(noSuchPool(pool, pools));
    }
    if (options.threads) {
        if (const Result<Done> checked = checkThreads(given); !checked)
            return checked;
    }
    if (options.listen.isEmpty())
        return Error(ErrorCode::BadArguments,
                     QStringLiteral("Say where to listen, for example --listen=127.0.0.1:1337. See "
                                    "amp-server --help."));
    return Done();
}

} // namespace

Result<ServerOptions> parseServerOptions(const QStringList &arguments)
{
    const Result<CommandLine> line = parseCommandLine(serverSyntax(), arguments);
    if (!line)
        return line.error();
    ServerOptions options;
    options.help = line->has(Text("help"));
    options.version = line->has(Text("version"));
    if (options.help || options.version)
        return options;
    if (!line->operands.isEmpty())
        return Error(ErrorCode::BadArguments,
                     QStringLiteral("\"%1\" belongs to no option. See amp-server --help.")
                         .arg(line->operands.first()));

    const Result<QList<GivenOption>> given = withConfigFile(*line);
    if (!given)
        return given.error();
    for (const GivenOption &option : *given) {
        const Result<Done> done = apply(options, option);
        if (!done)
            return done.error();
    }
    const Result<Done> whole = checkWhole(options, *given);
    return whole ? Result(options) : whole.error();
}

QString serverHelp()
{
    return helpText(serverSyntax());
}

int workerCountOf(const ServerOptions &options, const QString &pool)
{
    int count = std::min(QThread::idealThreadCount(), maxWorkers);
    for (const WorkerCount &workers : options.workers) {
        if (workers.pool == pool)
            return workers.count;
        if (workers.pool.isEmpty())
            count = workers.count;
    }
    return count;
}

PoolRequest poolRequestOf(const ServerOptions &options)
{
    PoolRequest request;
    request.includes = options.includes;
    request.binaries = options.binaries;
    request.workersOf = [options](const QString &pool) { return workerCountOf(options, pool); };
    request.startLimit = options.startLimit;
    request.grace = options.grace;
    request.endsWithThread = true;
    request.threads = options.threads;
    request.spins = options.spins;
    return request;
}

} // namespace Amp
