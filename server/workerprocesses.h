// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <vector>

#include <QHash>

namespace Amp {

// How much memory and processor time workers take, as the system says: zeros where it does not.
class WorkerProcesses
{
public:
    struct Usage
    {
        quint64 memoryBytes = 0; // resident
        quint32 cpuPermille = 0; // of one processor, since the measurement before
    };

    void measure(const std::vector<quint32> &pids);
    Usage usageOf(quint32 pid) const { return m_measured.value(pid).usage; }

private:
    using Clock = std::chrono::steady_clock;
    struct Measured
    {
        Usage usage;
        quint64 ticks = 0; // of the processor, in units of the system
    };

    QHash<quint32, Measured> m_measured;
    Clock::time_point m_measuredAt;
};

} // namespace Amp
