// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/serverfeed.h"

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>

#include "client/models/updatebatch.h"
#include "client/serverconnection.h"
#include "core/net/flushqueue.h"
#include "core/stats/feedcodec.h"

namespace Amp {

using namespace std::chrono_literals;

// Runs no user code: whatever is to be told is queued.
class ServerFeed::Private
{
public:
    explicit Private(ServerFeed *feed);

    void connectTo(const QString &text);
    void disconnect();
    void command(QObject *context, ReplyCallback &&callback, QByteArrayView verb,
                 const QVariantList &arguments);
    void subscribe();

    ConnectionSettings settings;
    FlushQueue flushQueue; // outlives the connection
    std::unique_ptr<ServerConnection> connection;
    State state = State::Disconnected;
    Feed::Topics topics = Feed::allTopics;
    Milliseconds interval{100};
    quint64 bytes = 0;

private:
    // Servers of before the feed hang up when they are asked; one that restarts may do so once.
    static constexpr int endsUntilTooOld = 2;

    void onLost(const QString &reason);
    void onReceived(quint64 id, const Wire::Message &message);
    template <typename M>
    void take(const M &message, bool continues);
    void accept(Feed::Update &&update);
    void fail(const QString &reason);
    void drain();
    void announceLost(const QString &reason);

    // Drops what was queued before the server was left.
    template <typename Function>
    void later(Function function)
    {
        const auto tell = [this, leaves = m_leaves, function = std::move(function)] {
            if (leaves == m_leaves)
                function();
        };
        QMetaObject::invokeMethod(q, tell, Qt::QueuedConnection);
    }

    ServerFeed *q;
    UpdateBatch m_batch;
    QTimer m_drainTimer;
    QElapsedTimer m_sinceDrain;
    quint64 m_subscription = 0; // the id of the latest Subscribe
    bool m_hasSnapshot = false; // has come for it
    quint64 m_sequence = 0;     // of the latest message
    quint64 m_epoch = 0;
    bool m_mayOperate = false;
    int m_endsBeforeSnapshot = 0; // of connections, in a row
    int m_leaves = 0;
};

ServerFeed::Private::Private(ServerFeed *feed)
    : q(feed)
{
    settings.longestPause = 5s;
    settings.heartbeat = 2s; // the server says something every second
    m_drainTimer.setSingleShot(true);
    m_drainTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_drainTimer, &QTimer::timeout, q, [this] { drain(); });
}

void ServerFeed::Private::connectTo(const QString &text)
{
    disconnect();
    const Result<Address> address = Address::parse(text, Address::Purpose::Connect);
    if (!address) {
        fail(address.error().message());
        return;
    }
    state = State::Connecting;
    connection = std::make_unique<ServerConnection>(*address, settings, flushQueue);
    const auto on = [this](auto signal, auto slot) {
        QObject::connect(connection.get(), signal, q, slot);
    };
    on(&ServerConnection::welcomed, [this] { subscribe(); });
    on(&ServerConnection::attemptFailed, [this](const QString &reason) { announceLost(reason); });
    on(&ServerConnection::lost, [this](const QString &reason) { onLost(reason); });
    on(&ServerConnection::received,
       [this](quint64 id, const Wire::Message &message) { onReceived(id, message); });
    connection->open();
}

void ServerFeed::Private::disconnect()
{
    ++m_leaves;
    connection.reset();
    m_batch.clear();
    m_drainTimer.stop();
    m_endsBeforeSnapshot = 0;
    state = State::Disconnected;
}

void ServerFeed::Private::subscribe()
{
    if (!connection || !connection->isConnected())
        return;
    m_subscription = connection->sendSubscribe(topics, interval);
    m_hasSnapshot = false;
}

// Ends

void ServerFeed::Private::onLost(const QString &reason)
{
    if (!m_hasSnapshot && ++m_endsBeforeSnapshot == endsUntilTooOld)
        fail(reason + QStringLiteral(" It was asked to tell of itself; a server of an older "
                                     "release cannot. Use the same release on both sides."));
    else
        announceLost(reason);
}

void ServerFeed::Private::announceLost(const QString &reason)
{
    if (connection->isRefusedForGood()) {
        fail(reason);
        return;
    }
    state = State::Lost;
    const auto retryAt =
        QDateTime::currentDateTime().addMSecs(connection->remainingPause().count());
    later([this, reason, retryAt] { Q_EMIT q->lost(reason, retryAt); });
}

