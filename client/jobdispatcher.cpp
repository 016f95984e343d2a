// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/jobdispatcher.h"

#include "client/jobdispatcher_p.h"

namespace Amp {

JobDispatcher::JobDispatcher(QObject *parent)
    : Dispatcher(parent)
    , d(std::make_unique<Private>(this))
{}

JobDispatcher::~JobDispatcher() = default;

void JobDispatcher::connectToServer(QAnyStringView address)
{
    d->connectToServer(address.toString());
}

void JobDispatcher::disconnectFromServer()
{
    d->disconnectFromServers();
}

JobDispatcher::State JobDispatcher::state() const
{
    return d->state();
}

bool JobDispatcher::waitForConnected(Milliseconds timeout)
{
    return d->waitForConnected(timeout);
}

void JobDispatcher::setReconnect(bool on)
{
    d->settings.reconnect = on;
}

void JobDispatcher::setReconnectDelay(Milliseconds first, Milliseconds maximum)
{
    d->settings.firstPause = first;
    d->settings.longestPause = maximum;
}

void JobDispatcher::setConnectTimeout(Milliseconds timeout)
{
    d->settings.connectTimeout = timeout;
}

void JobDispatcher::setLineLimits(qsizetype calls, qsizetype bytes)
{
    d->lineCalls = calls;
    d->lineBytes = bytes;
}

void JobDispatcher::setLineTimeout(Milliseconds timeout)
{
    d->lineTimeout = timeout;
    d->scheduleLine();
}

void JobDispatcher::setFailFast(bool on)
{
    d->failFast = on;
}

void JobDispatcher::setHeartbeat(Milliseconds period)
{
    d->settings.heartbeat = period;
}

void JobDispatcher::ping(QObject *context, PingCallback callback)
{
    using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::steady_clock;
    ServerConnection *server = d->leastBusy();
    const auto tell = d->queued(context, std::move(callback));
    if (!server) {
        tell(notConnected());
        return;
    }
    server->sendPing([tell, start = steady_clock::now()](const Result<QVariant> &answer) {
        if (answer)
            tell(duration_cast<microseconds>(steady_clock::now() - start));
        else
            tell(answer.error());
    });
}

void JobDispatcher::command(QObject *context, ReplyCallback callback, QByteArrayView verb,
                            const QVariantList &arguments)
{
    const auto tell = d->queued(context, std::move(callback));
    if (ServerConnection *server = d->leastBusy())
        server->sendCommand(verb, arguments, tell);
    else
        tell(notConnected());
}

void JobDispatcher::submit(CallRequest &request)
{
    d->submit(request);
}

void JobDispatcher::discover()
{
    d->discover();
}

void JobDispatcher::withdraw(CallId id)
{
    d->withdraw(id);
}

Dispatcher::Activity JobDispatcher::waitForActivity(CallId awaited, const QDeadlineTimer &deadline)
{
    d->waitForActivity(awaited, deadline);
    return Activity::LookAgain;
}

} // namespace Amp
