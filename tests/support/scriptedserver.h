// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QLocalServer>
#include <QPointer>
#include <QTcpServer>
#include <QVariantList>

#include "core/protocol/messages.h"

namespace Amp {

// A server that speaks frames and otherwise does what a test tells it: be silent, refuse, answer
// late or wrongly, cut the connection at any byte. It knows one client, the latest.
class ScriptedServer : public QObject
{
    Q_OBJECT

public:
    enum class Transport { Tcp, Local };

    struct ReceivedCall
    {
        quint64 id = 0;
        QByteArray procedure;
        QVariantList arguments;
        Priority priority = Priority::Normal;
        bool idempotent = false;
        quint32 timeoutMs = 0;
        quint32 deadlineMs = 0;
        QByteArray metadata;
    };

    explicit ScriptedServer(Transport transport = Transport::Tcp);

    // Listens, at the same address as before when it has listened before.
    void start();
    // Closes the connection and the listener.
    void stop();
    void cut();
    QString address() const;
    bool hasClient() const { return m_client && m_client->isOpen(); }

    void send(const QByteArray &bytes);
    template <typename M>
    void sendMessage(quint64 id, const M &message)
    {
        QByteArray frame;
        Wire::write(frame, id, message);
        send(frame);
    }
    void succeed(quint64 id, const QVariant &value);
    void fail(quint64 id, ErrorCode code, Execution execution, const QString &message);
    static QByteArray resultFrame(quint64 id, const QVariant &value);

    // The script.
    Wire::Welcome welcome = defaultWelcome();
    std::optional<Wire::Refuse> refuse;
    QByteArray says;     // sent instead of an answer to the greeting, if not empty
    bool silent = false; // takes connections and says nothing
    bool answersPings = true;
    std::function<void(const ReceivedCall &)> onCall; // by default calls are kept unanswered
    std::function<void(quint64 id, const Wire::Command &)> onCommand;
    std::function<void(quint64 id, const Wire::Subscribe &)> onSubscribe;

    // What happened.
    QList<ReceivedCall> calls;
    QList<quint64> cancelled;
    int connections = 0;
    int pings = 0;
    int goodbyes = 0;

    static std::function<void(const ReceivedCall &)> echo(ScriptedServer &server);

private:
    static Wire::Welcome defaultWelcome();

    void adopt(QIODevice *client);
    void read();
    void handle(const Frame &frame);
    void greet();
    void take(quint64 id, const Wire::Call &call);

    std::unique_ptr<QTcpServer> m_tcp;
    std::unique_ptr<QLocalServer> m_local;
    quint16 m_port = 0;
    QString m_localName;
    QPointer<QIODevice> m_client;
    QByteArray m_in;
};

} // namespace Amp
