// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/monitorfeed.h"

#include <algorithm>

#include "core/stats/feedcodec.h"

namespace Amp {

using namespace std::chrono_literals;

namespace {

constexpr int minIntervalMs = 100;
constexpr int maxIntervalMs = 10'000;
constexpr auto joinDelay = 50ms; // between the ticks of a group that others join

} // namespace

// Each topic is written at most once, for all who want it.
class MonitorFeed::Sections
{
public:
    explicit Sections(Feed::Update update)
        : m_update(std::move(update))
    {}

    void appendTo(QByteArray &out, Feed::Topics topics)
    {
        for (int topic = 1; topic <= Feed::topicCount; ++topic) {
            if (!(topics & Feed::bit(Feed::Topic(topic))))
                continue;
            QByteArray &section = m_sections[std::size_t(topic)];
            if (section.isEmpty())
                Feed::writeSection(section, Feed::Topic(topic), m_update);
            out += section;
        }
    }

private:
    const Feed::Update m_update;
    std::array<QByteArray, Feed::topicCount + 1> m_sections;
};

MonitorFeed::MonitorFeed(ServerRows::Sources sources, quint64 epoch, QObject *parent)
    : QObject(parent)
    , m_stats(sources.stats)
    , m_rows(sources)
    , m_epoch(epoch)
{
    connect(&m_second, &QTimer::timeout, this, &MonitorFeed::endSecond);
    connect(&m_tenth, &QTimer::timeout, this,
            [this] { m_stats.endTenth(m_rows.runningWorkers()); });
    m_second.setTimerType(Qt::PreciseTimer);
    m_second.start(1s);
    mark(Feed::HistoryMark::Kind::Started, QStringLiteral("server started"));
    markWhatOperatorsDo(sources.pools);
}

MonitorFeed::~MonitorFeed() = default;

void MonitorFeed::subscribe(Watcher &watcher, quint64 id, const Wire::Subscribe &subscribe)
{
    quint64 sequence = 0;
    for (const auto &[interval, group] : m_groups) {
        for (const Subscription &subscription : group->subscriptions) {
            if (subscription.watcher == &watcher)
                sequence = subscription.sequence;
        }
    }
    unsubscribe(watcher);
    const Feed::Topics topics = subscribe.topics & Feed::allTopics;
    if (topics == 0 || subscribe.intervalMs == 0)
        return;
    Group &group = groupFor(std::clamp(int(subscribe.intervalMs), minIntervalMs, maxIntervalMs));
    group.subscriptions.push_back({&watcher, id, topics, sequence});
    adjustTenths();
    tickSoon(group);
}

void MonitorFeed::unsubscribe(Watcher &watcher)
{
    for (const auto &[interval, group] : m_groups) {
        std::erase_if(group->subscriptions, [&](const Subscription &subscription) {
            return subscription.watcher == &watcher;
        });
    }
    std::erase_if(m_groups, [](const auto &entry) { return entry.second->subscriptions.empty(); });
    adjustTenths();
}

bool MonitorFeed::Group::wants(Feed::Topic topic) const
{
    return std::any_of(subscriptions.begin(), subscriptions.end(),
                       [topic](const Subscription &subscription) {
                           return (subscription.topics & Feed::bit(topic)) != 0;
                       });
}

MonitorFeed::Group &MonitorFeed::groupFor(int intervalMs)
{
    std::unique_ptr<Group> &group = m_groups[intervalMs];
    if (!group) {
        group = std::make_unique<Group>(m_rows, std::chrono::milliseconds(intervalMs));
        group->timer.setSingleShot(true);
        group->timer.setTimerType(Qt::PreciseTimer);
        connect(&group->timer, &QTimer::timeout, this,
                [this, intervalMs] { tick(*m_groups.at(intervalMs), intervalMs); });
    }
    return *group;
}

// Those who join are told with all others, so that what all of them know is the same.
void MonitorFeed::tickSoon(Group &group)
{
    const auto since =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - group.tickedAt);
    const auto delay = std::clamp<std::chrono::milliseconds>(joinDelay - since, 0ms, joinDelay);
    if (!group.timer.isActive() || group.timer.remainingTimeAsDuration() > delay)
        group.timer.start(delay);
}

