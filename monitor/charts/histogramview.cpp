// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/histogramview.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "monitor/charts/painting.h"
#include "monitor/numbers.h"

namespace Amp {

namespace {

using Painting::Words;
using Type::Role;

constexpr double countGutter = 32;
constexpr double above = 46; // title and names of the percentiles
constexpr double below = 24;
constexpr double histogramTitleBaseline = 13;
constexpr int mostLabels = 7;

double startOf(int bar)
{
    return std::exp2(bar / 8.0);
}

// The next 1, 2 or 5 times a power of ten that is not above the value.
double roundDown(double value)
{
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double factor : {5.0, 2.0}) {
        if (factor * power <= value * (1 + 1e-9))
            return factor * power;
    }
    return power;
}

std::vector<double> labelled(double low, double high)
{
    std::vector<double> all;
    for (double at = low; at <= high * 1.001; at = roundStep(at * 1.5))
        all.push_back(at);
    if (all.size() <= mostLabels)
        return all;
    std::vector<double> decades;
    for (double at = std::pow(10, std::ceil(std::log10(low) - 1e-9)); at <= high * 1.001; at *= 10)
        decades.push_back(at);
    return decades;
}

QString durationLabel(double duration)
{
    return Numbers::measuredText(std::llround(duration))
        .replace(u".00 "_qs, u" "_qs)
        .replace(u".0 "_qs, u" "_qs);
}

} // namespace

