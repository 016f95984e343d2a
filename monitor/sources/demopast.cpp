// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/demopast.h"

#include "monitor/timeunits.h"

namespace Amp::DemoPast {

namespace {

constexpr qint64 sampleLength = 2 * second;
constexpr qint64 away = 3 * second;      // before a restart
constexpr double burstSeconds = 12;      // after it
constexpr double burstFades = 3;         // seconds
constexpr double burstQueue = 260;       // calls
constexpr double burstLatency = 200'000; // us

// What had to wait for the server comes all at once.
void addBurst(Feed::HistoryPoint &point, double secondsSinceRestart)
{
    const double burst = std::exp(-secondsSinceRestart / burstFades);
    point.queued += quint64(burstQueue * burst);
    point.total.p99 += quint64(double(point.total.p99) * 2 * burst);
    point.total.p95 += quint64(burstLatency * burst * burst);
    point.ended = quint64(double(point.ended) * (1 - 0.7 * burst));
}

} // namespace

std::vector<Feed::HistoryPoint> history(const Ring<Feed::HistoryPoint> &seen, const Span &span,
                                        DemoDice &dice)
{
    std::vector<Feed::HistoryPoint> points;
    for (qint64 at = span.from; at < span.to && seen.size() > 0; at += second) {
        Feed::HistoryPoint point = seen.at(seen.first() + dice.below(seen.size()));
        point.at = at;
        if (span.restartedAt) {
            const double since = double(at - span.restartedAt) / second;
            if (since > -2 && since <= 0)
                continue;
            if (since > 0 && since < burstSeconds)
                addBurst(point, since);
        }
        points.push_back(point);
    }
    return points;
}

void addBusySamples(std::vector<Feed::BusySample> &samples, quint32 worker, double usual,
                    const Span &span, DemoDice &dice)
{
    for (qint64 at = span.from; at < span.to; at += sampleLength) {
        const bool isAway =
            span.restartedAt && at > span.restartedAt - away && at < span.restartedAt;
        const double share = isAway ? 0 : std::clamp(usual + dice.between(-0.06, 0.06), 0.0, 1.0);
        samples.push_back({worker, at, at + sampleLength, quint8(share * 255)});
    }
}

} // namespace Amp::DemoPast
