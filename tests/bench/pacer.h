// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace Amp::Bench {

// Lets calls be made at a steady rate. One that comes late is not made up for.
class Pacer
{
public:
    // Calls per second; 0: as fast as they go.
    explicit Pacer(int rate)
        : m_interval(rate > 0 ? std::chrono::nanoseconds(std::chrono::seconds(1)) / rate
                              : std::chrono::nanoseconds(0))
    {}

    // Until the next call is due.
    void wait()
    {
        if (m_interval.count() == 0)
            return;
        const auto now = std::chrono::steady_clock::now();
        m_due = std::max(m_due + m_interval, now);
        std::this_thread::sleep_until(m_due);
    }

private:
    const std::chrono::nanoseconds m_interval;
    std::chrono::steady_clock::time_point m_due;
};

} // namespace Amp::Bench
