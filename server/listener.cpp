// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/listener.h"

#include <chrono>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QLocalSocket>
#include <QtEndian>

namespace Amp {

using namespace std::chrono_literals;

namespace {

constexpr int backlog = 1024;       // clients that come back together after a restart
constexpr auto acceptRetry = 100ms; // after the descriptors ran out

QHostAddress peerAddress(int descriptor, quint16 &port)
{
    sockaddr_storage storage = {};
    socklen_t size = sizeof(storage);
    if (::getpeername(descriptor, reinterpret_cast<sockaddr *>(&storage), &size) != 0)
        return {};
    port = storage.ss_family == AF_INET6
               ? qFromBigEndian(reinterpret_cast<const sockaddr_in6 &>(storage).sin6_port)
               : qFromBigEndian(reinterpret_cast<const sockaddr_in &>(storage).sin_port);
    return QHostAddress(reinterpret_cast<const sockaddr *>(&storage));
}

QString nameOf(const QHostAddress &host, quint16 port)
{
    const bool v6 = host.protocol() == QAbstractSocket::IPv6Protocol;
    return (v6 ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2"))
        .arg(host.toString())
        .arg(port);
}

class TcpListener final : public Listener
{
public:
    explicit TcpListener()
        : m_server(*this)
    {
        m_server.setListenBacklogSize(backlog);
        m_retry.setSingleShot(true);
        connect(&m_retry, &QTimer::timeout, &m_server, &QTcpServer::resumeAccepting);
        connect(&m_server, &QTcpServer::acceptError, this, [this] {
            // Qt stops accepting here and never goes on by itself.
            m_server.pauseAccepting();
            m_retry.start(acceptRetry);
            Q_EMIT acceptFailed(m_server.errorString());
        });
    }

    Result<Done> listen(const Address &address)
    {
        const Result<QHostAddress> host = address.listenAddress();
        if (!host)
            return host.error();
        if (!m_server.listen(*host, address.port)) {
            return {ErrorCode::NotConnected,
                    QStringLiteral("Cannot listen on %1: %2. %3")
                        .arg(address.toString(), m_server.errorString(), advice())};
        }
        m_server.pauseAccepting();
        return Done();
    }

    void accept() override { m_server.resumeAccepting(); }

    QString name() const override
    {
        return nameOf(m_server.serverAddress(), m_server.serverPort());
    }

    bool isReachableFromOutside() const override { return !isLoopback(m_server.serverAddress()); }

private:
    QString advice() const
    {
        switch (m_server.serverError()) {
        case QAbstractSocket::AddressInUseError:
            return QStringLiteral("Choose another port, or stop the program that has it.");
        case QAbstractSocket::SocketAccessError:
            return QStringLiteral("Choose a port above 1023.");
        default:
            return QStringLiteral("Choose an address that this machine has.");
        }
    }

    class Server final : public QTcpServer
    {
    public:
        explicit Server(TcpListener &listener)
            : m_listener(listener)
        {}

    protected:
        void incomingConnection(qintptr descriptor) override
        {
            quint16 port = 0;
            const QHostAddress host = peerAddress(int(descriptor), port);
            Q_EMIT m_listener.connected(
                {int(descriptor), nameOf(host, port), host.toString().toUtf8(), isLoopback(host)});
        }

    private:
        TcpListener &m_listener;
    };

    Server m_server;
    QTimer m_retry;
};

class LocalListener final : public Listener
{
public:
    LocalListener()
        : m_server(*this)
    {
        m_server.setListenBacklogSize(backlog);
        m_server.setSocketOptions(QLocalServer::UserAccessOption);
    }

    ~LocalListener() override
    {
        for (const Connection &connection : m_early)
            ::close(connection.descriptor);
    }

    Result<Done> listen(const Address &address)
    {
        m_name = address.toString();
        if (isAlive(address)) {
            return {ErrorCode::NotConnected,
                    QStringLiteral("Cannot listen on %1: another server answers there. Stop it, or "
                                   "choose another name.")
                        .arg(m_name)};
        }
        QLocalServer::removeServer(address.localName); // of a server that ended without tidying up
        if (!m_server.listen(address.localName)) {
            return {ErrorCode::NotConnected,
                    QStringLiteral("Cannot listen on %1: %2.").arg(m_name, m_server.errorString())};
        }
        return Done();
    }

    void accept() override
    {
        m_accepting = true;
        for (const Connection &connection : std::exchange(m_early, {}))
            Q_EMIT connected(connection);
    }

    QString name() const override { return m_name; }
    bool isReachableFromOutside() const override { return false; }

private:
    class Server final : public QLocalServer
    {
    public:
        explicit Server(LocalListener &listener)
            : m_listener(listener)
        {}

    protected:
        void incomingConnection(quintptr descriptor) override
        {
            const Connection connection{int(descriptor), m_listener.m_name,
                                        m_listener.m_name.toUtf8(), true};
            if (m_listener.m_accepting)
                Q_EMIT m_listener.connected(connection);
            else
                m_listener.m_early.push_back(connection);
        }

    private:
        LocalListener &m_listener;
    };

    static bool isAlive(const Address &address)
    {
        QLocalSocket probe;
        probe.connectToServer(address.localName);
        return probe.state() != QLocalSocket::UnconnectedState;
    }

    QString m_name;
    bool m_accepting = false;
    std::vector<Connection> m_early; // QLocalServer cannot pause
    Server m_server;
};

template <typename L>
Result<std::unique_ptr<Listener>> listenWith(const Address &address)
{
    auto listener = std::make_unique<L>();
    if (const Result<Done> done = listener->listen(address); !done)
        return done.error();
    return std::unique_ptr<Listener>(std::move(listener));
}

} // namespace

Result<std::unique_ptr<Listener>> Listener::listen(const Address &address)
{
    return address.kind == Address::Kind::Local ? listenWith<LocalListener>(address)
                                                : listenWith<TcpListener>(address);
}

} // namespace Amp
