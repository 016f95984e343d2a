// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include "core/stats/feed.h"
#include "core/stats/ring.h"

namespace Amp {

// How much of each interval each worker was busy. Ended calls are added as they end; those that run
// when an interval ends are named then.
class BusyTimes
{
public:
    struct Running // the worker in a place, and since when its call runs; 0: it runs none
    {
        quint32 place = 0;
        qint64 since = 0;
    };
    using Frame = std::vector<Feed::BusySample>; // of all workers, one interval

    BusyTimes(std::size_t frames, qint64 now)
        : m_frames(frames)
        , m_from(now)
    {}

    void addEnded(quint32 place, qint64 startedAt, qint64 endedAt)
    {
        if (place >= m_busy.size())
            m_busy.resize(place + 1);
        m_busy[place] += endedAt - std::max(startedAt, m_from);
    }
    void endInterval(qint64 now, const std::vector<Running> &workers);
    // Nobody has looked for a while: everything is forgotten, so that there are no gaps.
    void restart(qint64 now);

    [[nodiscard]] const Ring<Frame> &frames() const { return m_frames; }

private:
    void beginInterval(qint64 now);

    Ring<Frame> m_frames;
    qint64 m_from;
    std::vector<qint64> m_busy; // microseconds since m_from, by place
};

} // namespace Amp
