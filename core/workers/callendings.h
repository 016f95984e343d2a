// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/dispatch/calloutcome.h"
#include "core/dispatch/callrecord.h"
#include "core/protocol/messages.h"
#include "core/workers/workerend.h"

namespace Amp {

// What a worker has answered, as the outcome of its call. The value is a view into the message.
CallOutcome outcomeOf(const Wire::Result &result);
CallOutcome outcomeOf(const Wire::Error &error);

// The sentences that calls of a pool end with.
QString nameOf(const CallRecord &call);
QString secondsText(std::chrono::milliseconds duration); // "0.1 s"
QString timeoutMessage(const CallRecord &call, bool inThread);
QString crashMessage(const CallRecord &call, const WorkerEnd &end, const QString &pool);

} // namespace Amp
