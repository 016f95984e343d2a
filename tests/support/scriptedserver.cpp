// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/support/scriptedserver.h"

#include <QLocalSocket>
#include <QTcpSocket>
#include <QUuid>

#include "core/protocol/valuecodec.h"

namespace Amp {

ScriptedServer::ScriptedServer(Transport transport)
{
    if (transport == Transport::Tcp) {
        m_tcp = std::make_unique<QTcpServer>();
        connect(m_tcp.get(), &QTcpServer::newConnection, this,
                [this] { adopt(m_tcp->nextPendingConnection()); });
    } else {
        m_local = std::make_unique<QLocalServer>();
        m_localName = QStringLiteral("amp-test-") + QUuid::createUuid().toString(QUuid::Id128);
        connect(m_local.get(), &QLocalServer::newConnection, this,
                [this] { adopt(m_local->nextPendingConnection()); });
    }
    start();
}

void ScriptedServer::start()
{
    const bool listens =
        m_tcp ? m_tcp->listen(QHostAddress::LocalHost, m_port) : m_local->listen(m_localName);
    Q_ASSERT_X(listens, "ScriptedServer", "cannot listen");
    if (m_tcp)
        m_port = m_tcp->serverPort();
}

void ScriptedServer::stop()
{
    if (m_tcp)
        m_tcp->close();
    else
        m_local->close();
    cut();
}

void ScriptedServer::cut()
{
    if (!m_client)
        return;
    m_client->disconnect(this);
    m_client->close();
    m_client->deleteLater();
    m_client.clear();
    m_in.clear();
}

QString ScriptedServer::address() const
{
    return m_tcp ? QStringLiteral("127.0.0.1:%1").arg(m_port)
                 : QStringLiteral("local:%1").arg(m_localName);
}

void ScriptedServer::send(const QByteArray &bytes)
{
    if (!m_client)
        return;
    m_client->write(bytes);
    // At once, since the script may close the connection next.
    if (auto *tcp = qobject_cast<QTcpSocket *>(m_client.data()))
        tcp->flush();
}

QByteArray ScriptedServer::resultFrame(quint64 id, const QVariant &value)
{
    const QByteArray encoded = encodeValue(value).value();
    Wire::Result message;
    message.timing = {1500, 250, 4711};
    message.value = encoded;
    QByteArray frame;
    Wire::write(frame, id, message);
    return frame;
}

void ScriptedServer::succeed(quint64 id, const QVariant &value)
{
    send(resultFrame(id, value));
}

void ScriptedServer::fail(quint64 id, ErrorCode code, Execution execution, const QString &message)
{
    const QByteArray text = message.toUtf8();
    Wire::Error error;
    error.code = code;
    error.execution = execution;
    error.attempts = 1;
    error.message = text;
    sendMessage(id, error);
}

std::function<void(const ScriptedServer::ReceivedCall &)>
ScriptedServer::echo(ScriptedServer &server)
{
    return
        [&server](const ReceivedCall &call) { server.succeed(call.id, call.arguments.value(0)); };
}

Wire::Welcome ScriptedServer::defaultWelcome()
{
    Wire::Welcome message;
    message.windowCalls = 1000;
    message.windowBytes = 32 * 1024 * 1024;
    message.maxPayloadBytes = Limits::maxPayloadBytes;
    return message;
}

void ScriptedServer::adopt(QIODevice *client)
{
    cut();
    ++connections;
    m_client = client;
    connect(client, &QIODevice::readyRead, this, &ScriptedServer::read);
}

void ScriptedServer::read()
{
    m_in += m_client->readAll();
    for (;;) {
        const QByteArray bytes = m_in;
        const FrameScan scan = scanFrame(bytes);
        if (scan.status != FrameStatus::Complete)
            return;
        m_in.remove(0, scan.frame.bytes.size());
        handle(scan.frame);
    }
}

void ScriptedServer::handle(const Frame &frame)
{
    const Wire::Message message = Wire::parse(frame).value();
    if (std::holds_alternative<Wire::Hello>(message))
        greet();
    else if (const auto *call = std::get_if<Wire::Call>(&message))
        take(frame.id, *call);
    else if (std::holds_alternative<Wire::Cancel>(message))
        cancelled.append(frame.id);
    else if (std::holds_alternative<Wire::Goodbye>(message))
        ++goodbyes;
    else if (const auto *command = std::get_if<Wire::Command>(&message); command && onCommand)
        onCommand(frame.id, *command);
    else if (const auto *wish = std::get_if<Wire::Subscribe>(&message); wish && onSubscribe)
        onSubscribe(frame.id, *wish);
    else if (std::holds_alternative<Wire::Ping>(message)) {
        ++pings;
        if (answersPings)
            sendMessage(frame.id, Wire::Pong{});
    }
}

void ScriptedServer::greet()
{
    if (silent)
        return;
    if (!says.isEmpty())
        send(says);
    else if (refuse)
        sendMessage(0, *refuse);
    else
        sendMessage(0, welcome);
}

void ScriptedServer::take(quint64 id, const Wire::Call &call)
{
    ReceivedCall received;
    received.id = id;
    received.procedure = call.procedure.toByteArray();
    received.arguments = decodeArguments(call.arguments).value();
    received.priority = call.priority;
    received.idempotent = call.flags & Wire::Call::idempotentFlag;
    received.timeoutMs = call.timeoutMs;
    received.deadlineMs = call.deadlineMs;
    received.metadata = call.metadata.toByteArray();
    calls.append(received);
    if (onCall)
        onCall(received);
}

} // namespace Amp
