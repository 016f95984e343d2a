// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QtCore/qabstracteventdispatcher.h>
#include <QtCore/qobject.h>
#include <QtCore/qpointer.h>

#include "core/global.h"

namespace Amp {

class Channel;

// Flushes every channel that was written to when the thread's event loop is about to block, so
// that one turn of the loop costs one write for each peer. One queue serves all channels of an
// owner; it must outlive them and lives in their thread.
class AMP_CORE_EXPORT FlushQueue : public QObject
{
    Q_OBJECT

public:
    explicit FlushQueue(QObject *parent = nullptr);

    void add(Channel *channel);
    void remove(Channel *channel);
    // For a thread that does not return to its event loop for a while.
    void flushAll();

private:
    void followEventLoop();

    std::vector<Channel *> m_channels; // null where a channel has left
    QPointer<QAbstractEventDispatcher> m_dispatcher;
};

} // namespace Amp
