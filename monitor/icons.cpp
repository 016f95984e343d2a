// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/icons.h"

#include <array>
#include <cmath>

#include <QIconEngine>
#include <QPainterPath>

namespace Amp {

namespace {

constexpr double stroke = 1.4;
constexpr QPointF middle(8, 8);

QPainterPath lines(std::initializer_list<QPointF> points, bool closed = false)
{
    QPainterPath path;
    path.moveTo(*points.begin());
    for (const QPointF &point : points)
        path.lineTo(point);
    if (closed)
        path.closeSubpath();
    return path;
}

// Open arc with its start at `degrees`, counter-clockwise, 0 being three o'clock.
QPainterPath arc(const QPointF &centre, double radius, double degrees, double length)
{
    const QRectF box(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius);
    QPainterPath path;
    path.arcMoveTo(box, degrees);
    path.arcTo(box, degrees, length);
    return path;
}

void fillPath(QPainter &painter, const QPainterPath &path)
{
    painter.fillPath(path, painter.pen().color());
}

void fillRect(QPainter &painter, const QRectF &rect)
{
    painter.fillRect(rect, painter.pen().color());
}

void fillCircle(QPainter &painter, const QPointF &centre, double radius)
{
    QPainterPath path;
    path.addEllipse(centre, radius, radius);
    fillPath(painter, path);
}

void paintRunning(QPainter &painter)
{
    fillPath(painter, lines({{4.5, 3}, {13, 8}, {4.5, 13}}, true));
}

void paintQueued(QPainter &painter)
{
    painter.drawEllipse(middle, 4.8, 4.8);
}

void paintDone(QPainter &painter)
{
    painter.drawPath(lines({{3, 8.6}, {6.4, 12}, {13, 4.4}}));
}

void paintFailed(QPainter &painter)
{
    painter.drawLine(QPointF(4, 4), QPointF(12, 12));
    painter.drawLine(QPointF(12, 4), QPointF(4, 12));
}

void paintSlow(QPainter &painter)
{
    painter.drawPath(lines({{8, 2.2}, {14.3, 13.3}, {1.7, 13.3}}, true));
    painter.drawLine(QPointF(8, 6.4), QPointF(8, 9.2));
    fillCircle(painter, {8, 11.3}, 0.9);
}

void paintClock(QPainter &painter)
{
    painter.drawEllipse(middle, 5.6, 5.6);
    painter.drawPath(lines({{8, 4.8}, {8, 8.2}, {10.6, 9.6}}));
}

void paintCancelled(QPainter &painter)
{
    painter.drawEllipse(middle, 5.2, 5.2);
    painter.drawLine(QPointF(4.4, 11.6), QPointF(11.6, 4.4));
}

void paintPaused(QPainter &painter)
{
    fillRect(painter, {4, 3.5, 2.6, 9});
    fillRect(painter, {9.4, 3.5, 2.6, 9});
}

void paintRestarting(QPainter &painter)
{
    painter.drawPath(arc({8, 8.6}, 4.8, 55, -290));
    painter.drawPath(lines({{10.4, 1.8}, {10.9, 4.8}, {7.9, 5.6}}));
}

void paintPending(QPainter &painter)
{
    for (int i = 0; i < 8; ++i) {
        const double angle = i * M_PI / 4;
        fillCircle(painter, middle + 4.9 * QPointF(std::cos(angle), std::sin(angle)), 0.9);
    }
}

void paintIdle(QPainter &painter)
{
    painter.drawLine(QPointF(4, 8), QPointF(12, 8));
}

void paintSearch(QPainter &painter)
{
    painter.drawEllipse(QPointF(7, 7), 4.4, 4.4);
    painter.drawLine(QPointF(10.3, 10.3), QPointF(14, 14));
}

void paintQueue(QPainter &painter)
{
    for (const double y : {2.5, 6.7, 10.9})
        painter.drawRoundedRect(QRectF(2, y, 12, 2.6), 0.8, 0.8);
}

void paintPool(QPainter &painter)
{
    painter.drawLine(QPointF(1.5, 4.5), QPointF(14.5, 4.5));
    painter.drawLine(QPointF(1.5, 11.5), QPointF(14.5, 11.5));
    fillRect(painter, {9, 2.4, 2.4, 4.2});
    fillRect(painter, {4.6, 9.4, 2.4, 4.2});
}

void paintKey(QPainter &painter)
{
    painter.drawEllipse(QPointF(5.2, 6), 3.2, 3.2);
    painter.drawPath(lines({{7.6, 8.2}, {13.4, 13}}));
    painter.drawLine(QPointF(11, 11), QPointF(12.6, 9.2));
}

void paintLock(QPainter &painter)
{
    painter.drawRoundedRect(QRectF(3.5, 7.2, 9, 6.6), 1, 1);
    QPainterPath shackle = arc({8, 5.2}, 2.8, 180, -180);
    shackle.lineTo(10.8, 7.2);
    shackle.moveTo(5.2, 5.2);
    shackle.lineTo(5.2, 7.2);
    painter.drawPath(shackle);
}

void paintMenu(QPainter &painter)
{
    for (const double y : {4.0, 8.0, 12.0})
        painter.drawLine(QPointF(2.5, y), QPointF(13.5, y));
}

void paintPlus(QPainter &painter)
{
    painter.drawLine(QPointF(8, 3.2), QPointF(8, 12.8));
    painter.drawLine(QPointF(3.2, 8), QPointF(12.8, 8));
}

void paintCopy(QPainter &painter)
{
    painter.drawRoundedRect(QRectF(5.5, 5.5, 8, 8), 1, 1);
    painter.drawPath(lines({{3.6, 10.5}, {2.5, 10.5}, {2.5, 2.5}, {10.5, 2.5}, {10.5, 3.6}}));
}

void paintFollow(QPainter &painter)
{
    painter.drawLine(QPointF(8, 2), QPointF(8, 10));
    painter.drawPath(lines({{4.6, 6.8}, {8, 10.2}, {11.4, 6.8}}));
    painter.drawLine(QPointF(3, 13.4), QPointF(13, 13.4));
}

void paintColumns(QPainter &painter)
{
    painter.drawRoundedRect(QRectF(2.5, 3, 11, 10), 1, 1);
    painter.drawLine(QPointF(6.2, 3), QPointF(6.2, 13));
    painter.drawLine(QPointF(9.8, 3), QPointF(9.8, 13));
}

void paintExport(QPainter &painter)
{
    painter.drawLine(QPointF(8, 10), QPointF(8, 2.4));
    painter.drawPath(lines({{4.8, 5.4}, {8, 2.2}, {11.2, 5.4}}));
    painter.drawPath(lines({{2.6, 9.6}, {2.6, 13.4}, {13.4, 13.4}, {13.4, 9.6}}));
}

void paintChevronDown(QPainter &painter)
{
    painter.drawPath(lines({{4, 6}, {8, 10}, {12, 6}}));
}

void paintChevronUp(QPainter &painter)
{
    painter.drawPath(lines({{4, 10}, {8, 6}, {12, 10}}));
}

void paintDot(QPainter &painter)
{
    fillCircle(painter, middle, 4);
}

// In the order of Icon.
constexpr std::array painters = {
    paintRunning,     paintQueued,    paintDone,       paintFailed,  paintSlow, paintClock,
    paintCancelled,   paintPaused,    paintRestarting, paintPending, paintIdle, paintSearch,
    paintClock,       paintQueue,     paintPool,       paintKey,     paintLock, paintMenu,
    paintChevronDown, paintChevronUp, paintPlus,       paintFailed,  paintCopy, paintFollow,
    paintColumns,     paintExport,    paintDot};
static_assert(painters.size() == std::size_t(Icon::Dot) + 1);

class PaintedIcon final : public QIconEngine
{
public:
    PaintedIcon(Icon icon, const QColor &color, const QColor &disabled)
        : m_icon(icon)
        , m_color(color)
        , m_disabled(disabled)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(*painter, m_icon, rect, mode == QIcon::Disabled ? m_disabled : m_color);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new PaintedIcon(*this); }

private:
    Icon m_icon;
    QColor m_color;
    QColor m_disabled;
};

} // namespace

void paintIcon(QPainter &painter, Icon icon, const QRectF &square, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(square.topLeft());
    painter.scale(square.width() / 16, square.height() / 16);
    painter.setPen(QPen(color, stroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painters[std::size_t(icon)](painter);
    painter.restore();
}

QIcon makeIcon(Icon icon, const QColor &color, const QColor &disabled)
{
    return QIcon(new PaintedIcon(icon, color, disabled));
}

} // namespace Amp
