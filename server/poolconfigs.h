// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include "core/workers/pool.h"
#include "server/includecatalog.h"
#include "server/options.h"

namespace Amp {

struct PlannedPool
{
    PoolConfig config;
    std::vector<Wire::ProcedureInfo> declared;
    bool isBinary = false;
};

// Where amp-worker and amp_worker.py are: beside amp-server or where they are installed.
struct WorkerPrograms
{
    QString native;
    QString python; // the script
    QString interpreter = QStringLiteral("python3");

    static WorkerPrograms find();
};

// The pools that the options ask for: native, python, and one for each binary. Without an include
// or binary there is one native pool, with the built-ins.
std::vector<PlannedPool> planPools(const ServerOptions &options, const WorkerPrograms &programs,
                                   const std::vector<IncludeCatalog::Plugin> &plugins);

} // namespace Amp
