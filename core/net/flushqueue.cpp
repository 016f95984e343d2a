// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/flushqueue.h"

#include <utility>

#include <QThread>

#include "core/net/channel.h"

namespace Amp {

FlushQueue::FlushQueue(QObject *parent)
    : QObject(parent)
{}

void FlushQueue::add(Channel *channel)
{
    if (channel->m_flushSlot >= 0)
        return;
    channel->m_flushSlot = qsizetype(m_channels.size());
    m_channels.push_back(channel);
    if (m_channels.size() == 1)
        followEventLoop();
}

void FlushQueue::remove(Channel *channel)
{
    if (channel->m_flushSlot >= 0)
        m_channels[size_t(std::exchange(channel->m_flushSlot, -1))] = nullptr;
}

void FlushQueue::flushAll()
{
    // Channels join and leave while others are flushed: the vector is asked anew at every step.
    for (size_t i = 0; i < m_channels.size(); ++i) {
        if (Channel *channel = m_channels[i]) {
            remove(channel);
            channel->flush();
        }
    }
    m_channels.clear();
}

void FlushQueue::followEventLoop()
{
    if (m_dispatcher)
        return;
    m_dispatcher = QAbstractEventDispatcher::instance(thread());
    if (!m_dispatcher) { // the loop has not been started yet; the next add() looks again
        QMetaObject::invokeMethod(this, &FlushQueue::flushAll, Qt::QueuedConnection);
        return;
    }
    connect(m_dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &FlushQueue::flushAll);
    // A loop that always has something to do, or that is polled with processEvents(), never blocks.
    connect(m_dispatcher, &QAbstractEventDispatcher::awake, this, &FlushQueue::flushAll);
}

} // namespace Amp
