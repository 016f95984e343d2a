// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <QtCore/qanystringview.h>
#include <QtCore/qstring.h>

#include <Amp/ClientGlobal>
#include <Amp/Dispatcher>
#include <Amp/Result>

namespace Amp {

// Sends calls to one or several AMP servers and keeps the connections to them up.
//
// Calls made before a connection is up wait in line, and so do calls beyond the window that a
// server announces. Each goes to the connected server that has the fewest calls of this dispatcher.
// When a connection ends, calls that were sent on it end at once with ConnectionLost and
// Execution::Unknown, except idempotent ones, which are sent again, up to three times in all; calls
// that were not sent stay in line.
//
// Besides what Dispatcher says of every call, the bounds of this one are:
//   TooBusy       the line is full (setLineLimits)
//   TooLarge      the arguments exceed what the server, or else the protocol, takes
//   NotConnected  no connection within the line's time limit (setLineTimeout), or failFast()
//   Expired       its deadline() passed in line
//
// Call::waitForFinished() and callAndWait() run no event loop; they connect, send and reconnect as
// ever. A call that they wait for ends with NotConnected when connectToServer() was not called.
class AMP_CLIENT_EXPORT JobDispatcher : public Dispatcher
{
    Q_OBJECT

public:
    using Milliseconds = std::chrono::milliseconds;
    using ReplyCallback = std::function<void(const Result<QVariant> &)>;
    using PingCallback = std::function<void(const Result<std::chrono::microseconds> &)>;

    enum class State {
        Disconnected, // no server is connected or being tried
        Connecting,   // none is connected; at least one is being tried, or will be after a pause
        Connected     // at least one is connected
    };
    Q_ENUM(State)

    explicit JobDispatcher(QObject *parent = nullptr);
    // Takes leave of the servers, which cancels what is unfinished.
    ~JobDispatcher() override;

    // Starts to connect to "HOST:PORT", "[IPv6]:PORT" or "local:NAME" and returns at once. May be
    // called for several servers; for an address that is already in use it does nothing.
    void connectToServer(QAnyStringView address);
    // Takes leave of all servers and forgets them. Calls that were sent end with Cancelled, those
    // in line with NotConnected. No disconnected() follows.
    void disconnectFromServer();

    State state() const;
    bool isConnected() const { return state() == State::Connected; }

    // Waits until a server is connected; false when the time is over or nothing is being tried any
    // more. For command-line programs: it blocks the thread. No event loop runs, so no slot, timer
    // or callback of the program runs either; signals and results follow from the event loop.
    bool waitForConnected(Milliseconds timeout = Milliseconds(5000));

    // Whether a failed attempt or a lost connection is followed by another attempt. On by default.
    // When it is off and the last attempt has failed, calls in line end with NotConnected.
    void setReconnect(bool on);
    // Pauses between attempts: random, up to a bound that doubles from first to maximum and returns
    // to first when a server has said Welcome. Default: 100 ms and 10 s. A server that refuses this
    // client for good (not permitted, another version) is asked again only at the maximum.
    void setReconnectDelay(Milliseconds first, Milliseconds maximum);

    // How long an attempt may take, from its start to the server's Welcome. Default: 5 s.
    void setConnectTimeout(Milliseconds timeout);

    // How much may wait in line; calls beyond end with TooBusy. Default: 10,000 calls, 64 MiB.
    void setLineLimits(qsizetype calls, qsizetype bytes);
    // How long a call waits while no server is connected before it ends with NotConnected.
    // Default: 45 s; zero: without end.
    void setLineTimeout(Milliseconds timeout);
    // Treats every call as if CallOptions::failFast() were set. Off by default.
    void setFailFast(bool on);

    // A server that owes answers and has been silent for this long is asked for a sign of life;
    // after three such periods in silence its connection is given up. Default: 15 s; zero: never.
    void setHeartbeat(Milliseconds period);

    // Asks the connected server with the fewest calls how long a message takes there and back.
    // The error is NotConnected or ConnectionLost. Dropped when context is destroyed first.
    void ping(QObject *context, PingCallback callback);

    // Operates a server, as amp-ctl does: the verbs are those of the protocol's table of commands.
    // Goes to the connected server with the fewest calls. Dropped when context is destroyed first.
    void command(QObject *context, ReplyCallback callback, QByteArrayView verb,
                 const QVariantList &arguments = {});

Q_SIGNALS:
    void connected();                             // state() has become Connected
    void disconnected(const QString &reason);     // state() is no longer Connected
    void connectionFailed(const QString &reason); // one attempt; the reason names the address

private:
    class Private;

    void submit(CallRequest &request) override;
    void withdraw(CallId id) override;
    void discover() override;
    Activity waitForActivity(CallId awaited, const QDeadlineTimer &deadline) override;

    std::unique_ptr<Private> d;
};

} // namespace Amp