// The connection may be in the middle of telling us, so that it is closed now and deleted later.
void ServerFeed::Private::fail(const QString &reason)
{
    state = State::Failed;
    if (connection)
        connection->close();
    later([this, reason] { Q_EMIT q->failed(reason); });
}

// Updates

void ServerFeed::Private::onReceived(quint64 id, const Wire::Message &message)
{
    if (id != m_subscription)
        return; // of what was subscribed to before
    if (const auto *snapshot = std::get_if<Wire::Snapshot>(&message))
        take(*snapshot, true);
    else if (const auto *delta = std::get_if<Wire::Delta>(&message); delta && m_hasSnapshot)
        take(*delta, delta->sequence == m_sequence + 1);
}

template <typename M>
void ServerFeed::Private::take(const M &message, bool continues)
{
    bytes += quint64(message.sections.size() + Frame::headerBytes);
    if (!continues) {
        subscribe();
        return;
    }
    Result<Feed::Update> update = Feed::decode(message);
    if (update)
        accept(std::move(update).value());
    else
        fail(QStringLiteral("%1 tells what this program cannot read: %2 Use the same release of "
                            "AMP on both sides.")
                 .arg(connection->address().toString(), update.error().message()));
}

void ServerFeed::Private::accept(Feed::Update &&update)
{
    m_sequence = update.sequence;
    if (update.isSnapshot) {
        m_hasSnapshot = true;
        m_epoch = update.epoch;
        m_mayOperate = update.mayOperate;
        m_endsBeforeSnapshot = 0;
        if (std::exchange(state, State::Live) != State::Live)
            later([this] { Q_EMIT q->connected(); });
    }
    update.epoch = m_epoch;
    update.mayOperate = m_mayOperate;
    m_batch.add(std::move(update));
    if (m_drainTimer.isActive())
        return;
    const auto since = m_sinceDrain.isValid() ? Milliseconds(m_sinceDrain.elapsed()) : interval;
    m_drainTimer.start(std::max(Milliseconds(0), interval - since));
}

void ServerFeed::Private::drain()
{
    m_sinceDrain.start();
    const QPointer<ServerFeed> alive(q);
    const int leaves = m_leaves;
    for (const Feed::Update &update : m_batch.take()) {
        Q_EMIT q->updated(update);
        if (!alive || leaves != m_leaves)
            return;
    }
}

// Commands

void ServerFeed::Private::command(QObject *context, ReplyCallback &&callback, QByteArrayView verb,
                                  const QVariantList &arguments)
{
    const auto tell = [q = q, context = QPointer<QObject>(context),
                       callback = std::move(callback)](const Result<QVariant> &result) {
        const auto run = [=] {
            if (context)
                callback(result);
        };
        QMetaObject::invokeMethod(q, run, Qt::QueuedConnection);
    };
    if (connection && connection->isConnected())
        connection->sendCommand(verb, arguments, tell);
    else
        tell({ErrorCode::NotConnected,
              QStringLiteral("Not connected: no command can be sent. Wait for the server.")});
}

// The class

ServerFeed::ServerFeed(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{}

ServerFeed::~ServerFeed() = default;

void ServerFeed::connectToServer(QAnyStringView address)
{
    d->connectTo(address.toString());
}

void ServerFeed::disconnectFromServer()
{
    d->disconnect();
}

void ServerFeed::retryNow()
{
    if (d->connection)
        d->connection->retryNow();
}

ServerFeed::State ServerFeed::state() const
{
    return d->state;
}

quint64 ServerFeed::bytesReceived() const
{
    return d->bytes;
}

void ServerFeed::setTopics(Feed::Topics topics)
{
    if (std::exchange(d->topics, topics) != topics)
        d->subscribe();
}

void ServerFeed::setInterval(Milliseconds interval)
{
    interval = std::clamp(interval, Milliseconds(100), Milliseconds(10'000));
    if (std::exchange(d->interval, interval) != interval)
        d->subscribe();
}

void ServerFeed::command(QObject *context, ReplyCallback callback, QByteArrayView verb,
                         const QVariantList &arguments)
{
    d->command(context, std::move(callback), verb, arguments);
}

} // namespace Amp
