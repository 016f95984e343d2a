// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <memory>

#include <QtCore/qmetatype.h>
#include <QtCore/qvariant.h>

#include <Amp/Error>
#include <Amp/Global>

namespace Amp {

// Names a call within its dispatcher. Never zero for a call, never used twice.
enum class CallId : quint64 { None = 0 };

// How a call ran, as far as it is known; zeros where it is not.
struct CallRun
{
    quint32 workerPid = 0;
    std::chrono::microseconds waitingTime{0}; // in the server's queue
    std::chrono::microseconds runningTime{0}; // in the procedure, measured by the worker
    int attempts = 0;                         // how often it was sent or given to a worker
};

// How a call ended: with a value or with an error. A plain value, to be copied and kept at will.
class CallResult
{
public:
    CallResult() = default;
    CallResult(CallId id, QVariant value, const CallRun &run = {})
        : m_callId(id)
        , m_execution(Execution::Started)
        , m_value(std::move(value))
        , m_run(run)
    {}
    AMP_CORE_EXPORT CallResult(CallId id, const Error &error, Execution execution,
                               const CallRun &run = {});

    bool succeeded() const { return !m_error; }

    // What the procedure returned; null when it returned nothing or the call failed.
    const QVariant &value() const { return m_value; }
    // The same as QVariant::value<T>(): a default T when the value cannot be converted.
    template <typename T>
    T value() const
    {
        return m_value.value<T>();
    }

    AMP_CORE_EXPORT const Error &error() const;
    // Whether the procedure ran. Started for every call that succeeded.
    Execution execution() const { return m_execution; }

    CallId callId() const { return m_callId; }
    quint32 workerPid() const { return m_run.workerPid; }
    std::chrono::microseconds waitingTime() const { return m_run.waitingTime; }
    std::chrono::microseconds runningTime() const { return m_run.runningTime; }
    int attempts() const { return m_run.attempts; }
    const CallRun &run() const { return m_run; }

private:
    CallId m_callId = CallId::None;
    Execution m_execution = Execution::NeverSent;
    QVariant m_value;
    std::shared_ptr<const Error> m_error; // null for success
    CallRun m_run;
};

} // namespace Amp

Q_DECLARE_METATYPE(Amp::CallResult)
