// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QByteArray>

namespace Amp::Bench {

// What processes have used since they started, all threads: the scheduler's own accounting.
struct ProcessUsage
{
    quint64 cpuNanoseconds = 0;
    quint64 voluntarySwitches = 0; // how often a thread went to sleep
};

// The sum of the processes; one that has ended counts nothing.
ProcessUsage usageOf(const std::vector<qint64> &pids);

// The processes that one has started and that have this name.
std::vector<qint64> childrenOf(qint64 pid, const QByteArray &name);

// Bytes of memory that a process has; 0 when it has ended.
qint64 residentBytes(qint64 pid);

} // namespace Amp::Bench
