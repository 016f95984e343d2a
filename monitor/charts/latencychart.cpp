// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/latencychart.h"

#include <algorithm>
#include <limits>

#include <QKeyEvent>

#include "monitor/numbers.h"

namespace Amp {

namespace {

// Of the text's colour: the tail matters most.
constexpr double p99Weight = 1;
constexpr double p95Weight = 0.62;
constexpr double p50Weight = 0.42;

const Feed::Percentiles &percentilesOf(const Feed::HistoryPoint &point,
                                       LatencyChart::Measure measure)
{
    switch (measure) {
    case LatencyChart::Measure::Total:
        return point.total;
    case LatencyChart::Measure::Waiting:
        return point.waiting;
    case LatencyChart::Measure::Running:
        return point.runningTime;
    }
    Q_UNREACHABLE();
}

} // namespace

LatencyChart::LatencyChart(const ServerState &state, ViewState &view, QWidget *parent)
    : Chart(state, view, parent)
{
    setMeasure(Measure::Total);
    setToolTip(tr("Click on the title, or T: total, waiting, running"));
}

void LatencyChart::setMeasure(Measure measure)
{
    m_measure = measure;
    setAccessibleName(tr("Latency, %1").arg(unit()));
    invalidate();
    Q_EMIT measureChanged();
}

QString LatencyChart::title() const
{
    return tr("Latency");
}

QString LatencyChart::unit() const
{
    switch (m_measure) {
    case Measure::Total:
        return tr("total, log");
    case Measure::Waiting:
        return tr("waiting, log");
    case Measure::Running:
        return tr("running, log");
    }
    Q_UNREACHABLE();
}

std::vector<ChartLine> LatencyChart::lines() const
{
    const auto line = [&](const QString &name, double weight, quint64 Feed::Percentiles::*part) {
        const auto value = [this, part](const Feed::HistoryPoint &point) {
            const bool hasCalls = point.total.max > 0;
            return hasCalls ? std::optional(double(percentilesOf(point, m_measure).*part))
                            : std::nullopt;
        };
        ChartLine made = chartLine(state(), view(), value);
        made.name = name;
        made.weight = weight;
        return made;
    };
    return {line(QStringLiteral("p50"), p50Weight, &Feed::Percentiles::p50),
            line(QStringLiteral("p95"), p95Weight, &Feed::Percentiles::p95),
            line(QStringLiteral("p99"), p99Weight, &Feed::Percentiles::p99)};
}

ValueScale LatencyChart::valueScale(const std::vector<ChartLine> &lines) const
{
    double lowest = std::numeric_limits<double>::max();
    double highest = 0;
    for (const ChartLine &line : lines) {
        for (const ChartLine::Point &point : line.points) {
            lowest = std::min(lowest, point.value);
            highest = std::max(highest, point.value);
        }
    }
    return ValueScale::decades(lowest, highest, plot());
}

QString LatencyChart::valueText(double value) const
{
    return Numbers::measuredText(qint64(value));
}

QString LatencyChart::axisText(double value) const
{
    const QString text = Numbers::measuredText(qint64(value));
    return QString(text).replace(u".00 "_qs, u" "_qs).replace(u".0 "_qs, u" "_qs);
}

void LatencyChart::clickedAt(const QPointF &point)
{
    if (titleRow().contains(point))
        showNextMeasure();
}

void LatencyChart::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_T)
        showNextMeasure();
    else
        Chart::keyPressEvent(event);
}

void LatencyChart::showNextMeasure()
{
    setMeasure(Measure((int(m_measure) + 1) % 3));
}

} // namespace Amp
