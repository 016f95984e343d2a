// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/timeaxis.h"

#include <algorithm>
#include <array>

#include "monitor/charts/painting.h"
#include "monitor/numbers.h"
#include "monitor/timeunits.h"

namespace Amp {

namespace {

constexpr std::array<qint64, 11> lineSteps = {second,      2 * second,  10 * second, 30 * second,
                                              minute,      2 * minute,  5 * minute,  10 * minute,
                                              30 * minute, 60 * minute, 120 * minute};
constexpr int mostLines = 15;
constexpr double labelGap = 20;
constexpr double tickLength = 4;

QString timeLabel(qint64 at, qint64 step)
{
    const QString text = Numbers::timeOfDayInSeconds(at);
    return step < minute ? text : text.chopped(3);
}

bool touchesAny(const QRectF &rect, const std::vector<QRectF> &others)
{
    return std::any_of(others.begin(), others.end(), [&rect](const QRectF &other) {
        return other.adjusted(-6, -20, 6, 20).intersects(rect);
    });
}

} // namespace

double TimeScale::x(qint64 at) const
{
    return span() > 0 ? left + width * double(at - range.from) / double(span()) : left;
}

qint64 TimeScale::at(double x) const
{
    return width > 0 ? range.from + qint64((x - left) / width * double(span())) : range.from;
}

TimeSteps timeSteps(const TimeScale &scale)
{
    const auto fits = [&scale](qint64 step) { return scale.span() / step <= mostLines; };
    const auto *const found = std::find_if(lineSteps.begin(), lineSteps.end(), fits);
    const qint64 line = found == lineSteps.end() ? lineSteps.back() : *found;
    const Painting::Words widest{timeLabel(0, line), Type::numberFont(Type::Role::Unit), {}};
    const double needed = Painting::widthOf(widest) + labelGap;
    qint64 label = line;
    while (label < scale.span() && scale.width * double(label) / double(scale.span()) < needed)
        label *= 2;
    return {line, label};
}

std::vector<qint64> timesEvery(qint64 step, const ViewState::Range &range)
{
    std::vector<qint64> times;
    for (qint64 at = (range.from + step - 1) / step * step; at <= range.to; at += step)
        times.push_back(at);
    return times;
}

void paintTimeLines(QPainter &painter, const TimeScale &scale, double top, double bottom,
                    const QColor &color)
{
    for (const qint64 at : timesEvery(timeSteps(scale).line, scale.range))
        painter.fillRect(QRectF(std::round(scale.x(at)), top, 1, bottom - top), color);
}

void paintTimeLabels(QPainter &painter, const TimeScale &scale, const QRectF &axis,
                     const Theme &theme, const std::vector<QRectF> &chips)
{
    const TimeSteps steps = timeSteps(scale);
    const QFont font = Type::numberFont(Type::Role::Unit);
    const double baseline = Painting::baselineIn(font, axis.top(), axis.height());
    paintTimeLines(painter, scale, axis.top(), axis.top() + tickLength, theme.line);
    for (const qint64 at : timesEvery(steps.label, scale.range)) {
        const Painting::Words words{timeLabel(at, steps.line), font, theme.secondary};
        const double width = Painting::widthOf(words);
        const QRectF place(scale.x(at) - width / 2, axis.top(), width, axis.height());
        if (place.left() >= axis.left() && place.right() <= axis.right() &&
            !touchesAny(place, chips))
            Painting::paintFrom(painter, {place.left(), baseline}, words);
    }
}

} // namespace Amp
