// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/link.h"

#include "core/dispatch/calloutcome.h"

namespace Amp {

void Link::tell(quint64 id, CallOutcome &&outcome)
{
    outcome.endedAt = std::chrono::steady_clock::now();
    m_receiver->repliesBegan();
    m_receiver->replied(id, outcome);
    m_receiver->repliesEnded();
}

} // namespace Amp
