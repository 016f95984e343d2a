// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/stats/serverhistory.h"

namespace Amp {

namespace {

Feed::HistoryPoint pointOf(Feed::HistoryPoint gauges, const Feed::HistoryPoint &counts,
                           const Latencies &latencies, quint32 seconds)
{
    gauges.seconds = seconds;
    gauges.ended = counts.ended;
    gauges.failed = counts.failed;
    gauges.crashed = counts.crashed;
    gauges.waiting = percentilesOf(latencies.waiting);
    gauges.runningTime = percentilesOf(latencies.running);
    gauges.total = percentilesOf(latencies.total);
    return gauges;
}

} // namespace

void ServerHistory::endSecond(Feed::HistoryPoint gauges)
{
    m_seconds.append(pointOf(gauges, m_second, m_latencies, 1));
    m_ten.ended += m_second.ended;
    m_ten.failed += m_second.failed;
    m_ten.crashed += m_second.crashed;
    if (m_second.ended > 0) {
        m_tenLatencies.merge(m_latencies);
        m_latencies.clear();
    }
    m_second = {};
    if (++m_secondsInTen == secondsOfTen)
        endTen(gauges);
}

void ServerHistory::endTen(const Feed::HistoryPoint &gauges)
{
    m_tens.append(pointOf(gauges, m_ten, m_tenLatencies, secondsOfTen));
    m_ten = {};
    m_tenLatencies.clear();
    m_secondsInTen = 0;
}

} // namespace Amp
