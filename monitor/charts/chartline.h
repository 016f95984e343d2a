// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <QPolygonF>
#include <QString>

#include "client/models/serverstate.h"
#include "monitor/charts/timeaxis.h"
#include "monitor/charts/valuescale.h"

namespace Amp {

// One line of a chart.
struct ChartLine
{
    struct Point
    {
        qint64 at = 0;
        double value = 0;
        bool startsPiece = false; // nothing is known between it and the point before
    };
    QString name;      // "p99"; empty when the chart has one line only
    double weight = 1; // how much of the text's colour it has
    std::vector<Point> points;

    // The points next to a time, as long as the line is there at that time.
    struct Between
    {
        Point before;
        Point after;
        double share = 0; // 0 at the one before, 1 at the one after
        double nearest() const { return share < 0.5 ? before.value : after.value; }
    };
    std::optional<Between> at(qint64 time) const;
};

using HistoryValue = std::function<std::optional<double>(const Feed::HistoryPoint &)>;

// The points of a range and the one before it. The second that runs has no point yet: as long as
// data comes, the line goes on to the time of the last data, at the present value where there is
// one, else at the newest.
ChartLine chartLine(const ServerState &state, const ViewState &view, const HistoryValue &value,
                    std::optional<double> present = std::nullopt);
// Where the history has holes, within the range.
std::vector<ViewState::Range> holes(const ServerState &state, const ViewState::Range &range);
// Ready to be painted: at most the lowest and the highest value of each pixel column.
std::vector<QPolygonF> polylines(const ChartLine &line, const TimeScale &time,
                                 const ValueScale &values);

} // namespace Amp
