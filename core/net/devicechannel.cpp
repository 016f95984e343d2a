// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/devicechannel.h"

#include <algorithm>

namespace Amp {

// The device's signals only schedule a turn: while a device emits one it does not emit it again,
// so that a nested event loop in a slot of ours would wait in vain for further bytes.
DeviceChannel::DeviceChannel(QIODevice *device, FlushQueue &flushQueue, QObject *parent)
    : Channel(flushQueue, parent)
    , m_device(device)
{
    m_device->setParent(nullptr);
    connect(device, &QIODevice::readyRead, this, &DeviceChannel::scheduleTurn);
    connect(device, &QIODevice::bytesWritten, this, &DeviceChannel::scheduleTurn);
    connect(device, &QIODevice::readChannelFinished, this, &DeviceChannel::onEnding);
    connect(device, &QIODevice::aboutToClose, this, &DeviceChannel::onEnding);
    scheduleTurn(); // for what arrived before
}

DeviceChannel::~DeviceChannel()
{
    if (isOpen())
        releaseDevice();
}

void DeviceChannel::scheduleTurn()
{
    if (m_turnScheduled)
        return;
    m_turnScheduled = true;
    QMetaObject::invokeMethod(this, &DeviceChannel::turn, Qt::QueuedConnection);
}

// Emits at most one signal, and emits it last: a slot may delete the channel.
void DeviceChannel::turn()
{
    m_turnScheduled = false;
    if (!isOpen())
        return;
    if (m_drainedIsDue && drain()) {
        scheduleTurn();
        Q_EMIT drained();
    } else if (!m_readPaused) {
        read();
    }
}

bool DeviceChannel::drain()
{
    flush(); // a device that buffers nothing may have left some of it
    if (pendingBytes() > 0)
        return false;
    m_drainedIsDue = false;
    return true;
}

void DeviceChannel::read()
{
    const bool isNews = takeOnce() || (m_stream == Stream::Ending && !m_in.isEmpty());
    if (m_stream == Stream::Ending)
        m_stream = Stream::Ended;
    if (isNews) {
        if (m_device->bytesAvailable() > 0 || m_stream == Stream::Ended)
            scheduleTurn();
        Q_EMIT readyRead();
    } else if (m_stream == Stream::Ended) {
        const QString why = m_device->errorString();
        releaseDevice();
        Q_EMIT closed(QStringLiteral("The connection ended: %1.").arg(why));
    }
}

bool DeviceChannel::takeOnce()
{
    const qint64 available = std::min(m_device->bytesAvailable(), qint64(readAtOnceBytes));
    if (available <= 0)
        return false;
    m_in.reserveTail(available);
    const qint64 taken = m_device->read(m_in.tail(), available);
    m_in.commit(std::max<qint64>(taken, 0));
    return taken > 0;
}

bool DeviceChannel::readNow()
{
    if (!isOpen())
        return false;
    while (takeOnce()) {
    }
    return m_stream == Stream::Flowing;
}

// A device that closes forgets what it holds.
void DeviceChannel::onEnding()
{
    while (takeOnce()) {
    }
    if (m_stream == Stream::Flowing)
        m_stream = Stream::Ending;
    scheduleTurn();
}

void DeviceChannel::setReadPaused(bool paused)
{
    m_readPaused = paused;
    if (!paused)
        scheduleTurn();
}

void DeviceChannel::flush()
{
    if (!isOpen() || m_out.isEmpty())
        return;
    const qint64 written = m_device->write(m_out.view().data(), m_out.size());
    if (written < 0)
        m_out.clear(); // the device has ended, and says so itself
    else
        m_out.consume(written);
    m_drainedIsDue = true;
}

qsizetype DeviceChannel::pendingBytes() const
{
    return m_out.size() + (isOpen() ? m_device->bytesToWrite() : 0);
}

void DeviceChannel::close()
{
    if (!isOpen())
        return;
    flush();
    m_device->disconnect(this);
    if (m_device->bytesToWrite() > 0)
        m_device->waitForBytesWritten(0); // waits for nothing: it is how a device is told to write
    releaseDevice();
}

void DeviceChannel::releaseDevice()
{
    m_device->disconnect(this);
    m_device->close();
    m_device.reset();
    m_out.clear();
}

} // namespace Amp
