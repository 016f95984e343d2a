// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QtCore/qiodevice.h>

#include "core/net/bytebuffer.h"
#include "core/net/channel.h"

namespace Amp {

// A channel over any sequential QIODevice: TLS sockets, and all sockets where descriptors cannot
// be watched. It takes the device over, connected and open.
//
// A paused channel does not read from its device. Whoever makes the device bounds what it buffers
// meanwhile (QAbstractSocket::setReadBufferSize() and its like).
class DeviceChannel : public Channel
{
    Q_OBJECT

public:
    DeviceChannel(QIODevice *device, FlushQueue &flushQueue, QObject *parent = nullptr);
    ~DeviceChannel() override;

    QByteArrayView readable() const override { return m_in.view(); }
    void consume(qsizetype bytes) override { m_in.consume(bytes); }
    void flush() override;
    qsizetype pendingBytes() const override;
    void setReadPaused(bool paused) override;
    bool readNow() override;
    void close() override;
    bool isOpen() const override { return m_device != nullptr; }

protected:
    void enqueue(QByteArrayView bytes) override { m_out.append(bytes); }
    bool isWriteBlocked() const override { return false; } // a device buffers by itself

private:
    // A device may be deleted by a slot of one of its own signals only with deleteLater().
    struct DeleteLater
    {
        void operator()(QIODevice *device) const { device->deleteLater(); }
    };

    void scheduleTurn();
    void turn();
    void readOnce(qsizetype maxBytes);
    void onAboutToClose();
    void releaseDevice();

    std::unique_ptr<QIODevice, DeleteLater> m_device;
    ByteBuffer m_in;
    ByteBuffer m_out;
    bool m_turnScheduled = false;
    bool m_readPaused = false;
    bool m_ended = false;      // the device gives no more bytes than those that it holds
    bool m_writeShort = false; // drained() is owed
};

} // namespace Amp
