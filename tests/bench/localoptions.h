// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QStringList>

#include "core/protocol/result.h"

namespace Amp::Bench {

// What "amp-bench local key=value..." does.
struct LocalOptions
{
    std::chrono::duration<double> seconds{2}; // of each measurement, after its warm-up
    int depth = 64;                           // calls in flight when throughput is measured
    int payloadBytes = 16;
};

// Errors are BadArguments: a sentence.
Result<LocalOptions> parseLocalOptions(const QStringList &settings);

} // namespace Amp::Bench
