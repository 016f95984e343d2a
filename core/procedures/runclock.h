// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

namespace Amp {

// Measures runs that follow each other closely with one look at the clock for each, which is a
// tenth of what a short call costs: the end of one is the beginning of the next, unless something
// has taken time in between.
class RunClock
{
public:
    using Time = std::chrono::steady_clock::time_point;

    Time now()
    {
        if (!m_isCurrent)
            look();
        return m_now;
    }
    Time look()
    {
        m_now = std::chrono::steady_clock::now();
        m_isCurrent = true;
        return m_now;
    }
    // Something takes time that is no run's.
    void forget() { m_isCurrent = false; }

private:
    Time m_now;
    bool m_isCurrent = false;
};

} // namespace Amp
