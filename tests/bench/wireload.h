// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/bench/measurement.h"

namespace Amp::Bench {

// Each runs one measurement from its warm-up to its end. An error is the first reply that was
// wrong, or a connection that broke; then there is nothing to report.

// One connection, one call at a time, blocking; at the rate of the options.
Result<Done> measureLatency(const LoadOptions &options, Measurement &measurement);
// All connections are kept at their depth: after each read, a connection is topped up, and what is
// due is written at once.
Result<Done> measureThroughput(const LoadOptions &options, Measurement &measurement);
// Sends all calls without waiting for a reply, prints SENT when the system has taken them, and
// stays connected for as long as the options say, so that somebody can look at the server.
Result<Done> fillQueue(const LoadOptions &options, Measurement &measurement);

} // namespace Amp::Bench
