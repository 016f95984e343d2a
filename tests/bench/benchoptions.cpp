// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/benchoptions.h"

#include <QCoreApplication>
#include <QFileInfo>

#include "core/cli/commandline.h"
#include "tests/bench/settings.h"

namespace Amp::Bench {

namespace {

using Text = QLatin1StringView;

constexpr int mostWorkers = 100;
constexpr int mostRounds = 100;
constexpr int mostSeconds = 60;

constexpr Option benchOptions[] = {
    {Text("server"), 's', Text("FILE"), Text("./amp-server"),
     Text("Measure this server program. The default is amp-server beside amp-bench.")},
    {Text("workers"), 'w', Text("N"), Text("2"),
     Text("Give server and relay N worker processes each. The default is 2.")},
    {Text("rounds"), 'r', Text("N"), Text("3"),
     Text("Take everything N times and show the medians. The default is 3.")},
    {Text("seconds"), 0, Text("S"), Text("0.5"),
     Text("Let each measurement take S seconds, after 0.3 s of warm-up. The default is 2.")},
    {Text("json"), 'j', {}, {}, Text("Print one JSON object instead of the table.")},
    {Text("help"), 'h', {}, {}, Text("Print this text.")},
    {Text("version"), 0, {}, {}, Text("Print the version.")},
};

Result<Done> setNumber(const GivenOption &given, int most, int &number)
{
    if (readNumber(given.value, 1, number) && number <= most)
        return Done();
    return given.error(QStringLiteral("expected is a number from 1 to %1.").arg(most));
}

Result<Done> setSeconds(const GivenOption &given, std::chrono::duration<double> &seconds)
{
    if (readSeconds(given.value, seconds) && seconds.count() <= mostSeconds)
        return Done();
    return given.error(QStringLiteral("expected are seconds above 0 and up to %1, for example 0.5.")
                           .arg(mostSeconds));
}

Result<Done> apply(const GivenOption &given, BenchOptions &options)
{
    const Text name = given.option->name;
    if (name == Text("workers"))
        return setNumber(given, mostWorkers, options.workers);
    if (name == Text("rounds"))
        return setNumber(given, mostRounds, options.rounds);
    if (name == Text("seconds"))
        return setSeconds(given, options.seconds);
    if (name == Text("server"))
        options.server = given.value;
    else if (name == Text("json"))
        options.json = true;
    return Done();
}

} // namespace

const CommandSyntax &benchSyntax()
{
    static constexpr CommandSyntax syntax{
        Text("amp-bench"), Text("[OPTION]..."),
        Text("Measures an AMP server on this machine, beside a bare relay that does nothing else."),
        benchOptions,
        Text("It starts both itself, on loopback, and ends them. Ratios are taken within a round.\n"
             "Single measurements: amp-bench wire lat|thr|queue PORT sends ready-made frames to a\n"
             "server that runs, amp-bench load lat|thr PORT calls it by the client library, and\n"
             "amp-bench local compares calls without a server.\n\n"
             "Examples:\n"
             "  amp-bench\n"
             "  amp-bench --json --seconds=0.5 --rounds=5\n"
             "  amp-bench wire thr 1337 clients=16 depth=64 calls=100000000 seconds=2")};
    return syntax;
}

Result<BenchOptions> parseBenchOptions(const QStringList &arguments)
{
    const Result<CommandLine> line = parseCommandLine(benchSyntax(), arguments);
    if (!line)
        return line.error();
    BenchOptions options;
    options.help = line->has(Text("help"));
    options.version = line->has(Text("version"));
    if (options.help || options.version)
        return options;
    for (const GivenOption &given : line->options) {
        if (const auto applied = apply(given, options); !applied)
            return applied.error();
    }
    if (!line->operands.isEmpty())
        return Error(ErrorCode::BadArguments,
                     QStringLiteral("%1 is no measurement: write wire, load or local, or options "
                                    "alone. See amp-bench --help.")
                         .arg(line->operands.first()));
    if (options.server.isEmpty())
        options.server = QCoreApplication::applicationDirPath() + QStringLiteral("/amp-server");
    if (!QFileInfo(options.server).isExecutable())
        return Error(ErrorCode::BadArguments,
                     QStringLiteral("%1 is no program: write --server=FILE with the path of an "
                                    "amp-server.")
                         .arg(options.server));
    return options;
}

} // namespace Amp::Bench
