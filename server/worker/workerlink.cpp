// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/worker/workerlink.h"

#include <poll.h>

namespace Amp {

WorkerLink::WorkerLink(int descriptor, QObject *parent)
    : QObject(parent)
    , m_channel(descriptor, m_flushQueue)
{
    connect(&m_channel, &Channel::readyRead, this, &WorkerLink::readFrames);
    connect(&m_channel, &Channel::closed, this, [this] { end(&WorkerLink::closed); });
}

void WorkerLink::sendFrame(QByteArrayView frame)
{
    m_channel.append(frame);
    m_channel.flush();
    while (m_channel.pendingBytes() > 0 && m_channel.isOpen()) {
        pollfd link = {m_channel.descriptor(), POLLOUT, 0};
        poll(&link, 1, -1);
        m_channel.flush();
    }
}

bool WorkerLink::isCancelled()
{
    constexpr auto interval = std::chrono::milliseconds(1);
    const auto now = std::chrono::steady_clock::now();
    if (m_state == State::Running && now - m_lookedAt >= interval) {
        m_lookedAt = now;
        lookForCancel();
    }
    return m_state != State::Running;
}

// Frames stay where they are: whatever else has come is handled in its order, after the call.
void WorkerLink::lookForCancel()
{
    if (!m_channel.readNow())
        setState(State::Cancelled);
    QByteArrayView bytes = m_channel.readable();
    FrameScan scan = scanFrame(bytes);
    while (scan.status == FrameStatus::Complete) {
        if (scan.frame.type == quint8(MessageType::Cancel) && scan.frame.id == m_runningId)
            setState(State::Cancelled);
        bytes = bytes.sliced(scan.frame.bytes.size());
        scan = scanFrame(bytes);
    }
}

// Idle <-> Running -> Cancelled -> Idle; any -> Ended.
void WorkerLink::setState(State state)
{
    if (m_state != State::Ended)
        m_state = state;
}

void WorkerLink::readFrames()
{
    while (m_state == State::Idle) {
        const FrameScan scan = scanFrame(m_channel.readable());
        if (scan.status == FrameStatus::Malformed)
            return fail(QStringLiteral("The server sent a frame of an impossible size."));
        if (scan.status == FrameStatus::Incomplete)
            return;
        handle(scan.frame);
    }
}

void WorkerLink::handle(const Frame &frame)
{
    if (Wire::Call call; Wire::readCall(frame, call))
        return handleCall(frame);
    const auto message = Wire::parse(frame);
    if (!message)
        return fail(message.error().message());
    const quint64 id = frame.id;
    m_channel.consume(frame.bytes.size());
    if (std::holds_alternative<Wire::Ping>(*message))
        return send(id, Wire::Pong());
    if (std::holds_alternative<Wire::Goodbye>(*message))
        return end(&WorkerLink::goodbyeReceived);
    // A Cancel that comes here is of a call that has ended.
    if (!std::holds_alternative<Wire::Cancel>(*message))
        fail(QStringLiteral("The server sent a message of type %1, which is not for workers.")
                 .arg(frame.type));
}

// A running call reads on, which moves what was received.
void WorkerLink::handleCall(const Frame &frame)
{
    const QByteArray copy = frame.bytes.toByteArray();
    m_channel.consume(frame.bytes.size());
    const Frame copied = scanFrame(copy).frame;
    Wire::Call call;
    Wire::readCall(copied, call);
    deliver(ReceivedCall::from(copied.id, call));
}

void WorkerLink::deliver(const ReceivedCall &call)
{
    m_runningId = call.id;
    setState(State::Running);
    Q_EMIT callReceived(call);
    setState(State::Idle);
}

void WorkerLink::end(void (WorkerLink::*fact)())
{
    if (m_state == State::Ended)
        return;
    setState(State::Ended);
    Q_EMIT(this->*fact)();
}

void WorkerLink::fail(const QString &reason)
{
    setState(State::Ended);
    Q_EMIT broken(reason);
}

} // namespace Amp
