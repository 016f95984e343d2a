// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include "core/stats/feed.h"
#include "core/stats/ring.h"
#include "monitor/sources/demodice.h"

// What is older than the demo has run through: it looks like what it has run through.
namespace Amp::DemoPast {

struct Span
{
    qint64 from = 0;
    qint64 to = 0;
    qint64 restartedAt = 0; // the server was away for a moment before; 0: never
};

std::vector<Feed::HistoryPoint> history(const Ring<Feed::HistoryPoint> &seen, const Span &span,
                                        DemoDice &dice);
// How busy a worker was, that usually is for a share of the time.
void addBusySamples(std::vector<Feed::BusySample> &samples, quint32 worker, double usual,
                    const Span &span, DemoDice &dice);

} // namespace Amp::DemoPast
