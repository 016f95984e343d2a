// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <Amp/CallContext>
#include <Amp/Procedure>

#include "core/procedures/runclock.h"
#include "core/protocol/result.h"

namespace Amp {

// How an invocation ended.
struct Outcome
{
    Result<QVariant> value;
    Execution execution = Execution::NotStarted;
    std::chrono::microseconds ran{0}; // inside the procedure itself
};

// Converts arguments to the procedure's parameters, in place and without loss, and runs it in this
// thread.
// Errors: BadArguments, with "argument" (from 1), "expected" and "given" in the details, before it
// has started; ProcedureFailed, with "type" and "text" of what it threw.
Outcome invoke(const Procedure &procedure, QVariantList &arguments, CallContext &context,
               RunClock &clock);

} // namespace Amp
