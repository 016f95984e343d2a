// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/responder.h"

#include "core/dispatch/calloutcome.h"

namespace Amp {

Responder &Responder::operator=(Responder &&other) noexcept
{
    if (this == &other)
        return *this;
    endIfForgotten();
    m_owner = std::exchange(other.m_owner, nullptr);
    m_callId = other.m_callId;
    return *this;
}

Responder::~Responder()
{
    endIfForgotten();
}

void Responder::finish(const CallOutcome &outcome)
{
    // Disarmed first: the owner may come back to this call, or destroy it, while it is being told.
    if (CallOwner *owner = std::exchange(m_owner, nullptr))
        owner->callFinished(m_callId, outcome);
}

void Responder::progress(const Wire::Progress &progress) const
{
    if (m_owner)
        m_owner->callProgressed(m_callId, progress);
}

void Responder::part(QByteArrayView value) const
{
    if (m_owner)
        m_owner->callPartReady(m_callId, value);
}

// A call that is dropped without an end is a defect of ours, and still its caller must not wait
// for ever.
void Responder::endIfForgotten()
{
    if (!m_owner)
        return;
    Q_ASSERT_X(false, "Amp::Responder", "a call was dropped without an end");
    CallOutcome outcome;
    outcome.code = ErrorCode::ProtocolError;
    outcome.execution = Execution::Unknown;
    outcome.message = QStringLiteral("The server lost track of this call, which is an internal "
                                     "defect. Please report it with the server's log.");
    finish(outcome);
}

} // namespace Amp
