// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QList>
#include <QStringList>

#include "core/net/address.h"
#include "core/protocol/result.h"
#include "core/workers/poolconfigs.h"

namespace Amp {

// How many workers a pool has; an empty name stands for every pool that has no count of its own.
struct WorkerCount
{
    QString pool;
    int count = 0;
};

inline constexpr int maxWorkers = 1000; // of a pool

// What the command line and the configuration file of amp-server say, checked.
struct ServerOptions
{
    QList<Address> listen;
    QStringList includes; // absolute paths of plugins, folders of plugins and Python files
    QStringList binaries; // commands, as given
    QList<WorkerCount> workers;
    bool threads = false; // of the server instead of processes
    bool open = false;    // serve everybody, also without tokens beyond loopback
    bool paused = false;  // take calls but run none until amp-ctl resume
    bool spins = true;    // server and native workers: through waits that prove short
    bool debug = false;
    bool colors = false;
    bool help = false;                                               // nothing else is checked then
    bool version = false;                                            // nothing else is checked then
    std::chrono::milliseconds startLimit = std::chrono::seconds(30); // of a worker, up to Ready
    std::chrono::milliseconds grace = std::chrono::seconds(2); // of a cancelled call, to its end
    std::chrono::milliseconds drainLimit = std::chrono::seconds(30); // of all calls, at SIGTERM
};

// Arguments are those of the program without its name. Errors are BadArguments with one sentence.
Result<ServerOptions> parseServerOptions(const QStringList &arguments);

// The text of --help.
QString serverHelp();

// How many workers a pool gets; without a word about it one for each processor.
int workerCountOf(const ServerOptions &options, const QString &pool);
// The pools that they ask for.
PoolRequest poolRequestOf(const ServerOptions &options);

} // namespace Amp
