// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFont>
#include <QPainter>
#include <QString>

#include "monitor/theme.h"

// What charts, tiles and the timeline paint alike.
namespace Amp::Painting {

struct Words
{
    QString text;
    QFont font;
    QColor color;
};

double widthOf(const Words &words);
// At a baseline; the second one ends there. They return the width that was taken.
double paintFrom(QPainter &painter, const QPointF &baseline, const Words &words);
double paintUntil(QPainter &painter, const QPointF &baseline, const Words &words);
// Where text of this font stands in the middle of a height.
double baselineIn(const QFont &font, double top, double height);

// Diagonal lines, at the same places whatever the rectangle, so that they do not move with it.
void paintHatch(QPainter &painter, const QRectF &rect, const QColor &line, double distance);
// Where there is no data: hatched, on the window's colour.
void paintNoData(QPainter &painter, const QRectF &rect, const Theme &theme);

// A small label with round corners around a middle, kept within [left, right]; what it covers.
QRectF paintChip(QPainter &painter, const QPointF &middle, double left, double right,
                 const Words &words, const QColor &ground, const QColor &border = {});
// The chip of the cross-hair: the window's colours the other way round.
QRectF paintTimeChip(QPainter &painter, const QPointF &middle, double left, double right,
                     const QString &time, const Theme &theme);

// Of marks.
QPen dashed(const QColor &color);

} // namespace Amp::Painting
