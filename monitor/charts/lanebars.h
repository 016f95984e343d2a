// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include "client/models/serverstate.h"
#include "monitor/charts/timeaxis.h"

namespace Amp {

// One call on a lane that is long enough to be a bar of its own.
struct LaneBar
{
    enum class Look { Done, Running, Slow, Failed };
    quint64 call = 0;
    QString procedure;
    Look look = Look::Done;
    bool isRunning = false;
    ViewState::Range time;
    double left = 0; // in pixels
    double right = 0;
};

// Calls of under 3 pixels are no bars, unless they failed. The running one touches `until`, the
// time up to which anything is known.
std::vector<LaneBar> laneBars(const Feed::WorkerRow &worker, const ServerState::Lane &lane,
                              const TimeScale &scale, qint64 until);
// For each pixel column of the scale, the share of its time that went to calls that are no bars.
std::vector<double> laneColumns(const ServerState::Lane &lane, const std::vector<LaneBar> &bars,
                                const TimeScale &scale);

} // namespace Amp
