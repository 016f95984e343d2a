// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>
#include <QSet>

#include "monitor/viewstate.h"

namespace Amp {

// What was asked of the server and has no answer yet, so that rows can say so.
class PendingActions : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void begin(ViewState::Kind kind, quint64 id);
    void end(ViewState::Kind kind, quint64 id);
    void clear(); // the connection was lost: no answer will come
    bool contains(ViewState::Kind kind, quint64 id) const;

Q_SIGNALS:
    void changed();

private:
    QSet<std::pair<int, quint64>> m_pending;
};

} // namespace Amp
