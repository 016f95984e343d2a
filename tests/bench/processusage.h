// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QtGlobal>

namespace Amp::Bench {

// What processes have used since they started, all threads: the scheduler's own accounting.
struct ProcessUsage
{
    quint64 cpuNanoseconds = 0;
    quint64 voluntarySwitches = 0; // how often a thread went to sleep
};

// The sum of the processes; one that has ended counts nothing.
ProcessUsage usageOf(const std::vector<qint64> &pids);

} // namespace Amp::Bench
