// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QtCore/qdatetime.h>

namespace Amp {

// The clock of the feed: microseconds since 1970 UTC as the system knew it when this was made, and
// monotonic from then on.
class FeedClock
{
public:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] qint64 at(Clock::time_point time) const { return m_offset + microseconds(time); }
    // Never for the time that was not set.
    [[nodiscard]] qint64 atOrNever(Clock::time_point time) const
    {
        return time == Clock::time_point() ? 0 : at(time);
    }
    [[nodiscard]] qint64 now() const { return at(Clock::now()); }

private:
    static qint64 microseconds(Clock::time_point time)
    {
        return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch())
            .count();
    }

    qint64 m_offset = QDateTime::currentMSecsSinceEpoch() * 1000 - microseconds(Clock::now());
};

} // namespace Amp
