// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/stats/busytimes.h"

namespace Amp {

void BusyTimes::endInterval(qint64 now, const std::vector<Running> &workers)
{
    constexpr qint64 wholeShare = 255;
    const qint64 length = std::max<qint64>(1, now - m_from);
    Frame frame;
    frame.reserve(workers.size());
    for (const Running &worker : workers) {
        if (worker.since != 0)
            addEnded(worker.place, worker.since, now);
        const qint64 busy = worker.place < m_busy.size() ? m_busy[worker.place] : 0;
        const qint64 share = std::clamp<qint64>(busy * wholeShare / length, 0, wholeShare);
        frame.push_back({worker.place, m_from, now, quint8(share)});
    }
    m_frames.append(std::move(frame));
    beginInterval(now);
}

void BusyTimes::restart(qint64 now)
{
    m_frames.clear();
    beginInterval(now);
}

void BusyTimes::beginInterval(qint64 now)
{
    std::fill(m_busy.begin(), m_busy.end(), 0);
    m_from = now;
}

} // namespace Amp
