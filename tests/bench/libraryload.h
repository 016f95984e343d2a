// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/bench/measurement.h"

namespace Amp::Bench {

// The same measurements as a program sees them that calls through JobDispatcher: one dispatcher for
// each connection, a callback for each call. Latency or Throughput only.
Result<Done> measureLibrary(const LoadOptions &options, Measurement &measurement);

} // namespace Amp::Bench
