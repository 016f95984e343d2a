// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include "client/models/serverstate.h"
#include "monitor/charts/timeaxis.h"

namespace Amp {

// One call on a lane.
struct LaneBar
{
    // A merged one is too short to be a bar of its own: it is part of the columns.
    enum class Look { Merged, Done, Running, Slow, Failed };
    quint64 call = 0;
    QString procedure;
    Look look = Look::Done;
    bool isRunning = false;
    ViewState::Range time;
    double left = 0; // in pixels
    double right = 0;
};

// Ascending. Calls of under 3 pixels are merged, unless they failed. The running one touches
// `until`, the time up to which anything is known.
std::vector<LaneBar> laneBars(const Feed::WorkerRow &worker, const ServerState::Lane &lane,
                              const TimeScale &scale, qint64 until);
// For each pixel column of the scale, the share of its time that went to what has no bar: merged
// calls, and the many that the server counts without naming them.
std::vector<double> laneColumns(const ServerState::Lane &lane, const std::vector<LaneBar> &bars,
                                const TimeScale &scale);

} // namespace Amp
