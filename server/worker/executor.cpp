// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/worker/executor.h"

#include "core/procedures/callrunner.h"

namespace Amp {

Executor::Executor(WorkerLink &link, Autoloader &procedures)
{
    connect(&link, &WorkerLink::callReceived, this, [&](const ReceivedCall &call) {
        runCall(call, procedures.find(call.procedure), link);
    });
}

} // namespace Amp
