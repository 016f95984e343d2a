// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <map>
#include <memory>

#include <QObject>
#include <QTimer>

#include "server/feedview.h"

namespace Amp {

// Somebody who has subscribed to a server: a session.
class Watcher
{
public:
    // Bytes that it was sent and has not read.
    [[nodiscard]] virtual qsizetype unreadBytes() const = 0;
    virtual void sendFeed(QByteArrayView frame) = 0;

protected:
    ~Watcher() = default;
};

// Tells those who watch the server about it. Watchers with the same interval are told at the same
// moments, and what they are told is made once. Whoever does not read misses ticks, costs nothing
// meanwhile, and begins anew with a snapshot.
//
// The history goes on without watchers, by one point a second.
class MonitorFeed : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype maxUnreadBytes = 128 * 1024;

    MonitorFeed(ServerRows::Sources sources, quint64 epoch, QObject *parent = nullptr);
    ~MonitorFeed() override;

    // A snapshot follows soon. It replaces what the watcher has asked for before. The id is that of
    // the Subscribe, for its answers.
    void subscribe(Watcher &watcher, quint64 id, const Wire::Subscribe &subscribe);
    void unsubscribe(Watcher &watcher);

private:
    using Clock = std::chrono::steady_clock;
    struct Subscription
    {
        Watcher *watcher = nullptr;
        quint64 id = 0;
        Feed::Topics topics = 0;
        quint64 sequence = 0;
        quint32 skippedTicks = 0;
        bool needsSnapshot = true;

        bool reads() const { return watcher->unreadBytes() <= maxUnreadBytes; }
    };
    struct Group // of those with one interval
    {
        Group(ServerRows &rows, std::chrono::milliseconds interval)
            : view(rows, interval)
        {}
        bool wants(Feed::Topic topic) const;

        FeedView view;
        QTimer timer;
        Clock::time_point tickedAt;
        std::vector<Subscription> subscriptions;
    };
    class Sections; // of one update, made when they are needed

    Group &groupFor(int intervalMs);
    void tickSoon(Group &group);
    void tellOfProcedures();
    void tick(Group &group, int intervalMs);
    void tell(Subscription &subscription, Sections &deltas, Sections &snapshots);
    void endSecond();
    void adjustTenths();
    bool isWatched(Feed::Topic topic) const;
    void mark(Feed::HistoryMark::Kind kind, const QString &text);
    void markWhatOperatorsDo(const PoolSet &pools);

    ServerStats &m_stats;
    ServerRows m_rows;
    const quint64 m_epoch;
    std::map<int, std::unique_ptr<Group>> m_groups; // by interval
    QTimer m_second;
    QTimer m_tenth; // while somebody watches the timeline
    QByteArray m_frame;
};

} // namespace Amp
