// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/painting.h"

#include <algorithm>
#include <cmath>

#include <QFontMetricsF>

namespace Amp::Painting {

namespace {

constexpr double chipPadding = 7;
constexpr double chipHeight = 18;
constexpr double chipRadius = 4;
constexpr double hatchWidth = 1.4;

} // namespace

double widthOf(const Words &words)
{
    return QFontMetricsF(words.font).horizontalAdvance(words.text);
}

double paintFrom(QPainter &painter, const QPointF &baseline, const Words &words)
{
    painter.setFont(words.font);
    painter.setPen(words.color);
    painter.drawText(baseline, words.text);
    return widthOf(words);
}

double paintUntil(QPainter &painter, const QPointF &baseline, const Words &words)
{
    const double width = widthOf(words);
    painter.setFont(words.font);
    painter.setPen(words.color);
    painter.drawText(baseline - QPointF(width, 0), words.text);
    return width;
}

double baselineIn(const QFont &font, double top, double height)
{
    const QFontMetricsF metrics(font);
    return std::round(top + (height + metrics.capHeight()) / 2);
}

void paintHatch(QPainter &painter, const QRectF &rect, const QColor &line, double distance)
{
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, hatchWidth));
    const double first = std::floor((rect.left() + rect.top()) / distance) * distance;
    for (double sum = first; sum < rect.right() + rect.bottom() + distance; sum += distance) {
        painter.drawLine(QPointF(sum - rect.top() + 1, rect.top() - 1),
                         QPointF(sum - rect.bottom() - 1, rect.bottom() + 1));
    }
    painter.restore();
}

void paintNoData(QPainter &painter, const QRectF &rect, const Theme &theme)
{
    painter.fillRect(rect, theme.window);
    paintHatch(painter, rect, mixed(theme.line, theme.window, 0.5), 6);
}

QRectF paintChip(QPainter &painter, const QPointF &middle, double left, double right,
                 const Words &words, const QColor &ground, const QColor &border)
{
    const double width = std::ceil(widthOf(words)) + 2 * chipPadding;
    const double x =
        std::clamp(std::round(middle.x() - width / 2), left, std::max(left, right - width));
    const QRectF chip(x, std::round(middle.y() - chipHeight / 2), width, chipHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(ground);
    painter.setPen(border.isValid() ? QPen(border, 1) : QPen(Qt::NoPen));
    const double inset = border.isValid() ? 0.5 : 0;
    painter.drawRoundedRect(chip.adjusted(inset, inset, -inset, -inset), chipRadius, chipRadius);
    painter.restore();
    paintFrom(painter, {x + chipPadding, baselineIn(words.font, chip.top(), chipHeight)}, words);
    return chip;
}

QRectF paintTimeChip(QPainter &painter, const QPointF &middle, double left, double right,
                     const QString &time, const Theme &theme)
{
    return paintChip(painter, middle, left, right,
                     {time, Type::numberFont(Type::Role::Unit), theme.base}, theme.text);
}

QPen dashed(const QColor &color)
{
    QPen pen(color, 1);
    pen.setDashPattern({3, 2});
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

} // namespace Amp::Painting
