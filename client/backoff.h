// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <chrono>

#include <QtCore/qrandom.h>

namespace Amp {

// How long to pause before the next attempt. Full jitter: when a server comes back, its thousand
// clients must not come back in the same moment.
class Backoff
{
public:
    using Milliseconds = std::chrono::milliseconds;

    void setRange(Milliseconds first, Milliseconds maximum)
    {
        m_first = std::max(first, Milliseconds(1));
        m_maximum = std::max(maximum, m_first);
        m_bound = std::clamp(m_bound, m_first, m_maximum);
    }

    // A random pause up to the bound, which doubles.
    Milliseconds next()
    {
        const auto pause = QRandomGenerator::global()->bounded(quint32(m_bound.count()) + 1);
        m_bound = std::min(m_bound * 2, m_maximum);
        return Milliseconds(pause);
    }

    // For a server that has refused for good: soon is not worth trying.
    Milliseconds longest() const { return m_maximum; }

    void reset() { m_bound = m_first; }

private:
    Milliseconds m_first{100};
    Milliseconds m_maximum{10'000};
    Milliseconds m_bound = m_first;
};

} // namespace Amp
