// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <vector>

#include <QtCore/qglobal.h>

namespace Amp {

// Counts durations in buckets that are at most 1/32 of their value wide, so that a percentile is
// off by less than 3.1 %. Up to 63 us every microsecond has a bucket of its own; above that, each
// octave has 32 of equal width; what takes longer than 2^40 us (twelve days) counts as that.
//
// Recording takes constant time; memory grows with the longest duration, to 9 KiB at most.
class LatencyHistogram
{
public:
    struct Percentiles
    {
        quint64 p50 = 0;
        quint64 p95 = 0;
        quint64 p99 = 0;
        quint64 max = 0; // exact
    };

    void record(quint64 microseconds)
    {
        const std::size_t bucket = bucketOf(microseconds);
        if (bucket >= m_buckets.size())
            growTo(bucket);
        ++m_buckets[bucket];
        ++m_count;
        m_max = std::max(m_max, microseconds);
    }
    void merge(const LatencyHistogram &other);
    // What has been recorded since the earlier state of this histogram. The maximum is then that
    // of its highest bucket.
    [[nodiscard]] LatencyHistogram since(const LatencyHistogram &earlier) const;
    // Forgets what was recorded and keeps the memory.
    void clear();

    [[nodiscard]] quint64 count() const { return m_count; }
    [[nodiscard]] quint64 max() const { return m_max; }
    [[nodiscard]] Percentiles percentiles() const;
    // Eight buckets an octave: bucket i counts what took 2^(i/8) to 2^((i+1)/8) us. Ends with the
    // last that is not empty.
    [[nodiscard]] std::vector<quint64> eightPerOctave() const;

private:
    static constexpr int subBucketBits = 5; // 32
    static constexpr quint64 subBuckets = 1 << subBucketBits;
    static constexpr quint64 longest = (quint64(1) << 40) - 1;

    static std::size_t bucketOf(quint64 microseconds)
    {
        const quint64 value = std::min(microseconds, longest);
        if (value < subBuckets)
            return std::size_t(value);
        const int shift = int(std::bit_width(value)) - 1 - subBucketBits;
        return std::size_t((quint64(shift) << subBucketBits) + (value >> shift));
    }
    static quint64 middleOf(std::size_t bucket);
    void growTo(std::size_t bucket);
    quint64 valueAt(quint64 rank) const;

    std::vector<quint64> m_buckets;
    quint64 m_count = 0;
    quint64 m_max = 0;
};

} // namespace Amp
