// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/descriptorchannel.h"

#include <cerrno>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace Amp {

namespace {

#ifdef MSG_NOSIGNAL
constexpr int sendFlags = MSG_NOSIGNAL;
#else
constexpr int sendFlags = 0; // macOS: SO_NOSIGPIPE says it for the whole socket
#endif

void prepare(int descriptor)
{
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    // Bytes are gathered here, so the kernel need not wait for more. Other sockets refuse it.
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef SO_NOSIGPIPE
    setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

bool isLocalSocket(int descriptor)
{
    sockaddr_storage address = {};
    socklen_t length = sizeof address;
    return getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &length) == 0 &&
           address.ss_family == AF_UNIX;
}

bool wouldBlock(int errorNumber)
{
    return errorNumber == EAGAIN || errorNumber == EWOULDBLOCK;
}

iovec vectorOf(QByteArrayView bytes)
{
    return {const_cast<char *>(bytes.data()), size_t(bytes.size())};
}

QString sentence(int errorNumber)
{
    return QStringLiteral("The connection failed: %1.").arg(qt_error_string(errorNumber));
}

} // namespace

DescriptorChannel::DescriptorChannel(int descriptor, FlushQueue &flushQueue, QObject *parent)
    : Channel(flushQueue, parent)
    , m_descriptor(descriptor)
    , m_readNotifier(descriptor, QSocketNotifier::Read)
{
    prepare(m_descriptor);
    connect(&m_readNotifier, &QSocketNotifier::activated, this, &DescriptorChannel::onReadable);
}

DescriptorChannel::~DescriptorChannel()
{
    if (isOpen())
        releaseDescriptor();
}

void DescriptorChannel::setReadPaused(bool paused)
{
    if (isOpen())
        m_readNotifier.setEnabled(!paused);
}

bool DescriptorChannel::readNow()
{
    if (!isOpen())
        return false;
    ReadOutcome outcome;
    do
        outcome = readOnce();
    while (outcome == ReadOutcome::Bytes);
    return outcome == ReadOutcome::Nothing;
}

void DescriptorChannel::onReadable()
{
    switch (readOnce()) {
    case ReadOutcome::Nothing:
        return;
    case ReadOutcome::Bytes:
        Q_EMIT readyRead();
        return;
    case ReadOutcome::End:
        releaseDescriptor();
        Q_EMIT closed(QString(m_failure)); // a copy: the first slot may delete the channel
        return;
    }
}

// The overflow lies on the stack, so that the buffer grows by what arrives and not by what might.
DescriptorChannel::ReadOutcome DescriptorChannel::readOnce()
{
    char overflow[readAtOnceBytes];
    const qsizetype tailBytes = std::min(m_in.tailBytes(), readAtOnceBytes);
    const iovec parts[] = {{m_in.tail(), size_t(tailBytes)},
                           {overflow, size_t(readAtOnceBytes - tailBytes)}};
    ssize_t bytes;
    do
        bytes = readv(m_descriptor, parts, 2);
    while (bytes < 0 && errno == EINTR);

    if (bytes <= 0)
        return endOrNothing(bytes < 0 ? errno : 0);
    m_in.commit(std::min(qsizetype(bytes), tailBytes));
    if (bytes > tailBytes)
        m_in.append({overflow, bytes - tailBytes});
    return ReadOutcome::Bytes;
}

DescriptorChannel::ReadOutcome DescriptorChannel::endOrNothing(int errorNumber)
{
    if (wouldBlock(errorNumber))
        return ReadOutcome::Nothing;
    if (!m_out.isEmpty() || (errorNumber == ECONNRESET && isLocalSocket(m_descriptor)))
        m_peerLeftBytesUnread = true;
    if (m_failure.isEmpty())
        m_failure = errorNumber == 0 ? QStringLiteral("The peer closed the connection.")
                                     : sentence(errorNumber);
    return ReadOutcome::End;
}

void DescriptorChannel::enqueue(QByteArrayView bytes)
{
    if (!m_failure.isEmpty())
        return;
    // A large frame goes out from where it is: only what the system does not take is copied.
    if (!isWriteBlocked() && m_out.size() + bytes.size() >= flushAtBytes)
        write(bytes);
    else
        m_out.append(bytes);
}

void DescriptorChannel::flush()
{
    if (isOpen() && !m_out.isEmpty())
        write({});
}

// Writes what is pending and then the given bytes; what is left of both becomes pending.
void DescriptorChannel::write(QByteArrayView bytes)
{
    while (m_out.size() + bytes.size() > 0) {
        const qsizetype sent = sendOnce(bytes);
        if (sent < 0)
            break;
        const qsizetype sentOfPending = std::min(sent, m_out.size());
        m_out.consume(sentOfPending);
        bytes = bytes.sliced(sent - sentOfPending);
    }
    if (m_failure.isEmpty())
        m_out.append(bytes);
    if (!m_out.isEmpty())
        awaitWritable();
}

// How much the system took; -1 when it takes nothing now or, with m_failure set, ever.
qsizetype DescriptorChannel::sendOnce(QByteArrayView bytes)
{
    iovec parts[] = {vectorOf(m_out.view()), vectorOf(bytes)};
    msghdr message = {};
    message.msg_iov = m_out.isEmpty() ? parts + 1 : parts;
    message.msg_iovlen = m_out.isEmpty() || bytes.isEmpty() ? 1 : 2;
    ssize_t sent;
    do
        sent = sendmsg(m_descriptor, &message, sendFlags);
    while (sent < 0 && errno == EINTR);

    if (sent < 0 && !wouldBlock(errno))
        failWriting(errno);
    return sent;
}

// The read side is left to report the end: what the peer sent before it is still to be read.
void DescriptorChannel::failWriting(int errorNumber)
{
    m_failure = sentence(errorNumber);
    m_peerLeftBytesUnread = true; // at least those that were to be written
    m_out.clear();
    shutdown(m_descriptor, SHUT_RDWR);
}

void DescriptorChannel::awaitWritable()
{
    if (!m_writeNotifier) {
        m_writeNotifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Write);
        connect(m_writeNotifier.get(), &QSocketNotifier::activated, this,
                &DescriptorChannel::onWritable);
    }
    m_writeNotifier->setEnabled(true);
}

bool DescriptorChannel::isWriteBlocked() const
{
    return m_writeNotifier && m_writeNotifier->isEnabled();
}

void DescriptorChannel::onWritable()
{
    flush();
    if (!m_out.isEmpty())
        return;
    m_writeNotifier->setEnabled(false);
    Q_EMIT drained();
}

void DescriptorChannel::close()
{
    if (!isOpen())
        return;
    flush();
    releaseDescriptor();
}

// Notifiers first: the number may belong to another connection as soon as it is closed.
void DescriptorChannel::releaseDescriptor()
{
    m_readNotifier.setEnabled(false);
    if (m_writeNotifier)
        m_writeNotifier->setEnabled(false);
    ::close(m_descriptor);
    m_descriptor = -1;
    m_out.clear();
}

} // namespace Amp
