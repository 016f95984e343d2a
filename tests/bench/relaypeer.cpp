// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/relaypeer.h"

#include <cerrno>

#include <sys/socket.h>
#include <unistd.h>

namespace Amp::Bench {

namespace {

constexpr qsizetype largeBytes = 8 * 1024; // worth a system call more than a copy

} // namespace

RelayPeer::RelayPeer(int socket)
    : m_socket(socket)
{}

RelayPeer::~RelayPeer()
{
    ::close(m_socket);
}

bool RelayPeer::receive()
{
    const ssize_t got = recv(m_socket, m_in.reserve(RelayBuffer::bytesPerRead),
                             RelayBuffer::bytesPerRead, MSG_DONTWAIT);
    if (got > 0)
        m_in.commit(got);
    return got > 0 || (got < 0 && errno == EAGAIN);
}

void RelayPeer::send(QByteArrayView frame)
{
    if (frame.size() >= largeBytes && !waitsForSpace) {
        flush();
        if (!hasOutput())
            frame = frame.sliced(write(frame));
    }
    m_out.append(frame);
}

void RelayPeer::flush()
{
    m_out.take(write(m_out.view()));
}

// A peer that has gone is noticed when it is read from.
qsizetype RelayPeer::write(QByteArrayView bytes)
{
    const ssize_t written =
        ::send(m_socket, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    return std::max<ssize_t>(written, 0);
}

} // namespace Amp::Bench
