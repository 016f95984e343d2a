// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Measures a server: amp-bench wire lat|thr|queue PORT key=value...
// It speaks the protocol on plain sockets with ready-made frames, so that the server is measured
// and not a client library. A measurement is one line of JSON on stdout.
//
// The same through the client library: amp-bench load lat|thr PORT key=value...
//
// Compares calls without a server: amp-bench local key=value... A table on stdout.

#include <cstdio>

#include <QCoreApplication>

#include <unistd.h>

#include "tests/bench/libraryload.h"
#include "tests/bench/localload.h"
#include "tests/bench/wireload.h"

using namespace Amp;
using namespace Amp::Bench;

namespace {

constexpr int usageExitCode = 2;
constexpr int failureExitCode = 3;

int fail(const Error &error, int exitCode)
{
    std::fprintf(stderr, "amp-bench: %s\n", qUtf8Printable(error.message()));
    return exitCode;
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
        return fail(options.error(), usageExitCode);
    endInTime(options->seconds);
    Measurement measurement(*options);
    if (const auto done = run(*options, measurement); !done)
        return fail(done.error(), failureExitCode);
    if (options->mode != LoadMode::Queue)
        std::puts(measurement.report().constData());
    return 0;
}

int compare(const QStringList &settings)
{
    const Result<LocalOptions> options = parseLocalOptions(settings);
    if (!options)
        return fail(options.error(), usageExitCode);
    endInTime(8 * options->seconds);
    const Result<QString> table = compareLocally(*options);
    if (!table)
        return fail(table.error(), failureExitCode);
    std::fputs(qUtf8Printable(*table), stdout);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments().sliced(1);
    return arguments.value(0) == u"local" ? compare(arguments.sliced(1)) : measureServer(arguments);
}
