// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <memory>
#include <unordered_map>

#include <QtCore/qtimer.h>

#include "client/backoff.h"
#include "client/connectionsettings.h"
#include "client/heartbeat.h"
#include "client/sentcalls.h"
#include "core/net/channel.h"
#include "core/net/connector.h"
#include "core/protocol/messages.h"

namespace Amp {

class FlushQueue;

// The connection to one address: it greets, keeps the server's window, notices when the server is
// gone, and connects again after a pause. What its messages mean for calls is its owner's business.
//
// The owner must not delete it inside of its signals, and runs no user code there, turnEnded()
// apart.
class ServerConnection : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Disconnected, // -> Connecting by open()
        Connecting,   // -> Greeting when the address answers; -> Waiting or Disconnected if not
        Greeting,     // -> Connected by Welcome; -> Waiting or Disconnected by anything else
        Connected,    // -> Waiting or Disconnected when the connection ends
        Waiting       // -> Connecting after a pause
    };                // close() leads from any state to Disconnected

    using Request = std::function<void(const Result<QVariant> &)>;
    using ResultHandler = std::function<void(CallId id, const Wire::Result &message)>;

    ServerConnection(const Address &address, const ConnectionSettings &settings,
                     FlushQueue &flushQueue, QObject *parent = nullptr);
    ~ServerConnection() override;

    // Who is told of results instead of by received(): they are by far the most messages. The
    // handler follows the rules of the signals.
    void setResultHandler(ResultHandler handler) { m_onResult = std::move(handler); }

    void open();
    // Takes leave. No signal follows; requests end with ConnectionLost.
    void close();
    // Goes on without waiting for the event loop, for at most the given time.
    void waitForProgress(std::chrono::milliseconds timeout);

    // Ends a pause between attempts.
    void retryNow();

    State state() const { return m_state; }
    bool isConnected() const { return m_state == State::Connected; }
    const Address &address() const { return m_address; }

    // What is left of the pause before the next attempt; zero in any other state.
    std::chrono::milliseconds remainingPause() const;
    // The server has said that it does not take this client, and trying again will not help.
    bool isRefusedForGood() const { return m_refusedForGood; }

    // Of the server, valid while connected.
    quint32 maxPayloadBytes() const { return m_maxPayloadBytes; }
    SentCalls &sent() { return m_sent; }
    const SentCalls &sent() const { return m_sent; }

    // All of these while connected only.
    // Leaves the frame where it is if the call must not be sent again.
    void sendCall(PendingCall &call);
    void sendCancel(CallId id);
    void sendPing(Request answered); // null value
    void sendCommand(QByteArrayView verb, const QVariantList &arguments, Request answered);
    // The id that Snapshots and Deltas will have.
    quint64 sendSubscribe(quint32 topics, std::chrono::milliseconds interval);

Q_SIGNALS:
    void welcomed();                           // has become Connected
    void attemptFailed(const QString &reason); // was Connecting or Greeting; names the address
    void lost(const QString &reason);          // was Connected; names the address
    // About calls, other than Results, or what was subscribed to.
    void received(quint64 id, const Amp::Wire::Message &message);
    void receivedAll(); // after the last received() of a turn
    // Around all others that come of one reading in the event loop. The second is the last thing
    // that the event does.
    void turnBegan();
    void turnEnded();

private:
    enum class Retry { Soon, Late };
    struct MessageHandler;

    void setState(State state);
    void greet(Channel *channel);
    void waitForMessages(std::chrono::milliseconds timeout);
    void readWithoutEventLoop();
    void onTimer();

    // The end of an attempt or of a connection. What follows such a call must not touch the
    // channel.
    void fail(const QString &reason, Retry retry = Retry::Soon);
    void failForeign(QByteArrayView bytes);
    void rejectFrame(QByteArrayView bytes, const QString &why);
    void onClosed(const QString &reason);
    void leave();
    void endRequests(const QString &reason);

    void onReadyRead();
    void readFrames();
    bool handleNext(QByteArrayView bytes, qsizetype &used);
    void handleGreeting(const Wire::Message &message, const Frame &frame);
    void welcome(const Wire::Welcome &message);
    void refuse(const Wire::Refuse &message);
    void handleMessage(quint64 id, const Wire::Message &message);
    void answer(quint64 id, const Result<QVariant> &result);
    void onSilence();

    template <typename M>
    void send(quint64 id, const M &message);
    quint64 addRequest(Request &&answered);

    const Address m_address;
    const ConnectionSettings &m_settings;
    FlushQueue &m_flushQueue;
    const QString m_name; // of the address, for sentences
    State m_state = State::Disconnected;

    std::unique_ptr<Connector> m_connector; // while Connecting, Greeting and Connected
    std::unique_ptr<Channel> m_channel;     // while Greeting and Connected
    QTimer m_timer;                         // the end of an attempt, or of a pause
    Backoff m_backoff;
    Heartbeat m_heartbeat;

    ResultHandler m_onResult;
    SentCalls m_sent;
    quint32 m_maxPayloadBytes = 0;
    std::unordered_map<quint64, Request> m_requests; // pings and commands
    quint64 m_lastRequest = 0;
    bool m_isSubscribed = false; // to what the server tells at least once a second
    bool m_refusedForGood = false;
};

} // namespace Amp
