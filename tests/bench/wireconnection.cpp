// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/wireconnection.h"

#include <cerrno>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QCoreApplication>

#include "core/protocol/messages.h"
#include "tests/bench/echoframes.h"
#include "tests/bench/relayframes.h"

namespace Amp::Bench {

namespace {

constexpr qsizetype inBytes = 1024 * 1024;
constexpr qsizetype leastFreeBytes = 128 * 1024; // for one read

Error systemError(const char *what)
{
    return {ErrorCode::NotConnected,
            QStringLiteral("%1 failed: %2.").arg(QLatin1StringView(what), qt_error_string(errno))};
}

std::unique_ptr<SocketFrames> makeFrames(const LoadOptions &options)
{
    if (options.path == LoadPath::Relay)
        return std::make_unique<RelayFrames>(options.payloadBytes);
    return std::make_unique<EchoFrames>(options.payloadBytes);
}

bool wouldBlock()
{
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

} // namespace

Result<std::unique_ptr<WireConnection>> WireConnection::open(const LoadOptions &options, int depth,
                                                             Measurement &measurement)
{
    std::unique_ptr<WireConnection> connection(new WireConnection(options, depth, measurement));
    if (const auto connected = connection->connectTo(options.port); !connected)
        return connected.error();
    if (options.path == LoadPath::Relay)
        return connection;
    if (const auto greeted = connection->greet(); !greeted)
        return greeted.error();
    return connection;
}

WireConnection::WireConnection(const LoadOptions &options, int depth, Measurement &measurement)
    : m_measurement(measurement)
    , m_frames(makeFrames(options))
    , m_slots(std::size_t(depth))
    , m_in(inBytes + 2 * options.payloadBytes, Qt::Uninitialized)
{
    for (std::size_t slot = m_slots.size(); slot-- > 0;) {
        m_slots[slot].id = slot;
        m_freeSlots.push_back(quint32(slot));
    }
}

WireConnection::~WireConnection()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<Done> WireConnection::connectTo(quint16 port)
{
    m_descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(m_descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return systemError("Connecting");
    const int on = 1;
    setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return Done();
}

Result<Done> WireConnection::greet()
{
    Wire::Hello hello;
    hello.program = "amp-bench";
    hello.pid = quint32(QCoreApplication::applicationPid());
    Wire::write(m_out, 0, hello);
    if (const auto sent = flush(); !sent)
        return sent;
    FrameScan answer = takeFrame();
    for (; answer.status == FrameStatus::Incomplete; answer = takeFrame()) {
        if (const auto filled = fill(); !filled)
            return filled;
    }
    if (answer.frame.type == quint8(MessageType::Welcome))
        return Done();
    return {ErrorCode::ProtocolError, QStringLiteral("The server did not answer with Welcome.")};
}

void WireConnection::setNonBlocking()
{
    fcntl(m_descriptor, F_SETFL, fcntl(m_descriptor, F_GETFL) | O_NONBLOCK);
}

void WireConnection::topUp()
{
    const auto now = Clock::now();
    for (; !m_freeSlots.empty(); m_freeSlots.pop_back()) {
        Slot &slot = m_slots[m_freeSlots.back()];
        slot.id += m_slots.size();
        slot.isBusy = true;
        slot.sentAt = now;
        m_frames->appendCall(m_out, slot.id);
    }
}

Result<Done> WireConnection::flush()
{
    while (pendingBytes() > 0) {
        const ssize_t sent =
            send(m_descriptor, m_out.constData() + m_sent, size_t(pendingBytes()), MSG_NOSIGNAL);
        if (sent < 0 && wouldBlock())
            return Done();
        if (sent < 0)
            return systemError("Sending");
        m_sent += sent;
    }
    m_out.resize(0);
    m_sent = 0;
    return Done();
}

Result<Done> WireConnection::receive()
{
    if (const auto filled = fill(); !filled)
        return filled;
    const auto now = Clock::now();
    for (FrameScan scan = takeFrame(); scan.status != FrameStatus::Incomplete; scan = takeFrame()) {
        if (scan.status == FrameStatus::Malformed)
            return {ErrorCode::ProtocolError, QStringLiteral("A reply is not a frame.")};
        if (const auto taken = takeReply(scan.frame, now); !taken)
            return taken;
    }
    return Done();
}

Result<Done> WireConnection::fill()
{
    if (m_in.size() - m_inEnd < leastFreeBytes) {
        std::copy(m_in.cbegin() + m_inBegin, m_in.cbegin() + m_inEnd, m_in.begin());
        m_inEnd -= std::exchange(m_inBegin, 0);
    }
    const ssize_t received =
        recv(m_descriptor, m_in.data() + m_inEnd, size_t(m_in.size() - m_inEnd), 0);
    if (received < 0 && wouldBlock())
        return Done();
    if (received < 0)
        return systemError("Receiving");
    if (received == 0)
        return {ErrorCode::ConnectionLost, QStringLiteral("The server closed the connection.")};
    m_inEnd += received;
    return Done();
}

// The frame's bytes stay valid until fill().
FrameScan WireConnection::takeFrame()
{
    const FrameScan scan =
        m_frames->scan(QByteArrayView(m_in.constData() + m_inBegin, m_inEnd - m_inBegin));
    if (scan.status != FrameStatus::Complete)
        return scan;
    m_inBegin += scan.frame.bytes.size();
    if (m_inBegin == m_inEnd)
        m_inBegin = m_inEnd = 0;
    return scan;
}

Result<Done> WireConnection::takeReply(const Frame &frame, Clock::time_point now)
{
    if (const auto checked = m_frames->checkReply(frame); !checked)
        return checked;
    const auto number = quint32(frame.id % m_slots.size());
    Slot &slot = m_slots[number];
    if (!slot.isBusy || slot.id != frame.id)
        return {ErrorCode::ProtocolError,
                QStringLiteral("Call %1 was answered twice or never made.").arg(frame.id)};
    slot.isBusy = false;
    m_freeSlots.push_back(number);
    m_measurement.addCall(now - slot.sentAt);
    return Done();
}

} // namespace Amp::Bench
