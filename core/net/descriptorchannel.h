// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QtCore/qsocketnotifier.h>
#include <QtCore/qstring.h>

#include "core/net/bytebuffer.h"
#include "core/net/channel.h"

namespace Amp {

// A channel over a connected socket: TCP, local or one end of a socketpair. It owns the descriptor,
// and makes it non-blocking and close-on-exec.
class DescriptorChannel : public Channel
{
    Q_OBJECT

public:
    DescriptorChannel(int descriptor, FlushQueue &flushQueue, QObject *parent = nullptr);
    ~DescriptorChannel() override;

    int descriptor() const { return m_descriptor; } // -1 when closed

    QByteArrayView readable() const override { return m_in.view(); }
    void consume(qsizetype bytes) override { m_in.consume(bytes); }
    void flush() override;
    qsizetype pendingBytes() const override { return m_out.size(); }
    void setReadPaused(bool paused) override;
    bool readNow() override;
    bool peerLeftBytesUnread() const override { return m_peerLeftBytesUnread; }
    void close() override;
    bool isOpen() const override { return m_descriptor >= 0; }

protected:
    void enqueue(QByteArrayView bytes) override;
    bool isWriteBlocked() const override;

private:
    enum class ReadOutcome { Bytes, Nothing, End };

    void onReadable();
    void onWritable();
    ReadOutcome readOnce();
    ReadOutcome endOrNothing(int errorNumber);
    void write(QByteArrayView bytes);
    qsizetype sendOnce(QByteArrayView bytes);
    void failWriting(int errorNumber);
    void awaitWritable();
    void releaseDescriptor();

    int m_descriptor;
    ByteBuffer m_in;
    ByteBuffer m_out;
    QString m_failure; // why the stream ends, once known; nothing is written any more
    bool m_peerLeftBytesUnread = false;
    QSocketNotifier m_readNotifier;
    std::unique_ptr<QSocketNotifier> m_writeNotifier; // most channels never need it
};

} // namespace Amp
