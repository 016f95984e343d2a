// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/chartline.h"

#include <algorithm>
#include <cmath>

#include "monitor/timeunits.h"

namespace Amp {

namespace {

using Feed::HistoryPoint;

constexpr qint64 tolerance = second; // points are not made at exact seconds

qint64 startOf(const HistoryPoint &point)
{
    return point.at - point.seconds * second;
}

std::deque<HistoryPoint>::const_iterator firstOf(const ServerState &state, qint64 from)
{
    const auto &history = state.history();
    const auto first =
        std::lower_bound(history.begin(), history.end(), from,
                         [](const HistoryPoint &point, qint64 at) { return point.at < at; });
    return first == history.begin() ? first : std::prev(first);
}

// Gathers what falls on one pixel column.
class Columns
{
public:
    void add(QPolygonF &polygon, const QPointF &point)
    {
        if (!m_isEmpty && std::floor(point.x()) == std::floor(m_last.x())) {
            m_low = std::min(m_low, point.y());
            m_high = std::max(m_high, point.y());
        } else {
            flush(polygon);
            m_isEmpty = false;
            m_first = point;
            m_low = m_high = point.y();
        }
        m_last = point;
    }

    void flush(QPolygonF &polygon)
    {
        if (m_isEmpty)
            return;
        m_isEmpty = true;
        polygon << m_first;
        if (m_low == m_high && m_first == m_last)
            return;
        polygon << QPointF(m_first.x(), m_low) << QPointF(m_first.x(), m_high) << m_last;
    }

private:
    bool m_isEmpty = true;
    QPointF m_first;
    QPointF m_last;
    double m_low = 0;
    double m_high = 0;
};

} // namespace

std::optional<ChartLine::Between> ChartLine::at(qint64 time) const
{
    const auto after =
        std::lower_bound(points.begin(), points.end(), time,
                         [](const Point &point, qint64 sought) { return point.at < sought; });
    if (after == points.end())
        return std::nullopt;
    if (after->at == time)
        return Between{*after, *after, 0};
    if (after == points.begin() || after->startsPiece)
        return std::nullopt;
    const Point &before = *std::prev(after);
    return Between{before, *after, double(time - before.at) / double(after->at - before.at)};
}

ChartLine chartLine(const ServerState &state, const ViewState &view, const HistoryValue &value,
                    std::optional<double> present)
{
    ChartLine line;
    const auto &history = state.history();
    const ViewState::Range range = view.range();
    qint64 knownUntil = 0;
    for (auto point = firstOf(state, range.from); point != history.end(); ++point) {
        const std::optional<double> found = value(*point);
        if (found)
            line.points.push_back({point->at, *found, startOf(*point) > knownUntil + tolerance});
        knownUntil = found ? point->at : 0;
        if (point->at > range.to)
            return line;
    }
    const qint64 until = view.dataUntil();
    const bool comes = knownUntil > 0 && until > knownUntil &&
                       until - knownUntil < 2 * second + tolerance && until <= range.to;
    if (comes)
        line.points.push_back({until, present.value_or(line.points.back().value), false});
    return line;
}

std::vector<ViewState::Range> holes(const ServerState &state, const ViewState::Range &range)
{
    std::vector<ViewState::Range> found;
    const auto &history = state.history();
    if (history.empty())
        return found;
    auto before = firstOf(state, range.from);
    for (auto point = std::next(before); point != history.end() && before->at < range.to;
         before = point++)
    {
        if (startOf(*point) > before->at + tolerance)
            found.push_back(
                {std::max(before->at, range.from), std::min(startOf(*point), range.to)});
    }
    return found;
}

std::vector<QPolygonF> polylines(const ChartLine &line, const TimeScale &time,
                                 const ValueScale &values)
{
    std::vector<QPolygonF> pieces;
    Columns columns;
    for (const ChartLine::Point &point : line.points) {
        if (point.startsPiece || pieces.empty()) {
            if (!pieces.empty())
                columns.flush(pieces.back());
            pieces.emplace_back();
        }
        columns.add(pieces.back(), {time.x(point.at), values.y(point.value)});
    }
    if (!pieces.empty())
        columns.flush(pieces.back());
    return pieces;
}

} // namespace Amp