// Callers refuse what does not fit the procedures that they know.
void MonitorFeed::tellOfProcedures()
{
    for (const auto &[interval, group] : m_groups) {
        if (group->wants(Feed::Topic::Catalog))
            tickSoon(*group);
    }
}

void MonitorFeed::tick(Group &group, int intervalMs)
{
    group.tickedAt = Clock::now();
    group.timer.start(intervalMs);
    Feed::Topics told = 0;
    Feed::Topics begun = 0;
    for (Subscription &subscription : group.subscriptions) {
        if (!subscription.reads()) {
            ++subscription.skippedTicks;
            subscription.needsSnapshot = true;
        } else {
            (subscription.needsSnapshot ? begun : told) |= subscription.topics;
        }
    }
    if ((told | begun) == 0)
        return;
    // What others watch is measured already, and a rate needs a while.
    if (begun & ~told & Feed::bit(Feed::Topic::Clients))
        m_rows.measureClients();
    if (begun & ~told & Feed::bit(Feed::Topic::Workers))
        m_rows.measureWorkers();
    Sections deltas(group.view.delta(told | begun, begun != 0));
    Sections snapshots(begun ? group.view.snapshot(begun) : Feed::Update());
    for (Subscription &subscription : group.subscriptions) {
        if (subscription.reads())
            tell(subscription, deltas, snapshots);
    }
}

void MonitorFeed::tell(Subscription &subscription, Sections &deltas, Sections &snapshots)
{
    QByteArray sections;
    (subscription.needsSnapshot ? snapshots : deltas).appendTo(sections, subscription.topics);
    m_frame.resize(0);
    ++subscription.sequence;
    if (subscription.needsSnapshot) {
        Wire::write(m_frame, subscription.id,
                    Wire::Snapshot{subscription.sequence, m_epoch, Wire::Snapshot::mayOperateFlag,
                                   subscription.skippedTicks, sections});
    } else {
        Wire::write(m_frame, subscription.id,
                    Wire::Delta{subscription.sequence, subscription.skippedTicks, sections});
    }
    subscription.needsSnapshot = false;
    subscription.skippedTicks = 0;
    subscription.watcher->sendFeed(m_frame);
}

void MonitorFeed::endSecond()
{
    m_stats.endSecond(m_rows.gauges(), m_rows.runningWorkers());
    if (isWatched(Feed::Topic::Workers))
        m_rows.measureWorkers();
    if (isWatched(Feed::Topic::Clients))
        m_rows.measureClients();
}

void MonitorFeed::adjustTenths()
{
    const bool wanted = isWatched(Feed::Topic::Timeline);
    if (wanted == m_tenth.isActive())
        return;
    if (wanted) {
        m_stats.restartTenths();
        m_tenth.setTimerType(Qt::PreciseTimer);
        m_tenth.start(100ms);
    } else {
        m_tenth.stop();
    }
}

bool MonitorFeed::isWatched(Feed::Topic topic) const
{
    return std::any_of(m_groups.begin(), m_groups.end(),
                       [topic](const auto &entry) { return entry.second->wants(topic); });
}

void MonitorFeed::mark(Feed::HistoryMark::Kind kind, const QString &text)
{
    m_stats.history().mark({m_stats.clock().now(), kind, text});
}

void MonitorFeed::markWhatOperatorsDo(const PoolSet &pools)
{
    using Kind = Feed::HistoryMark::Kind;
    connect(&pools, &PoolSet::pausedChanged, this, [this](bool paused) {
        mark(paused ? Kind::Paused : Kind::Resumed,
             paused ? QStringLiteral("queue paused") : QStringLiteral("queue resumed"));
    });
    connect(&pools, &PoolSet::resized, this, [this](const Pool *pool) {
        mark(Kind::Resized,
             QStringLiteral("pool %1: %2 workers").arg(pool->name()).arg(pool->workerTarget()));
    });
    connect(&pools, &PoolSet::renewed, this,
            [this] { mark(Kind::Reloaded, QStringLiteral("includes reloaded")); });
    connect(&pools, &PoolSet::proceduresChanged, this, &MonitorFeed::tellOfProcedures);
    connect(&pools, &PoolSet::drainStarted, this,
            [this] { mark(Kind::Draining, QStringLiteral("server drains")); });
}

} // namespace Amp
