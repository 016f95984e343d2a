// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/charts.h"

#include <numeric>

#include <QDateTime>
#include <QPainter>
#include <QResizeEvent>

#include "monitor/charts/latencychart.h"
#include "monitor/charts/queuechart.h"
#include "monitor/charts/throughputchart.h"

namespace Amp {

namespace {

// Of the height that the plots have together.
constexpr std::array<int, 3> plotShares = {85, 99, 97};

QString csvLine(const Feed::HistoryPoint &point)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(point.at / 1'000, Qt::UTC);
    QStringList fields{at.toString(Qt::ISODateWithMs)};
    for (const quint64 value :
         {quint64(point.seconds), point.ended, point.failed, point.crashed, point.queued,
          quint64(point.oldestWait), point.running, quint64(point.busy), quint64(point.workers),
          quint64(point.clients)})
        fields << QString::number(value);
    for (const auto *const part : {&point.waiting, &point.runningTime, &point.total}) {
        for (const quint64 value : {part->p50, part->p95, part->p99, part->max})
            fields << QString::number(value);
    }
    return fields.join(u',') + u'\n';
}

} // namespace

Charts::Charts(const ServerState &state, ViewState &view, QWidget *parent)
    : QWidget(parent)
    , m_state(state)
    , m_view(view)
    , m_latency(new LatencyChart(state, view, this))
{
    m_charts = {new ThroughputChart(state, view, this), m_latency,
                new QueueChart(state, view, this)};
    m_charts.front()->setShowsMarkWords(true);
    m_charts.back()->setShowsAxis(true);
    setTabOrder(m_charts[0], m_charts[1]);
    setTabOrder(m_charts[1], m_charts[2]);
}

void Charts::resizeEvent(QResizeEvent *event)
{
    const int whole = std::accumulate(plotShares.begin(), plotShares.end(), 0);
    int plots = event->size().height();
    for (const Chart *const chart : m_charts)
        plots -= chart->heightAround();
    int top = 0;
    for (std::size_t i = 0; i < m_charts.size(); ++i) {
        const int plot = plots * plotShares[i] / whole;
        const bool isLast = i + 1 == m_charts.size();
        const int height =
            isLast ? event->size().height() - top : plot + m_charts[i]->heightAround();
        m_charts[i]->setGeometry(0, top, width(), height);
        top += height;
    }
}

QSize Charts::sizeHint() const
{
    return {414, 428};
}

QPixmap Charts::toPixmap()
{
    QPixmap pixmap(size() * devicePixelRatioF());
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    QPainter painter(&pixmap);
    for (Chart *const chart : m_charts)
        painter.drawPixmap(chart->pos(), chart->toPixmap());
    return pixmap;
}

QString Charts::toCsv() const
{
    QString csv = QStringLiteral(
        "time,seconds,ended,failed,crashed,queued,oldest_wait_us,running,busy,workers,clients,"
        "waiting_p50_us,waiting_p95_us,waiting_p99_us,waiting_max_us,"
        "running_p50_us,running_p95_us,running_p99_us,running_max_us,"
        "total_p50_us,total_p95_us,total_p99_us,total_max_us\n");
    const ViewState::Range range = m_view.range();
    for (const Feed::HistoryPoint &point : m_state.history()) {
        if (point.at > range.from && point.at <= range.to)
            csv += csvLine(point);
    }
    return csv;
}

} // namespace Amp
