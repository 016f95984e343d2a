// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QPainter>

#include "monitor/theme.h"
#include "monitor/viewstate.h"

namespace Amp {

// From points in time to pixels and back.
struct TimeScale
{
    ViewState::Range range;
    double left = 0;
    double width = 0;

    double right() const { return left + width; }
    double x(qint64 at) const;
    qint64 at(double x) const;
    qint64 span() const { return range.to - range.from; }
};

// The distances, in microseconds, of the lines and of the labels among them.
struct TimeSteps
{
    qint64 line = 0;
    qint64 label = 0;
};
TimeSteps timeSteps(const TimeScale &scale);
std::vector<qint64> timesEvery(qint64 step, const ViewState::Range &range);

void paintTimeLines(QPainter &painter, const TimeScale &scale, double top, double bottom,
                    const QColor &color);
// Below a line at the top of the axis; labels that would touch one of the chips are left out.
void paintTimeLabels(QPainter &painter, const TimeScale &scale, const QRectF &axis,
                     const Theme &theme, const std::vector<QRectF> &chips = {});

} // namespace Amp
