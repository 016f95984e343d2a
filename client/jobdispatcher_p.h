// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <map>
#include <optional>
#include <vector>

#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>

#include "client/callline.h"
#include "client/connectionsettings.h"
#include "client/jobdispatcher.h"
#include "client/serverconnection.h"
#include "core/net/flushqueue.h"
#include "core/stats/feed.h"

namespace Amp {

// What a ping or a command without a connected server ends with.
Error notConnected();

// The line, the servers, and the choice between them. It runs no user code: whatever is to be told
// is queued, so that none of its functions has to expect that the world changed under it.
class JobDispatcher::Private
{
public:
    explicit Private(JobDispatcher *dispatcher);

    void connectToServer(const QString &text);
    void disconnectFromServers();
    bool waitForConnected(Milliseconds timeout);
    State state() const;

    void submit(CallRequest &request);
    void withdraw(CallId id);
    void discover();
    void waitForActivity(CallId awaited, const QDeadlineTimer &deadline);

    // The connected server with the fewest calls, or null.
    ServerConnection *leastBusy() const;
    void scheduleLine();

    // A callback that is dropped with its context and runs from an event of its own.
    template <typename T>
    std::function<void(const Result<T> &)> queued(QObject *context,
                                                  std::function<void(const Result<T> &)> callback)
    {
        return [q = q, context = QPointer<QObject>(context),
                callback = std::move(callback)](const Result<T> &result) {
            const auto tell = [=] {
                if (context)
                    callback(result);
            };
            QMetaObject::invokeMethod(q, tell, Qt::QueuedConnection);
        };
    }

    ConnectionSettings settings;
    qsizetype lineCalls = 10'000;
    qsizetype lineBytes = 64 * 1024 * 1024;
    Milliseconds lineTimeout{45'000};
    bool failFast = false;

private:
    using Clock = PendingCall::Clock;
    static constexpr int maxAttempts = 3;
    static constexpr Milliseconds longestTimer = std::chrono::hours(24);

    ServerConnection &addServer(const Address &address);
    void onWelcomed(ServerConnection &server);
    void onAttemptFailed(const QString &reason);
    void onLost(ServerConnection &server, const QString &reason);
    void settleLost(CallId id, SentCall &&call, const QString &reason);
    void giveUpIfNothingIsTried();
    QString whyNotConnected() const;

    void onReceived(ServerConnection &server, CallId id, const Wire::Message &message);
    void onResult(ServerConnection &server, CallId id, const Wire::Result &message);
    void onError(ServerConnection &server, CallId id, const Wire::Error &message);
    void onPart(CallId id, const Wire::Part &message);

    void askForProcedures(ServerConnection &server);
    void onTold(const ServerConnection &server, const Result<Feed::Update> &update);
    void forgetProcedures(const ServerConnection &server);
    void mergeProcedures();

    void sendLine();
    void send(ServerConnection &server, PendingCall &call);
    ServerConnection *serverFor(const PendingCall &call) const;
    template <typename Predicate>
    ServerConnection *leastBusyOf(Predicate suits) const;
    std::optional<Error> whyTooLarge(const PendingCall &call) const;
    std::optional<Error> whyNotInLine(const PendingCall &call) const;
    Clock::time_point whenLineGivesUp() const;
    void onLineTimer();

    // How far it came follows from how often it was sent.
    void end(CallId id, int attempts, ErrorCode code, const QString &message);
    void end(const PendingCall &call, ErrorCode code, const QString &message);
    void endAll(const std::vector<PendingCall> &calls, ErrorCode code, const QString &message);

    // Emits a signal from an event of its own, unless the dispatcher has left its servers by then.
    template <typename... Values>
    void announce(void (JobDispatcher::*signal)(Values...), std::decay_t<Values>... values)
    {
        const auto emitSignal = [this, signal, leaves = m_leaves, ... values = std::move(values)] {
            if (leaves == m_leaves)
                Q_EMIT(q->*signal)(values...);
        };
        QMetaObject::invokeMethod(q, emitSignal, Qt::QueuedConnection);
    }

    JobDispatcher *q;
    FlushQueue m_flushQueue;
    CallLine m_line;
    std::vector<std::unique_ptr<ServerConnection>> m_servers;
    std::map<const ServerConnection *, QList<ProcedureDescription>> m_procedures; // as far as told
    QTimer m_lineTimer;
    Clock::time_point m_lineTimerDue = Clock::time_point::max();
    Clock::time_point m_unconnectedSince;
    QString m_lastFailure; // why there is no connection
    int m_leaves = 0;      // disconnectFromServers() so far: news from before are dropped
};

} // namespace Amp
