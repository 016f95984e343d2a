// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/connector.h"

#include <QtNetwork/qlocalsocket.h>
#include <QtNetwork/qnetworkproxy.h>
#include <QtNetwork/qtcpsocket.h>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <poll.h>

#include "core/net/descriptorchannel.h"
#else
#include "core/net/devicechannel.h"
#endif

#include "core/net/keepalive.h"

namespace Amp {

Connector::Connector(const Address &address, FlushQueue &flushQueue, QObject *parent)
    : QObject(parent)
    , m_address(address)
    , m_flushQueue(flushQueue)
{}

Connector::~Connector() = default;

template <typename Socket>
Socket *Connector::adopt(Socket *socket)
{
    m_socket.reset(socket);
    connect(socket, &Socket::connected, this, [this, socket] { finish(socket); });
    connect(socket, &Socket::errorOccurred, this, [this, socket] {
        const QString reason = socket->errorString();
        m_socket.reset();
        Q_EMIT failed(reason);
    });
    return socket;
}

void Connector::start()
{
    if (m_address.kind == Address::Kind::Local) {
        adopt(new QLocalSocket)->connectToServer(m_address.localName);
    } else {
        auto *socket = adopt(new QTcpSocket);
        // A job server is reached directly, whatever the program's web requests go through.
        socket->setProxy(QNetworkProxy::NoProxy);
        socket->connectToHost(m_address.host, m_address.port);
    }
}

#ifdef Q_OS_UNIX

// The raw descriptor is what DescriptorChannel needs. Closing Qt's socket leaves its duplicate
// open.
template <typename Socket>
void Connector::finish(Socket *socket)
{
    const int descriptor = fcntl(int(socket->socketDescriptor()), F_DUPFD_CLOEXEC, 0);
    socket->disconnect(this);
    // The socket lives until the next event; it must not read what now belongs to the channel.
    socket->abort();
    m_socket.reset();
    if (descriptor < 0) {
        Q_EMIT failed(qt_error_string());
        return;
    }
    enableKeepAlive(descriptor);
    m_descriptor = descriptor;
    Q_EMIT connected(new DescriptorChannel(descriptor, m_flushQueue));
}

void Connector::waitForBytes(std::chrono::milliseconds timeout, bool orForRoom)
{
    const auto events = short(orForRoom ? POLLIN | POLLOUT : POLLIN);
    pollfd awaited = {m_descriptor, events, 0};
    poll(&awaited, 1, int(timeout.count()));
}

#else

template <typename Socket>
void Connector::finish(Socket *socket)
{
    socket->disconnect(this);
    m_device = socket;
    Q_EMIT connected(new DeviceChannel(m_socket.release(), m_flushQueue));
}

void Connector::waitForBytes(std::chrono::milliseconds timeout, bool)
{
    if (m_device)
        m_device->waitForReadyRead(int(timeout.count()));
}

#endif

void Connector::wait(std::chrono::milliseconds timeout)
{
    const int milliseconds = int(timeout.count());
    if (auto *tcp = qobject_cast<QTcpSocket *>(m_socket.get()))
        tcp->waitForConnected(milliseconds);
    else if (auto *local = qobject_cast<QLocalSocket *>(m_socket.get()))
        local->waitForConnected(milliseconds);
}

} // namespace Amp
