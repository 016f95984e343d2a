// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/chart.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>

#include "monitor/numbers.h"

namespace Amp {

namespace {

using Painting::Words;
using Type::Role;

constexpr double leftGutter = 48;
constexpr double leastRightGutter = 76;
constexpr double endLabelDistance = 7; // from the plot
constexpr double nameDistance = 5;     // of a line from its value
constexpr double leastEndMargin = 4;
constexpr int aboveHeight = 35;
constexpr int belowHeight = 10;
constexpr int axisHeight = 24;
constexpr double titleBaseline = 19;
constexpr double chartPadding = 12;
constexpr double labelDistance = 14;
constexpr double overshoot = 3; // of vertical lines over the plot
constexpr double lineWidth = 1.4;
constexpr double endRadius = 2.2;
constexpr double ringRadius = 3;
constexpr double fillShare = 0.08;

QFont endFont()
{
    QFont font = Type::numberFont(Role::Unit);
    font.setBold(true);
    return font;
}

QString wordOf(Feed::HistoryMark::Kind kind)
{
    switch (kind) {
    case Feed::HistoryMark::Kind::Started:
        return QCoreApplication::translate("Amp::Chart", "start");
    case Feed::HistoryMark::Kind::Restarted:
        return QCoreApplication::translate("Amp::Chart", "restart");
    case Feed::HistoryMark::Kind::Reloaded:
        return QCoreApplication::translate("Amp::Chart", "reload");
    case Feed::HistoryMark::Kind::Paused:
        return QCoreApplication::translate("Amp::Chart", "paused");
    case Feed::HistoryMark::Kind::Resumed:
        return QCoreApplication::translate("Amp::Chart", "resumed");
    case Feed::HistoryMark::Kind::Resized:
        return QCoreApplication::translate("Amp::Chart", "resized");
    case Feed::HistoryMark::Kind::Draining:
        return QCoreApplication::translate("Amp::Chart", "draining");
    }
    return {};
}

// One by one: joining a thousand steep segments into one outline takes a hundred times as long.
void paintSegments(QPainter &painter, const QPolygonF &piece, const QColor &color, double width)
{
    QList<QLineF> segments;
    segments.reserve(piece.size());
    for (qsizetype i = 1; i < piece.size(); ++i)
        segments.append(QLineF(piece[i - 1], piece[i]));
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(segments);
}

} // namespace

Chart::Chart(const ServerState &state, ViewState &view, QWidget *parent)
    : TimePane(state, view, parent)
    , m_values(ValueScale::linear(0, {}))
{}

// For the widest label, whatever the font.
double Chart::rightGutter()
{
    static const double label =
        QFontMetricsF(Type::font(Role::Unit)).horizontalAdvance(QStringLiteral("p99")) +
        nameDistance + QFontMetricsF(endFont()).horizontalAdvance(QStringLiteral("888 ms"));
    return std::max(leastRightGutter, std::ceil(endLabelDistance + label + leastEndMargin));
}

void Chart::setShowsAxis(bool shows)
{
    m_showsAxis = shows;
    invalidate();
}

void Chart::setShowsMarkWords(bool shows)
{
    m_showsMarkWords = shows;
    invalidate();
}

int Chart::heightAround() const
{
    return aboveHeight + (m_showsAxis ? axisHeight : belowHeight);
}

QRectF Chart::plot() const
{
    return {leftGutter, aboveHeight, std::max(1.0, width() - leftGutter - rightGutter()),
            std::max(1, height() - heightAround()) * 1.0};
}

QRectF Chart::titleRow() const
{
    return {0, 0, width() * 1.0, aboveHeight - 8};
}

QRectF Chart::axis() const
{
    return {0, height() - axisHeight * 1.0, width() * 1.0, axisHeight};
}

void Chart::paintContent(QPainter &painter, const Theme &theme)
{
    m_lines = lines();
    m_values = valueScale(m_lines);
    paintTitle(painter, theme);
    paintGrid(painter, theme);
    paintHoles(painter, theme);
    painter.save();
    painter.setClipRect(plot().adjusted(0, -2, 1, 2));
    for (const ChartLine &line : m_lines)
        paintLine(painter, theme, line);
    painter.restore();
    paintMarks(painter, theme);
    paintTroubles(painter, theme);
    paintEnds(painter, theme);
    paintNothing(painter, theme);
    if (m_showsAxis)
        paintTimeLabels(painter, timeScale(), axis(), theme);
    else
        painter.fillRect(QRectF(0, height() - 1, width(), 1), theme.grid);
}

void Chart::paintTitle(QPainter &painter, const Theme &theme) const
{
    const double taken = Painting::paintFrom(painter, {chartPadding, titleBaseline},
                                             {title(), Type::font(Role::ChartTitle), theme.text});
    Painting::paintFrom(painter, {chartPadding + taken + 6, titleBaseline},
                        {unit(), Type::font(Role::Unit), theme.secondary});
}

void Chart::paintGrid(QPainter &painter, const Theme &theme) const
{
    const QRectF area = plot();
    const QFont font = Type::numberFont(Role::Unit);
    for (const double value : m_values.grid()) {
        const double y = std::round(m_values.y(value));
        painter.fillRect(QRectF(area.left(), y, area.width(), 1), theme.grid);
        Painting::paintUntil(painter, {area.left() - 8, Painting::baselineIn(font, y - 6, 13)},
                             {axisText(value), font, theme.secondary});
    }
    paintTimeLines(painter, timeScale(), area.top(), area.bottom(), theme.grid);
}

void Chart::paintHoles(QPainter &painter, const Theme &theme) const
{
    const TimeScale scale = timeScale();
    std::vector<ViewState::Range> all = holes(state(), scale.range);
    if (const qint64 since = silentSince())
        all.push_back({std::max(since, scale.range.from), scale.range.to});
    for (const ViewState::Range &hole : all) {
        const double left = std::round(scale.x(hole.from));
        const double width = std::round(scale.x(hole.to)) - left;
        if (width < 1)
            continue;
        Painting::paintNoData(painter, {left, plot().top(), width, plot().height()}, theme);
        painter.fillRect(QRectF(left, plot().top(), 1, plot().height()), theme.fieldBorder);
    }
}

void Chart::paintLine(QPainter &painter, const Theme &theme, const ChartLine &line) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = theme.text;
    veil.setAlphaF(float(fillShare));
    const QColor color = mixed(theme.text, theme.base, line.weight * (isStale() ? 0.7 : 1));
    for (const QPolygonF &piece : polylines(line, timeScale(), m_values)) {
        if (isFilled()) {
            QPolygonF area = piece;
            area << QPointF(piece.last().x(), plot().bottom())
                 << QPointF(piece.first().x(), plot().bottom());
            painter.setPen(Qt::NoPen);
            painter.setBrush(veil);
            painter.drawPolygon(area);
        }
        const bool isDense = double(piece.size()) > piece.boundingRect().width();
        paintSegments(painter, piece, color, isDense ? 1 : lineWidth);
    }
}

