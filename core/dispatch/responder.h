// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <utility>

#include <QtCore/qbytearrayview.h>

namespace Amp {

struct CallOutcome;
namespace Wire {
struct Progress;
}

// Who made a call and hears of it: a session, a local dispatcher. It is told from inside the pool
// and may call the pool back, but must not be destroyed before it has released its calls.
class CallOwner
{
public:
    virtual void callFinished(quint64 callId, const CallOutcome &outcome) = 0;
    virtual void callProgressed(quint64 callId, const Wire::Progress &progress) = 0;
    virtual void callPartReady(quint64 callId, QByteArrayView value) = 0;

protected:
    ~CallOwner() = default;
};

// The right to answer one call. It is armed until the call is finished or its owner has gone, moves
// but is never copied, and so an owner hears exactly one end of every call. After that the other
// functions tell nobody.
class Responder
{
public:
    Responder() = default;
    Responder(CallOwner &owner, quint64 callId)
        : m_owner(&owner)
        , m_callId(callId)
    {}
    Responder(Responder &&other) noexcept
        : m_owner(std::exchange(other.m_owner, nullptr))
        , m_callId(other.m_callId)
    {}
    Responder &operator=(Responder &&other) noexcept
    {
        if (this == &other)
            return *this;
        if (m_owner)
            endForgotten();
        m_owner = std::exchange(other.m_owner, nullptr);
        m_callId = other.m_callId;
        return *this;
    }
    ~Responder()
    {
        if (m_owner)
            endForgotten();
    }

    // The owner may destroy this responder while it is being told.
    void finish(const CallOutcome &outcome)
    {
        // Disarmed first: the owner may come back to this call, or destroy it, while it is told.
        if (CallOwner *owner = std::exchange(m_owner, nullptr))
            owner->callFinished(m_callId, outcome);
    }
    void progress(const Wire::Progress &progress) const;
    void part(QByteArrayView value) const;
    // The owner has gone or does not care any more: the call ends without telling it.
    void release() { m_owner = nullptr; }

    [[nodiscard]] bool isArmed() const { return m_owner != nullptr; }
    // The owner's number of the call.
    [[nodiscard]] quint64 callId() const { return m_callId; }

private:
    void endForgotten();

    CallOwner *m_owner = nullptr;
    quint64 m_callId = 0;
};

} // namespace Amp
