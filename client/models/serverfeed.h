// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <QtCore/qanystringview.h>
#include <QtCore/qdatetime.h>
#include <QtCore/qobject.h>
#include <QtCore/qvariant.h>

#include <Amp/ClientGlobal>
#include <Amp/Feed>
#include <Amp/Result>

namespace Amp {

// What one server tells of itself, as it happens, for any program that shows it. It connects again
// when the connection is lost, and asks for everything anew when it has missed something, so that
// whoever applies all updates in order has the present.
//
//     ServerFeed feed;
//     WorkerModel workers;
//     QObject::connect(&feed, &ServerFeed::updated, &workers, &WorkerModel::apply);
//     feed.connectToServer("127.0.0.1:1337");
//
// It belongs to its thread, needs an event loop, and emits all signals from events of their own: a
// slot may do anything, also delete it.
class AMP_CLIENT_EXPORT ServerFeed : public QObject
{
    Q_OBJECT

public:
    using Milliseconds = std::chrono::milliseconds;
    using ReplyCallback = std::function<void(const Result<QVariant> &)>;

    enum class State {
        Disconnected,
        Connecting, // nothing has come yet, and no attempt has failed
        Live,
        Lost,  // was Connecting or Live; it goes on trying
        Failed // the server cannot be watched; nothing is tried any more
    };
    Q_ENUM(State)

    explicit ServerFeed(QObject *parent = nullptr);
    ~ServerFeed() override;

    // "HOST:PORT", "[IPv6]:PORT" or "local:NAME". Leaves the server before.
    void connectToServer(QAnyStringView address);
    // Takes leave. No signal follows; commands under way end with ConnectionLost.
    void disconnectFromServer();
    // Ends the pause before the next attempt.
    void retryNow();

    State state() const;
    // Bytes of updates received so far, from whichever server.
    quint64 bytesReceived() const;

    // What to be told of. Default: everything. Topics that nobody looks at are best left out.
    void setTopics(Feed::Topics topics);
    // The shortest time between two updates, 100 ms (the default) to 10 s.
    void setInterval(Milliseconds interval);

    // Operates the server; the verbs are those of the protocol's table of commands. The callback
    // runs once, later, unless context is destroyed first. Error: what the server says,
    // NotConnected or ConnectionLost.
    void command(QObject *context, ReplyCallback callback, QByteArrayView verb,
                 const QVariantList &arguments = {});

Q_SIGNALS:
    void connected(); // has become Live; updated() follows
    void updated(const Amp::Feed::Update &update);
    // Again for each attempt that fails. The reason is a sentence that names the address.
    void lost(const QString &reason, const QDateTime &retryAt);
    void failed(const QString &reason);

private:
    class Private;

    std::unique_ptr<Private> d;
};

} // namespace Amp
