// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/throughputchart.h"

#include <algorithm>

#include "monitor/numbers.h"

namespace Amp {

namespace {

constexpr double crashWidth = 2;
constexpr double crashHeight = 7;

} // namespace

ThroughputChart::ThroughputChart(const ServerState &state, ViewState &view, QWidget *parent)
    : Chart(state, view, parent)
{
    setAccessibleName(tr("Throughput, calls per second"));
}

QString ThroughputChart::title() const
{
    return tr("Throughput");
}

QString ThroughputChart::unit() const
{
    return tr("calls/s");
}

std::vector<ChartLine> ThroughputChart::lines() const
{
    return {chartLine(state(), view(), [](const Feed::HistoryPoint &point) {
        return std::optional(double(point.ended) / std::max(1U, point.seconds));
    })};
}

ValueScale ThroughputChart::valueScale(const std::vector<ChartLine> &lines) const
{
    double highest = 0;
    for (const ChartLine::Point &point : lines.front().points)
        highest = std::max(highest, point.value);
    return ValueScale::linear(highest, plot());
}

QString ThroughputChart::valueText(double value) const
{
    return Numbers::rate(value);
}

QString ThroughputChart::axisText(double value) const
{
    return axisCount(value);
}

void ThroughputChart::paintTroubles(QPainter &painter, const Theme &theme)
{
    const TimeScale scale = timeScale();
    const QRectF area = plot();
    quint64 crashes = 0;
    double last = 0;
    for (const Feed::HistoryPoint &point : state().history()) {
        if (point.crashed == 0 || point.at < scale.range.from || point.at > scale.range.to)
            continue;
        crashes += point.crashed;
        last = std::round(scale.x(point.at));
        painter.fillRect(
            QRectF(last - crashWidth, area.bottom() - crashHeight, crashWidth, crashHeight),
            theme.failed.fill);
    }
    if (crashes == 0)
        return;
    const Painting::Words words{crashes == 1 ? tr("1 crash")
                                             : tr("%1 crashes").arg(Numbers::grouped(crashes)),
                                Type::numberFont(Type::Role::Unit), theme.failed.ink};
    const double rightmost = width() - 12 - Painting::widthOf(words);
    Painting::paintFrom(painter, {std::min(last + 8, rightmost), area.bottom() - 6}, words);
}

} // namespace Amp
