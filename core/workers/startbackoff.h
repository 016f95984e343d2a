// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <chrono>

namespace Amp {

// Spaces failed starts: 100 ms after the first, doubling up to 30 s, reset by a success.
class StartBackoff
{
public:
    using Milliseconds = std::chrono::milliseconds;

    Milliseconds afterFailure()
    {
        const Milliseconds delay = m_next;
        m_next = std::min(m_next * 2, longest);
        return delay;
    }
    void reset() { m_next = shortest; }

private:
    static constexpr Milliseconds shortest{100};
    static constexpr Milliseconds longest{30'000};
    Milliseconds m_next = shortest;
};

} // namespace Amp
