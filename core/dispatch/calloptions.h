// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>

#include <Amp/ErrorCode>

namespace Amp {

// How one call is to be treated. Built in one expression:
//     dispatcher.call(CallOptions().timeout(5s).priority(Priority::High), "resize", png, 640);
// A duration of zero or less means "no bound"; durations beyond 49 days count as 49 days.
class CallOptions
{
public:
    using Milliseconds = std::chrono::milliseconds;

    // Longest run time, counted by the server from the moment the procedure starts. Beyond it the
    // call ends with TimedOut, and its worker is ended if need be.
    CallOptions &timeout(Milliseconds longestRun) { return set(m_timeout, longestRun); }
    Milliseconds timeout() const { return m_timeout; }

    // When it must have started, counted from call(). Otherwise it ends with Expired and never
    // runs.
    CallOptions &deadline(Milliseconds untilStarted) { return set(m_deadline, untilStarted); }
    Milliseconds deadline() const { return m_deadline; }

    CallOptions &priority(Priority priority) { return set(m_priority, priority); }
    Priority priority() const { return m_priority; }

    // Running it twice does no harm: after a crash or a lost connection it is tried again, up to
    // three times in all. Without this, a call that may have started is never run again.
    CallOptions &idempotent(bool on = true) { return set(m_idempotent, on); }
    bool isIdempotent() const { return m_idempotent; }

    // Do not wait for a connection: end at once with NotConnected when there is none.
    CallOptions &failFast(bool on = true) { return set(m_failFast, on); }
    bool isFailFast() const { return m_failFast; }

    // A short pair, such as a trace id, that the procedure, the log and the monitor see; UTF-8.
    // All pairs of a call together have at most 1,024 bytes, else it ends with TooLarge.
    AMP_CORE_EXPORT CallOptions &metadata(QByteArrayView key, QByteArrayView value);
    // All pairs in the layout of the wire: key, value, key, value, each with a quint16 length.
    const QByteArray &encodedMetadata() const { return m_metadata; }

    friend bool operator==(const CallOptions &one, const CallOptions &other)
    {
        return one.m_timeout == other.m_timeout && one.m_deadline == other.m_deadline &&
               one.m_priority == other.m_priority && one.m_idempotent == other.m_idempotent &&
               one.m_failFast == other.m_failFast &&
               one.m_metadata.size() == other.m_metadata.size() &&
               (one.m_metadata.isEmpty() || one.m_metadata == other.m_metadata);
    }
    friend bool operator!=(const CallOptions &one, const CallOptions &other)
    {
        return !(one == other);
    }

private:
    template <typename T>
    CallOptions &set(T &field, T value)
    {
        field = value;
        return *this;
    }

    Milliseconds m_timeout = Milliseconds::zero();
    Milliseconds m_deadline = Milliseconds::zero();
    QByteArray m_metadata;
    Priority m_priority = Priority::Normal;
    bool m_idempotent = false;
    bool m_failFast = false;
};

} // namespace Amp
