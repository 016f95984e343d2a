// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <vector>

#include "core/workers/includecatalog.h"
#include "core/workers/pool.h"
#include "core/workers/workerprograms.h"

namespace Amp {

// What a program wants its pools to be made of.
struct PoolRequest
{
    QStringList includes; // absolute paths of plugins, folders of plugins and Python files
    QStringList binaries; // commands, as given
    std::function<int(const QString &pool)> workersOf;
    std::chrono::milliseconds startLimit = std::chrono::seconds(30); // of a worker, up to Ready
    std::chrono::milliseconds grace = std::chrono::seconds(2); // of a cancelled call, to its end
    bool endsWithThread = false;                               // see WorkerCommand
    bool spins = true;                                         // see WorkerCommand
    bool threads = false; // workers are threads of this program, which run plugins alone
};

struct PlannedPool
{
    PoolConfig config;
    std::vector<Wire::ProcedureInfo> declared;
    bool isBinary = false;
};

bool isPythonFile(const QString &include);
QStringList nativeIncludes(const QStringList &includes); // plugins and folders of plugins
// A pool of a binary is named after the file name of its program.
QString poolNameOfBinary(const QString &command);

// The pools that the request asks for: native, python, and one for each binary; or threads, which
// needs neither programs nor plugins. Without an include or binary there is one pool, with the
// built-ins.
std::vector<PlannedPool> planPools(const PoolRequest &request, const WorkerPrograms &programs,
                                   const std::vector<IncludeCatalog::Plugin> &plugins);

} // namespace Amp
