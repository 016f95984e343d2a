// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/dispatch/calloutcome.h"
#include "core/dispatch/callresult.h"

namespace Amp {

// What a dispatcher with a pool of its own tells its caller: the outcome with its bytes decoded.
CallResult resultOf(CallId id, const CallOutcome &outcome);

// A procedure that is missing may be one of those whose include did not load: NoSuchProcedure gets
// these sentences behind its own. Any other result stays as it is.
CallResult withReasons(const CallResult &result, const QStringList &reasons);

} // namespace Amp
