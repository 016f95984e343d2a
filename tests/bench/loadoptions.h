// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <vector>

#include <QStringList>

#include "core/protocol/result.h"

namespace Amp::Bench {

enum class LoadMode {
    Latency,    // one call at a time
    Throughput, // so many calls in flight on so many connections
    Queue       // calls that no worker takes, for the server's memory
};

enum class LoadPath {
    Wire,   // plain sockets and ready-made frames
    Relay,  // the same, with the frames of the relay
    Library // a JobDispatcher for each connection
};

// What one measurement does: "amp-bench wire|load MODE PORT key=value...".
struct LoadOptions
{
    LoadPath path = LoadPath::Wire;
    LoadMode mode = LoadMode::Latency;
    quint16 port = 0; // of 127.0.0.1
    int clients = 1;
    int depth = 1; // calls in flight on each connection
    int payloadBytes = 16;
    int rate = 0; // calls per second, of one at a time on a plain socket; 0: as fast as they go
    quint64 calls = 20'000; // after the warm-up; the time may end earlier
    std::chrono::duration<double> seconds{2};
    std::vector<qint64> server; // process ids, for the accounting
    std::vector<qint64> workers;
};

// Errors are BadArguments: a sentence.
Result<LoadOptions> parseLoadOptions(const QStringList &arguments);

} // namespace Amp::Bench
