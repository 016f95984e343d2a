// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QObject>
#include <QTimer>

#include "core/dispatch/callrecord.h"
#include "core/dispatch/identities.h"
#include "core/net/channel.h"
#include "core/protocol/messages.h"
#include "server/monitorfeed.h"
#include "server/opencalls.h"
#include "server/sessionlimits.h"

namespace Amp {

class CommandTable;
class EventLog;
class PoolSet;
class ServerStats;

// One client connection: its frames in, its results out, and the calls that it has not got an
// answer to. When it ends, its calls are cancelled.
class Session : public QObject, private CallOwner, private Watcher
{
    Q_OBJECT

public:
    struct Context // of the server; outlives its sessions
    {
        PoolSet &pools;
        const CommandTable &commands;
        EventLog &log;
        const SessionLimits &limits;
        quint64 epoch = 0;
        ServerStats *stats = nullptr; // where it says who its calls are from
        MonitorFeed *feed = nullptr;  // to which it may subscribe
    };

    // Peer is how the log calls the client; address is its part of the identity.
    Session(std::unique_ptr<Channel> channel, QString peer, QByteArray address, Context context,
            QObject *parent = nullptr);
    ~Session() override;

    const QString &peer() const { return m_peer; }
    qsizetype openCalls() const { return m_calls.size(); }
    // After the greeting, which isOpen() tells.
    bool isOpen() const { return m_state == State::Open; }
    ClientActivity activity() const;

    // Sends a sentence and closes.
    void refuse(ErrorCode code, const QString &message);
    // Says Goodbye, so that the client knows that the server left on purpose, and closes: at once,
    // or when the client has read what is left of its results.
    void sayGoodbye(const QString &reason);
    void leave(const QString &reason);

Q_SIGNALS:
    void closed(); // nothing follows

private:
    enum class State {
        Greeting,
        Open,
        Leaving, // all is said, and closed() follows when the client has read it
        Closed
    };
    void setState(State state);
    void readFrames();
    bool receive(const Frame &frame, CallRecord::TimePoint now);
    void onChannelClosed(const QString &reason);
    void close(const QString &reason);
    void forgetCalls();
    void leaveFeed();

    void receive(const Frame &frame, const Wire::Hello &hello);
    void receive(const Frame &frame, const Wire::Call &call, CallRecord::TimePoint now);
    void receive(const Frame &frame, const Wire::Cancel &cancel);
    void receive(const Frame &frame, const Wire::Ping &ping);
    void receive(const Frame &frame, const Wire::Pong &pong);
    void receive(const Frame &frame, const Wire::Goodbye &goodbye);
    void receive(const Frame &frame, const Wire::Subscribe &subscribe);
    void receive(const Frame &frame, const Wire::Command &command);
    template <typename Message>
    void receive(const Frame &frame, const Message &message); // those that no client sends

    std::optional<Error> refusal(const Frame &frame, const Wire::Call &call) const;
    void introduce(const Wire::Hello &hello);
    void welcome();

    void callFinished(quint64 callId, const CallOutcome &outcome) override;
    void callProgressed(quint64 callId, const Wire::Progress &progress) override;
    void callPartReady(quint64 callId, QByteArrayView value) override;
    qsizetype unreadBytes() const override { return m_channel->pendingBytes(); }
    void sendFeed(QByteArrayView frame) override { sendFrame(frame); }

    template <typename Message>
    void send(quint64 id, const Message &message);
    void sendFrame(QByteArrayView head, QByteArrayView tail = {});
    void watchOutput();
    void closeIfRead();
    void logOutcome(quint64 callId, const CallOutcome &outcome);

    std::unique_ptr<Channel> m_channel;
    const QString m_peer;
    const QByteArray m_address;
    Context m_context;
    State m_state = State::Greeting;
    IdentityRef m_identity;
    OpenCalls m_calls;
    quint64 m_openBytes = 0;
    QByteArray m_outgoing; // reused for every frame that is written
    Feed::ClientRow m_row; // what does not change, and what it counts
    quint64 m_bytesIn = 0;
    quint64 m_bytesOut = 0;
    QTimer m_patience; // with the greeting, later with a client that does not read
};

} // namespace Amp
