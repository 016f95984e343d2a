// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/queuechart.h"

#include <algorithm>

#include "monitor/icons.h"
#include "monitor/numbers.h"
#include "monitor/timeunits.h"

namespace Amp {

namespace {

constexpr qint64 tooLong = 5 * second;
constexpr double stripHeight = 3;

} // namespace

QueueChart::QueueChart(const ServerState &state, ViewState &view, QWidget *parent)
    : Chart(state, view, parent)
{
    setAccessibleName(tr("Queue depth, calls"));
}

QString QueueChart::title() const
{
    return tr("Queue depth");
}

QString QueueChart::unit() const
{
    return tr("calls");
}

std::vector<ChartLine> QueueChart::lines() const
{
    const auto queued = [](const Feed::HistoryPoint &point) {
        return std::optional(double(point.queued));
    };
    return {chartLine(state(), view(), queued, double(state().summary().queued))};
}

ValueScale QueueChart::valueScale(const std::vector<ChartLine> &lines) const
{
    double highest = 0;
    for (const ChartLine::Point &point : lines.front().points)
        highest = std::max(highest, point.value);
    return ValueScale::linear(highest, plot());
}

QString QueueChart::valueText(double value) const
{
    return Numbers::rate(value);
}

QString QueueChart::axisText(double value) const
{
    return axisCount(value);
}

void QueueChart::paintTroubles(QPainter &painter, const Theme &theme)
{
    const TimeScale scale = timeScale();
    const QRectF area = plot();
    std::optional<double> first;
    for (const Feed::HistoryPoint &point : state().history()) {
        if (point.oldestWait <= tooLong || point.at <= scale.range.from ||
            point.at > scale.range.to)
            continue;
        const double left = std::max(area.left(), scale.x(point.at - point.seconds * second));
        const double right = std::min(area.right(), scale.x(point.at) + 1);
        painter.fillRect(QRectF(left, area.bottom() - stripHeight, right - left, stripHeight),
                         theme.slow.fill);
        first = first.value_or(left);
    }
    if (!first)
        return;
    const Painting::Words words{tr("oldest over 5 s"), Type::font(Type::Role::Unit),
                                theme.slow.ink};
    const double left = std::min(*first, area.right() - 20 - Painting::widthOf(words));
    const double baseline = area.bottom() - 9;
    Painting::paintFrom(painter, {left, baseline}, words);
    paintIcon(painter, Icon::Slow, {left - 17, baseline - 10, 13, 13}, theme.slow.ink);
}

} // namespace Amp