void Chart::paintMarks(QPainter &painter, const Theme &theme) const
{
    const TimeScale scale = timeScale();
    const QRectF area = plot();
    for (const Feed::HistoryMark &mark : state().marks()) {
        if (mark.at < scale.range.from || mark.at > scale.range.to)
            continue;
        const double x = std::round(scale.x(mark.at)) + 0.5;
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(Painting::dashed(theme.secondary));
        painter.drawLine(QPointF(x, area.top() - overshoot), QPointF(x, area.bottom()));
        if (m_showsMarkWords) {
            Painting::paintFrom(painter, {x + 5, area.top() + 6},
                                {wordOf(mark.kind), Type::font(Role::Unit), theme.secondary});
        }
    }
}

void Chart::paintTroubles(QPainter &, const Theme &) {}

std::vector<Chart::EndLabel> Chart::endLabels() const
{
    std::vector<EndLabel> labels;
    for (const ChartLine &line : m_lines) {
        if (!line.points.empty())
            labels.push_back({m_values.y(line.points.back().value), &line});
    }
    std::sort(labels.begin(), labels.end(),
              [](const EndLabel &one, const EndLabel &other) { return one.y < other.y; });
    double lowest = plot().top() - labelDistance;
    for (EndLabel &label : labels) {
        label.y = std::max(label.y, lowest + labelDistance);
        lowest = label.y;
    }
    // From below again, when they have run over the bottom.
    double highest = plot().bottom() + labelDistance;
    for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
        label->y = std::min(label->y, highest - labelDistance);
        highest = label->y;
    }
    return labels;
}

