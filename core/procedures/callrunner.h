// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/Procedure>

#include "core/procedures/receivedcall.h"
#include "core/procedures/replysink.h"

namespace Amp {

// Runs a call in this thread to its end and sends its Result or Error to the sink, after all that
// it says meanwhile. An error instead of a procedure is the answer.
void runCall(const ReceivedCall &call, const Result<const Procedure *> &procedure, ReplySink &sink);

} // namespace Amp
