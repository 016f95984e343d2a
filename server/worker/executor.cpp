// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/worker/executor.h"

#include <cstdio>

#include "core/protocol/valuecodec.h"
#include "server/worker/linkcontext.h"
#include "server/worker/payload.h"

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

} // namespace

Executor::Executor(WorkerLink &link, Autoloader &procedures)
    : m_link(link)
    , m_procedures(procedures)
{
    connect(&link, &WorkerLink::callReceived, this, &Executor::run);
}

void Executor::run(const ReceivedCall &call)
{
    const Outcome outcome = outcomeOf(call);
    flushOutput();
    reply(call, outcome);
}

Outcome Executor::outcomeOf(const ReceivedCall &call)
{
    if (!call.arguments)
        return {call.arguments.error(), Execution::NotStarted, {}};
    const auto procedure = m_procedures.find(call.procedure);
    if (!procedure)
        return {procedure.error(), Execution::NotStarted, {}};
    LinkContext context(m_link, call);
    Outcome outcome = invoke(**procedure, *call.arguments, context);
    if (outcome.value && context.partError())
        outcome.value = *context.partError();
    return outcome;
}

void Executor::reply(const ReceivedCall &call, const Outcome &outcome)
{
    if (!outcome.value)
        return replyError(call, outcome, outcome.value.error());
    QByteArray frame;
    const QString what = QStringLiteral("The result of %1").arg(QString::fromUtf8(call.procedure));
    const auto written =
        writeWithValue(frame, call.id, Wire::Result{timingOf(outcome), {}}, *outcome.value, what);
    if (!written)
        return replyError(call, outcome, written.error());
    m_link.sendFrame(frame);
}

void Executor::replyError(const ReceivedCall &call, const Outcome &outcome, const Error &error)
{
    const QByteArray message = error.message().toUtf8();
    const auto details = encodeValue(error.details());
    Q_ASSERT(details); // AMP's own errors have texts and numbers only
    m_link.send(call.id, Wire::Error{timingOf(outcome), error.code(), outcome.execution, 0, message,
                                     *details});
}

} // namespace Amp
