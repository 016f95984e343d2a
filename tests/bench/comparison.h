// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include "tests/bench/benchoptions.h"
#include "tests/bench/measurement.h"

namespace Amp::Bench {

// What one server was measured to do in one round.
struct ServerFigures
{
    LoadFigures single; // 1 connection with 1,000 calls in flight
    LoadFigures many;   // 16 connections with 64 each
    LoadFigures large;  // 64 KiB, 32 in flight
    LoadFigures alone;  // one call at a time
    LoadFigures pinned; // the same, with client, server and workers on one processor
    double idleMebibytes = 0;
    double bytesPerQueuedCall = 0;
};

struct ComparedRound
{
    ServerFigures relay;
    ServerFigures amp;
};

// Starts a server and a relay, measures both in turns, and ends them. The error is a sentence.
Result<ComparedRound> compareOnce(const BenchOptions &options);

// How long that takes when nothing hangs.
std::chrono::duration<double> durationOf(const BenchOptions &options);

// The medians of the rounds, and of the ratios within them.
QByteArray comparisonTable(const std::vector<ComparedRound> &rounds);
QByteArray comparisonJson(const BenchOptions &options, const std::vector<ComparedRound> &rounds);

} // namespace Amp::Bench
