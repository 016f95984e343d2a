// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/channel.h"

#include "core/net/flushqueue.h"

namespace Amp {

Channel::Channel(FlushQueue &flushQueue, QObject *parent)
    : QObject(parent)
    , m_flushQueue(flushQueue)
{}

Channel::~Channel()
{
    m_flushQueue.remove(this);
}

void Channel::append(QByteArrayView bytes)
{
    append(bytes, {});
}

void Channel::append(QByteArrayView head, QByteArrayView tail)
{
    if (!isOpen())
        return;
    enqueue(head);
    enqueue(tail);
    if (isWriteBlocked())
        return;
    if (pendingBytes() >= flushAtBytes)
        flush();
    else
        m_flushQueue.add(this);
}

} // namespace Amp
