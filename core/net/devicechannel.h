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
// meanwhile (QAbstractSocket::setReadBufferSize() and its like). When a write fails, Qt's sockets
// forget what they had received; a descriptor channel still delivers it.
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
    // Flowing -> Ending: the device gives no more; what it held waits to be announced.
    // Ending -> Ended: it was announced; closed() comes next.
    enum class Stream { Flowing, Ending, Ended };

    // The owner may be deleted inside one of the device's own signals.
    struct DeleteLater
    {
        void operator()(QIODevice *device) const { device->deleteLater(); }
    };

    void scheduleTurn();
    void turn();
    void read();
    bool takeOnce();
    bool drain();
    void onEnding();
    void releaseDevice();

    std::unique_ptr<QIODevice, DeleteLater> m_device;
    ByteBuffer m_in;
    ByteBuffer m_out;
    Stream m_stream = Stream::Flowing;
    bool m_turnScheduled = false;
    bool m_readPaused = false;
    bool m_drainedIsDue = false;
};

} // namespace Amp
