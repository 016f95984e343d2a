// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Measures the server of this machine beside a bare relay: amp-bench [OPTION]... A table on stdout.
//
// Measures a server that runs: amp-bench wire lat|thr|queue PORT key=value...
// It speaks the protocol on plain sockets with ready-made frames, so that the server is measured
// and not a client library. A measurement is one line of JSON on stdout.
//
// The same through the client library: amp-bench load lat|thr PORT key=value...
//
// Compares calls without a server: amp-bench local key=value... A table on stdout.

#include <cstdio>

#include <QCoreApplication>

#include <unistd.h>

#include "tests/bench/comparison.h"
#include "tests/bench/libraryload.h"
#include "tests/bench/localload.h"
#include "tests/bench/relay.h"
#include "tests/bench/wireload.h"

using namespace Amp;
using namespace Amp::Bench;

namespace {

int fail(const Error &error, BenchExit exitCode)
{
    std::fprintf(stderr, "amp-bench: %s\n", qUtf8Printable(error.message()));
    return int(exitCode);
}

Result<Done> run(const LoadOptions &options, Measurement &measurement)
{
    if (options.path == LoadPath::Library)
        return measureLibrary(options, measurement);
    switch (options.mode) {
    case LoadMode::Latency:
        return measureLatency(options, measurement);
    case LoadMode::Throughput:
        return measureThroughput(options, measurement);
    case LoadMode::Queue:
        return fillQueue(options, measurement);
    }
    return Done();
}

// Somebody who stops answering must not keep a series of measurements waiting.
void endInTime(std::chrono::duration<double> expected)
{
    alarm(unsigned(2 * expected.count()) + 60);
}

int measureServer(const QStringList &arguments)
{
    const Result<LoadOptions> options = parseLoadOptions(arguments);
    if (!options)
        return fail(options.error(), BenchExit::Usage);
    endInTime(options->seconds);
    Measurement measurement(*options);
    if (const auto done = run(*options, measurement); !done)
        return fail(done.error(), BenchExit::Fails);
    if (options->mode != LoadMode::Queue)
        std::puts(measurement.report().constData());
    return 0;
}

int compare(const QStringList &settings)
{
    const Result<LocalOptions> options = parseLocalOptions(settings);
    if (!options)
        return fail(options.error(), BenchExit::Usage);
    endInTime(8 * options->seconds);
    const Result<QString> table = compareLocally(*options);
    if (!table)
        return fail(table.error(), BenchExit::Fails);
    std::fputs(qUtf8Printable(*table), stdout);
    return 0;
}

// On a terminal only: it takes a while.
void showProgress(int round, const BenchOptions &options)
{
    if (isatty(STDERR_FILENO))
        std::fprintf(stderr, "\rRound %d of %d ...", round, options.rounds);
}

int compareWithRelay(const BenchOptions &options)
{
    endInTime(durationOf(options));
    std::vector<ComparedRound> rounds;
    for (int round = 1; round <= options.rounds; ++round) {
        showProgress(round, options);
        const Result<ComparedRound> compared = compareOnce(options);
        if (!compared)
            return fail(compared.error(), BenchExit::Fails);
        rounds.push_back(*compared);
    }
    if (isatty(STDERR_FILENO))
        std::fputs("\r                    \r", stderr);
    const QByteArray printed =
        options.json ? comparisonJson(options, rounds) : comparisonTable(rounds);
    std::fputs(printed.constData(), stdout);
    return 0;
}

int compareWithRelay(const QStringList &arguments)
{
    const Result<BenchOptions> options = parseBenchOptions(arguments);
    if (!options)
        return fail(options.error(), BenchExit::Usage);
    if (options->version)
        std::puts("amp-bench " AMP_VERSION);
    else if (options->help)
        std::fputs(qUtf8Printable(helpText(benchSyntax())), stdout);
    else
        return compareWithRelay(*options);
    return 0;
}

// What compareWithRelay() starts: amp-bench relay WORKERS [paused]
int relay(const QStringList &arguments)
{
    return runRelay(arguments.value(0).toInt(), arguments.value(1) == u"paused");
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments().sliced(1);
    const QString what = arguments.value(0);
    if (what == u"wire" || what == u"load")
        return measureServer(arguments);
    if (what == u"local")
        return compare(arguments.sliced(1));
    if (what == u"relay")
        return relay(arguments.sliced(1));
    return compareWithRelay(arguments);
}
