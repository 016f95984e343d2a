// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/stats/procedurestats.h"
#include "core/stats/ring.h"

namespace Amp {

// What charts begin with: one point a second for a quarter of an hour, and one every ten seconds
// for six hours.
class ServerHistory
{
public:
    void record(quint64 waited, quint64 ran, quint64 total, bool started, bool failed, bool crashed)
    {
        ++m_second.ended;
        m_second.failed += failed;
        m_second.crashed += crashed;
        m_latencies.waiting.record(waited);
        m_latencies.total.record(total);
        if (started)
            m_latencies.running.record(ran);
    }
    // Ends a second. The gauges have the moment, and what a point says of it rather than of the
    // interval: queued, running, busy ...
    void endSecond(Feed::HistoryPoint gauges);
    void mark(const Feed::HistoryMark &mark) { m_marks.append(mark); }

    [[nodiscard]] const Ring<Feed::HistoryPoint> &seconds() const { return m_seconds; }
    [[nodiscard]] const Ring<Feed::HistoryPoint> &tens() const { return m_tens; }
    [[nodiscard]] const Ring<Feed::HistoryMark> &marks() const { return m_marks; }

private:
    static constexpr std::size_t secondsKept = 15 * 60;
    static constexpr std::size_t tensKept = 6 * 360;
    static constexpr std::size_t marksKept = 256;
    static constexpr quint32 secondsOfTen = 10;

    void endTen(const Feed::HistoryPoint &gauges);

    Feed::HistoryPoint m_second; // only its counts are used
    Latencies m_latencies;
    Feed::HistoryPoint m_ten; // the same, of the ten seconds
    Latencies m_tenLatencies;
    quint32 m_secondsInTen = 0;
    Ring<Feed::HistoryPoint> m_seconds{secondsKept};
    Ring<Feed::HistoryPoint> m_tens{tensKept};
    Ring<Feed::HistoryMark> m_marks{marksKept};
};

} // namespace Amp
