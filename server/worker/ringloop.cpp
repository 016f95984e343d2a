// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/worker/ringloop.h"

#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

#include <QCoreApplication>

namespace Amp {

namespace {

// The ring's time is that of the same clock.
std::uint64_t microseconds(RunClock::Time time)
{
    using Microseconds = std::chrono::duration<std::uint64_t, std::micro>;
    return std::chrono::duration_cast<Microseconds>(time.time_since_epoch()).count();
}

RingFrameKind kindOf(QByteArrayView frame)
{
    const auto type = MessageType(frame[Frame::sizeBytes]);
    return type == MessageType::Result || type == MessageType::Error ? RingFrameKind::Result
                                                                     : RingFrameKind::Interim;
}

} // namespace

RingLoop::Descriptors RingLoop::Descriptors::parse(const QByteArray &text)
{
    const QByteArrayList numbers = text.split(',');
    if (numbers.size() != 3)
        return {};
    return {numbers[0].toInt(), numbers[1].toInt(), numbers[2].toInt()};
}

RingLoop::RingLoop(RingMapping mapping, int bell, int socket, Autoloader &procedures,
                   AdaptiveSpin spin)
    : m_mapping(std::move(mapping))
    , m_ring(m_mapping.pages(), bell)
    , m_socket(socket)
    , m_procedures(procedures)
    , m_runner(*this)
    , m_spin(spin)
{}

Result<Done> RingLoop::run()
{
    RunClock &clock = m_runner.clock();
    for (;;) {
        if (const auto call = m_ring.next(microseconds(clock.now()))) {
            if (auto done = run(*call); !done)
                return done;
            continue;
        }
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        const bool goesOn = waitForCalls();
        clock.forget();
        if (!goesOn)
            return Done();
    }
}

// False when the server has said goodbye.
bool RingLoop::waitForCalls()
{
    // The server may be asleep over what it waits for.
    m_ring.announce();
    if (m_spin.until([this] { return m_ring.hasCalls(); }))
        return true;
    const auto begin = SpinPause::now();
    const bool goesOn = m_ring.wait();
    m_spin.slept(SpinPause::now() - begin);
    return goesOn;
}

Result<Done> RingLoop::run(const RingCall &call)
{
    if (m_ring.hasPaused())
        m_runner.clock().forget();
    if (call.data)
        return run(QByteArrayView(reinterpret_cast<const char *>(call.data), call.bytes));
    const Result<QByteArray> large = receiveLarge(qsizetype(call.bytes));
    return large ? run(QByteArrayView(*large)) : large.error();
}

Result<Done> RingLoop::run(QByteArrayView frame)
{
    const FrameScan scan = scanFrame(frame);
    if (scan.status != FrameStatus::Complete)
        return {ErrorCode::ProtocolError,
                QStringLiteral("The server sent a frame of an impossible size.")};
    Wire::Call call;
    if (!Wire::readCall(scan.frame, call))
        return {ErrorCode::ProtocolError,
                QStringLiteral("The server sent a message of type %1, which is not for workers.")
                    .arg(scan.frame.type)};
    m_runner.run(ReceivedCall::from(scan.frame.id, call), m_procedures.find(call.procedure));
    return Done();
}

void RingLoop::sendFrame(QByteArrayView frame)
{
    m_ring.publish(kindOf(frame), std::as_bytes(std::span(frame.data(), size_t(frame.size()))));
    if (m_ring.hasPaused())
        m_runner.clock().forget();
}

// Nothing else comes on the socket once the ring is in use.
Result<QByteArray> RingLoop::receiveLarge(qsizetype bytes) const
{
    QByteArray frame(bytes, Qt::Uninitialized);
    qsizetype received = 0;
    while (received < bytes) {
        const ssize_t count =
            ::recv(m_socket, frame.data() + received, size_t(bytes - received), 0);
        if (count > 0) {
            received += count;
        } else if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            pollfd socket = {m_socket, POLLIN, 0};
            ::poll(&socket, 1, -1);
        } else {
            return {ErrorCode::ConnectionLost,
                    QStringLiteral("The server has gone in the middle of a call.")};
        }
    }
    return frame;
}

} // namespace Amp
