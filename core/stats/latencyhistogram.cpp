// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/stats/latencyhistogram.h"

#include <cmath>

namespace Amp {

void LatencyHistogram::merge(const LatencyHistogram &other)
{
    if (other.m_buckets.size() > m_buckets.size())
        m_buckets.resize(other.m_buckets.size());
    for (std::size_t i = 0; i < other.m_buckets.size(); ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
    m_max = std::max(m_max, other.m_max);
}

LatencyHistogram LatencyHistogram::since(const LatencyHistogram &earlier) const
{
    LatencyHistogram difference = *this;
    for (std::size_t i = 0; i < earlier.m_buckets.size(); ++i)
        difference.m_buckets[i] -= earlier.m_buckets[i];
    difference.m_count -= earlier.m_count;
    if (m_max == earlier.m_max)
        difference.m_max = difference.valueAt(difference.m_count);
    return difference;
}

void LatencyHistogram::clear()
{
    std::fill(m_buckets.begin(), m_buckets.end(), 0);
    m_count = 0;
    m_max = 0;
}

LatencyHistogram::Percentiles LatencyHistogram::percentiles() const
{
    // The smallest value that so many per cent of all do not exceed.
    const auto rankOf = [this](quint64 percent) { return (m_count * percent + 99) / 100; };
    return {valueAt(rankOf(50)), valueAt(rankOf(95)), valueAt(rankOf(99)), m_max};
}

std::vector<quint64> LatencyHistogram::eightPerOctave() const
{
    std::vector<quint64> coarse;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        if (m_buckets[i] == 0)
            continue;
        const quint64 value = std::max<quint64>(1, middleOf(i));
        const auto bucket = std::size_t(8 * std::log2(double(value)));
        if (bucket >= coarse.size())
            coarse.resize(bucket + 1);
        coarse[bucket] += m_buckets[i];
    }
    return coarse;
}

quint64 LatencyHistogram::middleOf(std::size_t bucket)
{
    if (bucket < 2 * subBuckets)
        return bucket;
    const std::size_t shift = (bucket >> subBucketBits) - 1;
    const quint64 low = (bucket - (shift << subBucketBits)) << shift;
    return low + (quint64(1) << shift) / 2;
}

// A whole octave at a time.
void LatencyHistogram::growTo(std::size_t bucket)
{
    m_buckets.resize(((bucket >> subBucketBits) + 1) << subBucketBits);
}

// Of the values in ascending order, the one with this rank, from 1; 0 when there is none.
quint64 LatencyHistogram::valueAt(quint64 rank) const
{
    quint64 seen = 0;
    for (std::size_t i = 0; i < m_buckets.size() && rank > 0; ++i) {
        seen += m_buckets[i];
        if (seen >= rank)
            return m_max == 0 ? 0 : std::min(middleOf(i), m_max);
    }
    return 0;
}

} // namespace Amp