HistogramView::HistogramView(QWidget *parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void HistogramView::setProcedure(const Feed::ProcedureRow &procedure)
{
    if (procedure.name != m_procedure.name)
        m_bar.reset();
    m_procedure = procedure;
    findTimes();
}

void HistogramView::setMeasure(Measure measure)
{
    m_measure = measure;
    findTimes();
}

const std::vector<quint64> &HistogramView::counts() const
{
    switch (m_measure) {
    case Measure::Total:
        return m_procedure.totalHistogram;
    case Measure::Waiting:
        return m_procedure.waitingHistogram;
    case Measure::Running:
        return m_procedure.runningHistogram;
    }
    Q_UNREACHABLE();
}

const Feed::Percentiles &HistogramView::percentiles() const
{
    switch (m_measure) {
    case Measure::Total:
        return m_procedure.total;
    case Measure::Waiting:
        return m_procedure.waiting;
    case Measure::Running:
        return m_procedure.running;
    }
    Q_UNREACHABLE();
}

QString HistogramView::title() const
{
    switch (m_measure) {
    case Measure::Total:
        return tr("Total time");
    case Measure::Waiting:
        return tr("Waiting time");
    case Measure::Running:
        return tr("Running time");
    }
    Q_UNREACHABLE();
}

void HistogramView::findTimes()
{
    const auto isUsed = [](quint64 count) { return count > 0; };
    const auto &all = counts();
    const auto first = std::find_if(all.begin(), all.end(), isUsed);
    const auto last = std::find_if(all.rbegin(), all.rend(), isUsed);
    m_times = {};
    if (first != all.end()) {
        m_times.low = roundDown(startOf(int(first - all.begin())));
        m_times.high = roundStep(startOf(int(all.rend() - last)));
    }
    setAccessibleName(tr("%1 of %2: p50 %3, p95 %4, p99 %5, max %6")
                          .arg(title(), m_procedure.name,
                               Numbers::measuredText(qint64(percentiles().p50)),
                               Numbers::measuredText(qint64(percentiles().p95)),
                               Numbers::measuredText(qint64(percentiles().p99)),
                               Numbers::measuredText(qint64(percentiles().max))));
    update();
}

QSize HistogramView::sizeHint() const
{
    return {352, 220};
}

QSize HistogramView::minimumSizeHint() const
{
    return {200, 120};
}

QRectF HistogramView::plot() const
{
    return {countGutter, above, std::max(1.0, width() - countGutter - 1),
            std::max(1.0, height() - above - below)};
}

double HistogramView::x(double duration) const
{
    const double share = std::log(duration / m_times.low) / std::log(m_times.high / m_times.low);
    return plot().left() + share * plot().width();
}

ValueScale HistogramView::values() const
{
    const auto &all = counts();
    const quint64 most = all.empty() ? 0 : *std::max_element(all.begin(), all.end());
    return ValueScale::linear(double(most), plot());
}

QRectF HistogramView::barRect(int bar, const ValueScale &values) const
{
    const quint64 count = counts()[std::size_t(bar)];
    const double left = std::round(x(startOf(bar)));
    const double right = std::round(x(startOf(bar + 1)));
    // What was counted at all can be seen.
    const double top = std::min(values.y(double(count)), plot().bottom() - (count > 0 ? 1 : 0));
    return {left, std::round(top), std::max(1.0, right - left - 1),
            plot().bottom() - std::round(top)};
}

std::optional<int> HistogramView::barAt(const QPointF &point) const
{
    const QRectF area = plot();
    if (m_times.high <= 0 || !area.contains(point))
        return std::nullopt;
    const double share = (point.x() - area.left()) / area.width();
    const double duration = m_times.low * std::pow(m_times.high / m_times.low, share);
    const int bar = int(std::floor(8 * std::log2(duration)));
    if (bar < 0 || bar >= int(counts().size()) || counts()[std::size_t(bar)] == 0)
        return std::nullopt;
    return bar;
}

QString HistogramView::csv(const Feed::ProcedureRow &procedure)
{
    const auto countIn = [](const std::vector<quint64> &histogram, std::size_t bucket) {
        return QString::number(bucket < histogram.size() ? histogram[bucket] : 0);
    };
    const std::size_t buckets =
        std::max({procedure.waitingHistogram.size(), procedure.runningHistogram.size(),
                  procedure.totalHistogram.size()});
    QString text = QStringLiteral("from us,to us,waiting,running,total\n");
    for (std::size_t i = 0; i < buckets; ++i) {
        const QStringList fields = {QString::number(std::exp2(double(i) / 8), 'f', 1),
                                    QString::number(std::exp2(double(i + 1) / 8), 'f', 1),
                                    countIn(procedure.waitingHistogram, i),
                                    countIn(procedure.runningHistogram, i),
                                    countIn(procedure.totalHistogram, i)};
        text += fields.join(u',') + u'\n';
    }
    return text;
}

QString HistogramView::barText(int bar) const
{
    if (bar < 0 || bar >= int(counts().size()))
        return {};
    const quint64 all = std::accumulate(counts().begin(), counts().end(), quint64(0));
    const quint64 count = counts()[std::size_t(bar)];
    return tr("%1 to %2: %3 calls, %4 %")
        .arg(Numbers::measuredText(std::llround(startOf(bar))),
             Numbers::measuredText(std::llround(startOf(bar + 1))), Numbers::grouped(count),
             Numbers::percent(count, all));
}

void HistogramView::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    const double taken = Painting::paintFrom(painter, {0, histogramTitleBaseline},
                                             {title(), Type::font(Role::ChartTitle), theme.text});
    Painting::paintFrom(painter, {taken + 6, histogramTitleBaseline},
                        {tr("calls per bucket"), Type::font(Role::Unit), theme.secondary});
    const ValueScale scale = values();
    paintGrid(painter, theme, scale);
    if (m_times.high <= 0)
        return;
    paintBars(painter, theme, scale);
    paintPercentiles(painter, theme);
    paintBarChip(painter, theme, scale);
    if (hasFocus()) {
        painter.setPen(theme.focus);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void HistogramView::paintGrid(QPainter &painter, const Theme &theme, const ValueScale &values) const
{
    const QRectF area = plot();
    const QFont font = Type::numberFont(Role::Unit);
    for (const double value : values.grid()) {
        const double y = std::round(values.y(value));
        painter.fillRect(QRectF(area.left(), y, area.width(), 1),
                         value == 0 ? theme.line : theme.grid);
        Painting::paintUntil(painter, {area.left() - 6, Painting::baselineIn(font, y - 6, 13)},
                             {axisCount(value), font, theme.secondary});
    }
    if (m_times.high <= 0)
        return;
    for (const double duration : labelled(m_times.low, m_times.high)) {
        const double at = std::round(x(duration));
        painter.fillRect(QRectF(at, area.top(), 1, area.height() + 4), theme.grid);
        const Words words{durationLabel(duration), font, theme.secondary};
        const double width = Painting::widthOf(words);
        const double left = std::min(at - width / 2, this->width() - width);
        Painting::paintFrom(painter, {left, Painting::baselineIn(font, area.bottom() + 4, 20)},
                            words);
    }
}

void HistogramView::paintBars(QPainter &painter, const Theme &theme, const ValueScale &values) const
{
    for (int bar = 0; bar < int(counts().size()); ++bar) {
        if (counts()[std::size_t(bar)] > 0)
            painter.fillRect(barRect(bar, values), bar == m_bar ? theme.text : theme.doneBar);
    }
}

void HistogramView::paintPercentiles(QPainter &painter, const Theme &theme) const
{
    QFont bold = Type::font(Role::Unit);
    bold.setBold(true);
    const Feed::Percentiles &all = percentiles();
    const std::pair<QString, quint64> named[] = {{QStringLiteral("p50"), all.p50},
                                                 {QStringLiteral("p95"), all.p95},
                                                 {QStringLiteral("p99"), all.p99},
                                                 {tr("max"), all.max}};
    double free = 0; // where the next name may begin
    for (const auto &[name, duration] : named) {
        const double at = std::round(x(std::clamp(double(duration), m_times.low, m_times.high)));
        QPen pen(theme.text, 1);
        pen.setDashPattern({2, 2});
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(at + 0.5, above - 6), QPointF(at + 0.5, plot().bottom()));
        const Words words{name, bold, theme.text};
        const double width = Painting::widthOf(words);
        const double left = std::max(free, std::min(at - width / 2, this->width() - width));
        Painting::paintFrom(painter, {left, above - 11}, words);
        free = left + width + 4;
    }
}

void HistogramView::paintBarChip(QPainter &painter, const Theme &theme,
                                 const ValueScale &values) const
{
    if (!m_bar)
        return;
    const QRectF bar = barRect(*m_bar, values);
    const double y = std::max(plot().top() + 12, bar.top() - 16);
    Painting::paintChip(painter, {bar.center().x() + 84, y}, plot().left(), width(),
                        {barText(*m_bar), Type::numberFont(Role::Unit), theme.base}, theme.text);
}

void HistogramView::setBar(std::optional<int> bar)
{
    if (bar == m_bar)
        return;
    m_bar = bar;
    setAccessibleDescription(bar ? barText(*bar) : QString());
    update();
}

void HistogramView::mouseMoveEvent(QMouseEvent *event)
{
    setBar(barAt(event->position()));
}

void HistogramView::leaveEvent(QEvent *)
{
    setBar(std::nullopt);
}

void HistogramView::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (step == 0)
        return QWidget::keyPressEvent(event);
    const auto &all = counts();
    for (int bar = m_bar.value_or(step > 0 ? -1 : int(all.size())) + step;
         bar >= 0 && bar < int(all.size()); bar += step)
    {
        if (all[std::size_t(bar)] > 0)
            return setBar(bar);
    }
}

} // namespace Amp
