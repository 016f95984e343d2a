// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>

#include <QtCore/qbytearray.h>

#include "core/stats/feed.h"
#include "core/stats/latencyhistogram.h"
#include "core/stats/ring.h"

namespace Amp {

// How long calls waited, ran, and took together.
struct Latencies
{
    LatencyHistogram waiting;
    LatencyHistogram running; // of calls that a worker was given
    LatencyHistogram total;

    void merge(const Latencies &other);
    void clear();
};

Feed::Percentiles percentilesOf(const LatencyHistogram &histogram);

// What has become of the calls of one procedure since the server started.
class ProcedureStats
{
public:
    explicit ProcedureStats(const QByteArray &name)
        : m_name(QString::fromUtf8(name))
    {}

    void record(quint64 waited, quint64 ran, quint64 total, bool started, bool failed)
    {
        ++m_calls;
        m_failed += failed;
        m_latencies.waiting.record(waited);
        m_latencies.total.record(total);
        if (started) {
            m_runningTime += ran;
            m_latencies.running.record(ran);
        }
    }
    // To be told once a second.
    void endSecond(bool endsQuarterMinute);

    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] quint64 calls() const { return m_calls; }
    // How long a call must have run to be slow, in microseconds.
    [[nodiscard]] quint64 slowAfter() const { return m_slowAfter; }
    // The figures of the row; where the procedure is and what it is told about it others know.
    void fill(Feed::ProcedureRow &row) const;
    // Changes whenever the row does.
    [[nodiscard]] quint64 version() const { return m_version; }

private:
    static constexpr std::size_t rateSeconds = 10;
    static constexpr std::size_t quarterMinutes = 60; // a quarter of an hour
    static constexpr quint64 slowAtLeast = 100'000;   // us; below it nobody waits for a call

    const QString m_name;
    quint64 m_calls = 0;
    quint64 m_failed = 0;
    quint64 m_runningTime = 0;
    Latencies m_latencies;
    quint64 m_slowAfter = ~quint64(0);
    quint64 m_version = 0;
    quint64 m_callsBefore = 0; // at the last second
    double m_perSecond = 0;
    std::array<quint64, rateSeconds> m_callsAt = {}; // at each of the last seconds
    std::size_t m_nextSecond = 0;
    LatencyHistogram m_totalBefore; // at the last quarter of a minute
    Ring<quint64> m_recentP99{quarterMinutes};
};

} // namespace Amp
