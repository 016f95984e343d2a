// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearrayview.h>
#include <QtCore/qobject.h>

#include "core/global.h"

namespace Amp {

class FlushQueue;

// A byte stream to a peer. Bytes that arrived stay readable until they are consumed; bytes that
// are appended leave together when the event loop is about to block, at 16 KiB, or at flush().
//
// Everything happens in the channel's thread. Signals come from the event loop, never from inside
// a call of the functions below, and a slot of any of them may delete the channel.
class AMP_CORE_EXPORT Channel : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype flushAtBytes = 16 * 1024;
    // One peer gets this much of a turn of the event loop; then others have theirs.
    static constexpr qsizetype readAtOnceBytes = 64 * 1024;

    ~Channel() override;

    // What has been received and not consumed. Valid until consume() or the return to the event
    // loop.
    [[nodiscard]] virtual QByteArrayView readable() const = 0;
    virtual void consume(qsizetype bytes) = 0;

    // Bytes for a stream that has ended are dropped: closed() has told, or is about to.
    void append(QByteArrayView bytes);
    void append(QByteArrayView head, QByteArrayView tail); // one behind the other
    // Writes what the system takes at once; the rest follows when it can be written.
    virtual void flush() = 0;
    // Appended bytes that the system has not taken yet.
    [[nodiscard]] virtual qsizetype pendingBytes() const = 0;

    // Stops reading: what the peer sends waits in the system's buffers. The end of the stream is
    // then noticed only after reading goes on.
    virtual void setReadPaused(bool paused) = 0;
    // Reads what has arrived without waiting for the event loop, paused or not; false when the
    // stream has ended. It emits nothing: the caller looks at readable() itself.
    virtual bool readNow() = 0;

    // After the stream has ended: whether the peer was certainly gone before it read all that was
    // appended. That it did not read what the system had taken is known for local sockets on Linux,
    // where the end then reads as a reset.
    [[nodiscard]] virtual bool peerLeftBytesUnread() const { return false; }

    // Tries once to write what is pending and closes. No signal follows.
    virtual void close() = 0;
    [[nodiscard]] virtual bool isOpen() const = 0;

Q_SIGNALS:
    void readyRead();                   // more bytes are readable than before
    void drained();                     // pendingBytes() has become 0 after a write was short
    void closed(const QString &reason); // by the peer or an error; a sentence; once

protected:
    explicit Channel(FlushQueue &flushQueue, QObject *parent = nullptr);

    // Puts bytes behind those that wait to be written.
    virtual void enqueue(QByteArrayView bytes) = 0;
    // The system takes nothing more, and the channel goes on by itself as soon as it does.
    [[nodiscard]] virtual bool isWriteBlocked() const = 0;

private:
    friend class FlushQueue;
    FlushQueue &m_flushQueue;
    qsizetype m_flushSlot = -1; // its place in the flush queue; -1 when it is not there
};

} // namespace Amp
