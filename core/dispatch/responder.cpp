// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/responder.h"

#include "core/dispatch/calloutcome.h"

namespace Amp {

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
void Responder::endForgotten()
{
    Q_ASSERT_X(false, "Amp::Responder", "a call was dropped without an end");
    CallOutcome outcome;
    outcome.code = ErrorCode::ProtocolError;
    outcome.execution = Execution::Unknown;
    outcome.message = QStringLiteral("The server lost track of this call, which is an internal "
                                     "defect. Please report it with the server's log.");
    finish(outcome);
}

} // namespace Amp
