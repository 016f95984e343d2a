// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/lanebars.h"

#include <algorithm>
#include <cmath>

namespace Amp {

namespace {

constexpr double leastBar = 3;
constexpr double leastFailed = 4;
constexpr double leastRunning = 2;
constexpr double leastShare = 0.04; // below it is what rounding leaves over

LaneBar::Look lookOf(const Feed::TimelineBar &bar)
{
    const bool failed =
        bar.outcome == Feed::CallState::Failed || bar.outcome == Feed::CallState::TimedOut;
    if (failed)
        return LaneBar::Look::Failed;
    return bar.slow ? LaneBar::Look::Slow : LaneBar::Look::Done;
}

LaneBar place(LaneBar bar, const TimeScale &scale)
{
    bar.left = std::max(scale.left, std::round(scale.x(bar.time.from)));
    bar.right = std::min(scale.right(), std::round(scale.x(bar.time.to)));
    if (bar.look == LaneBar::Look::Failed) {
        bar.right = std::min(scale.right(), std::max(bar.right, bar.left + leastFailed));
        bar.left = std::min(bar.left, bar.right - leastFailed);
    }
    if (bar.isRunning)
        bar.left = std::max(scale.left, std::min(bar.left, bar.right - leastRunning));
    return bar;
}

// How much of a sample's time the bars took. Both ascend, so the search goes on where it was.
qint64 overlap(const Feed::BusySample &sample, const std::vector<LaneBar> &bars, std::size_t &first)
{
    while (first < bars.size() && bars[first].time.to <= sample.from)
        ++first;
    qint64 sum = 0;
    for (std::size_t i = first; i < bars.size() && bars[i].time.from < sample.to; ++i) {
        sum += std::max<qint64>(0, std::min(bars[i].time.to, sample.to) -
                                       std::max(bars[i].time.from, sample.from));
    }
    return sum;
}

// The share of the time between the bars. The server rounds to 1/255 of the interval.
double shareBetween(const Feed::BusySample &sample, qint64 inBars)
{
    const auto length = double(sample.to - sample.from);
    const double between = length - double(inBars);
    const double rest = length * sample.share / 255 - double(inBars);
    if (between <= 0 || rest < std::max(leastShare * between, 2 * length / 255))
        return 0;
    return std::min(rest / between, 1.0);
}

void addShare(std::vector<double> &columns, double from, double to, double share)
{
    const double last = std::min(to, double(columns.size()));
    for (double x = std::max(0.0, std::floor(from)); x < last; ++x)
        columns[std::size_t(x)] += share * (std::min(x + 1, to) - std::max(x, from));
}

} // namespace

std::vector<LaneBar> laneBars(const Feed::WorkerRow &worker, const ServerState::Lane &lane,
                              const TimeScale &scale, qint64 until)
{
    std::vector<LaneBar> bars;
    const auto begin =
        std::lower_bound(lane.bars.begin(), lane.bars.end(), scale.range.from,
                         [](const Feed::TimelineBar &bar, qint64 from) { return bar.to < from; });
    for (auto bar = begin; bar != lane.bars.end(); ++bar) {
        LaneBar placed = place({bar->call, {}, lookOf(*bar), false, {bar->from, bar->to}}, scale);
        const bool isShort = placed.right - placed.left < leastBar;
        if (isShort && placed.look != LaneBar::Look::Failed)
            placed.look = LaneBar::Look::Merged;
        else
            placed.procedure = bar->procedure;
        if (bar->from <= scale.range.to)
            bars.push_back(placed);
    }
    const bool isRunning =
        worker.state == Feed::WorkerState::Running && worker.since <= scale.range.to;
    if (isRunning && until >= scale.range.from) {
        const auto look = worker.slow ? LaneBar::Look::Slow : LaneBar::Look::Running;
        bars.push_back(place({worker.call,
                              worker.procedure,
                              look,
                              true,
                              {worker.since, std::max(until, worker.since)}},
                             scale));
    }
    return bars;
}

std::vector<double> laneColumns(const ServerState::Lane &lane, const std::vector<LaneBar> &bars,
                                const TimeScale &scale)
{
    std::vector<double> columns(std::size_t(std::max(0.0, scale.width)));
    std::size_t first = 0;
    const auto begin = std::lower_bound(
        lane.busy.begin(), lane.busy.end(), scale.range.from,
        [](const Feed::BusySample &sample, qint64 from) { return sample.to < from; });
    for (auto sample = begin; sample != lane.busy.end() && sample->from < scale.range.to; ++sample)
    {
        const double share = shareBetween(*sample, overlap(*sample, bars, first));
        if (share > 0) {
            addShare(columns, scale.x(sample->from) - scale.left, scale.x(sample->to) - scale.left,
                     share);
        }
    }
    for (const LaneBar &bar : bars) {
        if (bar.look == LaneBar::Look::Merged)
            addShare(columns, scale.x(bar.time.from) - scale.left,
                     scale.x(bar.time.to) - scale.left, 1);
    }
    return columns;
}

} // namespace Amp
