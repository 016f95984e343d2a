// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/testdispatcher.h"

namespace Amp {

namespace {

// Whether a procedure runs before a call can end with this code; see resources/docs/errors.md.
Execution usualExecution(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotConnected:
        return Execution::NeverSent;
    case ErrorCode::NoSuchProcedure:
    case ErrorCode::BadArguments:
    case ErrorCode::Expired:
    case ErrorCode::TooBusy:
    case ErrorCode::TooLarge:
    case ErrorCode::NotPermitted:
    case ErrorCode::ShuttingDown:
    case ErrorCode::ProtocolError:
        return Execution::NotStarted;
    case ErrorCode::ConnectionLost:
    case ErrorCode::OutcomeUnknown:
        return Execution::Unknown;
    case ErrorCode::None:
    case ErrorCode::NotSerializable:
    case ErrorCode::ProcedureFailed:
    case ErrorCode::WorkerCrashed:
    case ErrorCode::TimedOut:
    case ErrorCode::Cancelled:
        return Execution::Started;
    }
    return Execution::Unknown;
}

} // namespace

TestDispatcher::Answer &TestDispatcher::Answer::end(Ending ending, const QVariant &value)
{
    m_ending = ending;
    m_value = value;
    return *this;
}

TestDispatcher::Answer &TestDispatcher::Answer::call(Function function)
{
    m_function = std::move(function);
    return end(Ending::Function);
}

TestDispatcher::Answer &TestDispatcher::Answer::fail(ErrorCode code, const QString &message,
                                                     const QVariantMap &details)
{
    return fail(Error(code, message, details), usualExecution(code));
}

TestDispatcher::Answer &TestDispatcher::Answer::fail(const Error &error, Execution execution)
{
    m_error = error;
    m_execution = execution;
    return end(Ending::Failure);
}

TestDispatcher::Answer &TestDispatcher::Answer::crash()
{
    return end(Ending::Crash);
}

TestDispatcher::Answer &TestDispatcher::Answer::never()
{
    return end(Ending::Never);
}

TestDispatcher::Answer &TestDispatcher::Answer::delay(Milliseconds running)
{
    m_running = running;
    return *this;
}

TestDispatcher::Answer &TestDispatcher::Answer::queued(Milliseconds waiting)
{
    m_waiting = waiting;
    return *this;
}

TestDispatcher::Answer &TestDispatcher::Answer::progress(quint64 done, quint64 total,
                                                         const QString &text)
{
    m_progress.append({done, total, text});
    return *this;
}

TestDispatcher::Answer &TestDispatcher::Answer::addPart(const QVariant &part)
{
    m_parts.append(part);
    return *this;
}

} // namespace Amp
