// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/stats/procedurestats.h"

namespace Amp {

void Latencies::merge(const Latencies &other)
{
    waiting.merge(other.waiting);
    running.merge(other.running);
    total.merge(other.total);
}

void Latencies::clear()
{
    waiting.clear();
    running.clear();
    total.clear();
}

Feed::Percentiles percentilesOf(const LatencyHistogram &histogram)
{
    const LatencyHistogram::Percentiles p = histogram.percentiles();
    return {p.p50, p.p95, p.p99, p.max};
}

void ProcedureStats::endSecond(bool endsQuarterMinute)
{
    const double before = m_perSecond;
    m_perSecond = double(m_calls - m_callsAt[m_nextSecond]) / rateSeconds;
    m_callsAt[m_nextSecond] = m_calls;
    m_nextSecond = (m_nextSecond + 1) % rateSeconds;
    if (m_calls != m_callsBefore)
        m_slowAfter = std::max(slowAtLeast, 2 * m_latencies.running.percentiles().p99);
    if (m_calls != m_callsBefore || m_perSecond != before)
        ++m_version;
    m_callsBefore = m_calls;
    if (!endsQuarterMinute || (m_calls == 0 && m_recentP99.size() == 0))
        return;
    m_recentP99.append(m_latencies.total.since(m_totalBefore).percentiles().p99);
    m_totalBefore = m_latencies.total;
    ++m_version;
}

void ProcedureStats::fill(Feed::ProcedureRow &row) const
{
    row.name = m_name;
    row.calls = m_calls;
    row.failed = m_failed;
    row.runningTime = m_runningTime;
    row.perSecond = m_perSecond;
    row.waiting = percentilesOf(m_latencies.waiting);
    row.running = percentilesOf(m_latencies.running);
    row.total = percentilesOf(m_latencies.total);
    row.waitingHistogram = m_latencies.waiting.eightPerOctave();
    row.runningHistogram = m_latencies.running.eightPerOctave();
    row.totalHistogram = m_latencies.total.eightPerOctave();
    m_recentP99.forEachFrom(0, [&](quint64 p99) { row.recentP99.push_back(p99); });
}

} // namespace Amp
