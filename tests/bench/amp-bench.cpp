// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Measures a server: amp-bench wire lat|thr|queue PORT key=value...
// It speaks the protocol on plain sockets with ready-made frames, so that the server is measured
// and not a client library. A measurement is one line of JSON on stdout.

#include <cstdio>

#include <QCoreApplication>

#include <unistd.h>

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

// A server that stops answering must not keep a series of measurements waiting.
void endInTime(const LoadOptions &options)
{
    alarm(unsigned(2 * options.seconds.count()) + 60);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const Result<LoadOptions> options = parseLoadOptions(application.arguments().sliced(1));
    if (!options)
        return fail(options.error(), usageExitCode);
    endInTime(*options);
    Measurement measurement(*options);
    if (const auto done = run(*options, measurement); !done)
        return fail(done.error(), failureExitCode);
    if (options->mode != LoadMode::Queue)
        std::puts(measurement.report().constData());
    return 0;
}