void Chart::paintEnds(QPainter &painter, const Theme &theme) const
{
    const QFont bold = endFont();
    const double left = plot().right() + endLabelDistance;
    for (const EndLabel &label : endLabels()) {
        const ChartLine::Point &end = label.line->points.back();
        const double x = timeScale().x(end.at);
        if (!isStale() && x <= plot().right() + 1) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(mixed(theme.text, theme.base, label.line->weight));
            painter.drawEllipse(QPointF(x, m_values.y(end.value)), endRadius, endRadius);
        }
        QPointF at(left, Painting::baselineIn(bold, label.y - 6, 12));
        if (!label.line->name.isEmpty())
            at.rx() += nameDistance + Painting::paintFrom(painter, at,
                                                          {label.line->name, Type::font(Role::Unit),
                                                           theme.secondary});
        Painting::paintFrom(painter, at, {valueText(end.value), bold, theme.text});
    }
}

void Chart::paintNothing(QPainter &painter, const Theme &theme) const
{
    const auto hasNoPoint = [](const ChartLine &line) { return line.points.empty(); };
    if (state().isEmpty() || !std::all_of(m_lines.begin(), m_lines.end(), hasNoPoint))
        return;
    const Words words{tr("No calls in this range"), Type::font(Role::Header), theme.secondary};
    const double width = Painting::widthOf(words);
    const QPointF middle = plot().center();
    painter.fillRect(QRectF(middle.x() - width / 2 - 4, middle.y() - 9, width + 8, 18), theme.base);
    Painting::paintFrom(
        painter, {middle.x() - width / 2, Painting::baselineIn(words.font, middle.y() - 9, 18)},
        words);
}

void Chart::paintOverlay(QPainter &painter, const Theme &theme)
{
    const qint64 at = view().crossHair();
    const TimeScale scale = timeScale();
    if (at == 0 || at < scale.range.from || at > scale.range.to)
        return;
    const QRectF area = plot();
    const double x = std::round(scale.x(at));
    painter.fillRect(QRectF(x, area.top() - overshoot, 1, area.height() + overshoot),
                     theme.secondary);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(theme.base);
    for (const ChartLine &line : m_lines) {
        if (const auto between = line.at(at)) {
            const double before = m_values.y(between->before.value);
            const double after = m_values.y(between->after.value);
            const QPointF middle(x + 0.5, before + between->share * (after - before));
            painter.setPen(QPen(mixed(theme.text, theme.base, line.weight), lineWidth));
            painter.drawEllipse(middle, ringRadius, ringRadius);
        }
    }
    paintValues(painter, theme);
    if (m_showsAxis) {
        // Labels make room for the chip; the value scale's zero above them stays.
        painter.fillRect(axis().adjusted(0, 7, 0, 0), theme.base);
        const QRectF chip = Painting::paintTimeChip(painter, {x, axis().center().y()}, 0, width(),
                                                    Numbers::timeOfDay(at), theme);
        paintTimeLabels(painter, scale, axis(), theme, {chip});
    }
}

void Chart::paintValues(QPainter &painter, const Theme &theme) const
{
    QFont bold = Type::numberFont(Role::Unit);
    bold.setBold(true);
    QPointF at(width() - chartPadding, titleBaseline);
    for (auto line = m_lines.rbegin(); line != m_lines.rend(); ++line) {
        const auto between = line->at(view().crossHair());
        const QString text = between ? valueText(between->nearest()) : QStringLiteral("–");
        at.rx() -= Painting::paintUntil(painter, at, {text, bold, theme.text});
        if (!line->name.isEmpty()) {
            at.rx() -= 5;
            at.rx() -= 11 + Painting::paintUntil(
                                painter, at, {line->name, Type::font(Role::Unit), theme.secondary});
        }
    }
}

} // namespace Amp
