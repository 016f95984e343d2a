// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/callrunner.h"

#include <cstdio>

#if __has_include(<stdio_ext.h>)
#include <stdio_ext.h>
#define AMP_HAS_FPENDING
#endif

#include "core/procedures/payload.h"
#include "core/procedures/replycontext.h"
#include "core/protocol/valuecodec.h"

namespace Amp {

namespace {

// Decoding, encoding and copying more than this takes time that counts beside a short run.
constexpr qsizetype smallBytes = 1024;

// What is kept from call to call, at most: a large one must not leave its memory behind.
constexpr qsizetype maxKeptBytes = 64 * 1024;
constexpr qsizetype maxKeptArguments = 64;

// Fflush() takes a lock, and most calls print nothing.
bool hasUnwritten([[maybe_unused]] std::FILE *stream)
{
#ifdef AMP_HAS_FPENDING
    return __fpending(stream) > 0;
#else
    return true;
#endif
}

Wire::Timing timingOf(const Outcome &outcome)
{
    return {quint64(outcome.ran.count()), 0, 0};
}

} // namespace

void CallRunner::run(const ReceivedCall &call, const Result<const Procedure *> &procedure)
{
    const Outcome outcome = outcomeOf(call, procedure);
    flushOutput();
    reply(call, outcome);
    forgetCall();
}

Outcome CallRunner::outcomeOf(const ReceivedCall &call, const Result<const Procedure *> &procedure)
{
    CallContext::Metadata metadata;
    if (!call.metadata.isEmpty()) {
        auto read = readMetadata(call.metadata);
        if (!read)
            return {read.error(), Execution::NotStarted, {}};
        metadata = std::move(read).value();
    }
    if (const auto decoded = decodeArguments(call.arguments, m_arguments); !decoded)
        return {decoded.error(), Execution::NotStarted, {}};
    if (!procedure)
        return {procedure.error(), Execution::NotStarted, {}};
    return runWith(std::move(metadata), call, **procedure);
}

Outcome CallRunner::runWith(CallContext::Metadata metadata, const ReceivedCall &call,
                            const Procedure &procedure)
{
    ReplyContext context(m_sink, call, std::move(metadata));
    if (call.arguments.size() > smallBytes)
        m_clock.forget();
    Outcome outcome = invoke(procedure, m_arguments, context, m_clock);
    if (call.arguments.size() > smallBytes)
        m_clock.forget();
    if (outcome.value && context.partError())
        outcome.value = *context.partError();
    return outcome;
}

// What a procedure has printed belongs to its call, and is read before the call's end.
void CallRunner::flushOutput()
{
    for (std::FILE *stream : {stdout, stderr}) {
        if (hasUnwritten(stream)) {
            std::fflush(stream);
            m_clock.forget();
        }
    }
}

void CallRunner::replyError(const ReceivedCall &call, const Outcome &outcome, const Error &error)
{
    const QByteArray message = error.message().toUtf8();
    const auto details = encodeValue(error.details());
    Q_ASSERT(details); // AMP's own errors have texts and numbers only
    QByteArray frame;
    Wire::write(
        frame, call.id,
        Wire::Error{timingOf(outcome), error.code(), outcome.execution, 0, message, *details});
    m_sink.sendFrame(frame);
}

void CallRunner::reply(const ReceivedCall &call, const Outcome &outcome)
{
    if (!outcome.value)
        return replyError(call, outcome, outcome.value.error());
    const auto written = writeResult(m_frame, call.id, timingOf(outcome), *outcome.value,
                                     {"The result of ", call.procedure});
    if (!written)
        return replyError(call, outcome, written.error());
    if (m_frame.size() > smallBytes)
        m_clock.forget();
    m_sink.sendFrame(m_frame);
}

void CallRunner::forgetCall()
{
    m_arguments.clear();
    m_frame.resize(0);
    if (m_arguments.capacity() > maxKeptArguments)
        m_arguments = QVariantList();
    if (m_frame.capacity() > maxKeptBytes)
        m_frame = QByteArray();
}

void runCall(const ReceivedCall &call, const Result<const Procedure *> &procedure, ReplySink &sink)
{
    CallRunner(sink).run(call, procedure);
}

} // namespace Amp
