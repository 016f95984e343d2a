// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/pendingactions.h"

namespace Amp {

void PendingActions::begin(ViewState::Kind kind, quint64 id)
{
    m_pending.insert({int(kind), id});
    Q_EMIT changed();
}

void PendingActions::end(ViewState::Kind kind, quint64 id)
{
    m_pending.remove({int(kind), id});
    Q_EMIT changed();
}

void PendingActions::clear()
{
    m_pending.clear();
    Q_EMIT changed();
}

bool PendingActions::contains(ViewState::Kind kind, quint64 id) const
{
    return m_pending.contains({int(kind), id});
}

} // namespace Amp
