// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QString>

#include "core/workers/worker.h"

namespace Amp {

// One of the N workers of a pool as operators know it: the place and its id stay when its process
// is replaced by another.
struct WorkerPlace
{
    using Clock = std::chrono::steady_clock;

    enum class Plan {
        Stay,
        Restart, // its process ends between calls and is replaced at once
        Leave    // the same, and the place goes with it
    };

    quint32 id = 0;           // unique in its PoolSet, ascending from 1; shown as w07
    Worker *worker = nullptr; // null: in back-off, or about to be started
    Plan plan = Plan::Stay;
    QString planWhy;            // "an operator restarted it"; empty: nothing is planned
    quint32 restarts = 0;       // processes that have ended here, those never ready included
    Clock::time_point lastEnd;  // of the last of them
    QString lastEndWhy;         // "signal 11 (SIGSEGV)", "an operator killed it"
    Clock::time_point startsAt; // in back-off: when it is tried again; otherwise zero
    quint64 callsOfEarlier = 0; // that ended here before the present process

    // Calls that ended here after they had been given to a process.
    quint64 callsDone() const { return callsOfEarlier + (worker ? worker->callsDone() : 0); }
};

} // namespace Amp
