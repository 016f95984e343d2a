// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/callrunner.h"

#include <cstdio>

#include "core/procedures/invocation.h"
#include "core/procedures/payload.h"
#include "core/procedures/replycontext.h"
#include "core/protocol/valuecodec.h"

namespace Amp {

namespace {

// What a procedure has printed belongs to its call, and is read before the call's end.
void flushOutput()
{
    std::fflush(stdout);
    std::fflush(stderr);
}

Wire::Timing timingOf(const Outcome &outcome)
{
    return {quint64(outcome.ran.count()), 0, 0};
}

Outcome outcomeOf(const ReceivedCall &call, const Result<const Procedure *> &procedure,
                  ReplySink &sink)
{
    if (!call.arguments)
        return {call.arguments.error(), Execution::NotStarted, {}};
    if (!procedure)
        return {procedure.error(), Execution::NotStarted, {}};
    ReplyContext context(sink, call);
    Outcome outcome = invoke(**procedure, *call.arguments, context);
    if (outcome.value && context.partError())
        outcome.value = *context.partError();
    return outcome;
}

void replyError(const ReceivedCall &call, const Outcome &outcome, const Error &error,
                ReplySink &sink)
{
    const QByteArray message = error.message().toUtf8();
    const auto details = encodeValue(error.details());
    Q_ASSERT(details); // AMP's own errors have texts and numbers only
    QByteArray frame;
    Wire::write(
        frame, call.id,
        Wire::Error{timingOf(outcome), error.code(), outcome.execution, 0, message, *details});
    sink.sendFrame(frame);
}

void reply(const ReceivedCall &call, const Outcome &outcome, ReplySink &sink)
{
    if (!outcome.value)
        return replyError(call, outcome, outcome.value.error(), sink);
    QByteArray frame;
    const QString what = QStringLiteral("The result of %1").arg(QString::fromUtf8(call.procedure));
    const auto written =
        writeWithValue(frame, call.id, Wire::Result{timingOf(outcome), {}}, *outcome.value, what);
    if (!written)
        return replyError(call, outcome, written.error(), sink);
    sink.sendFrame(frame);
}

} // namespace

void runCall(const ReceivedCall &call, const Result<const Procedure *> &procedure, ReplySink &sink)
{
    const Outcome outcome = outcomeOf(call, procedure, sink);
    flushOutput();
    reply(call, outcome, sink);
}

} // namespace Amp
