// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/serverstate.h"

#include <algorithm>
#include <limits>

namespace Amp {

namespace {

using Feed::HistoryMark;
using Feed::HistoryPoint;
using Feed::Topic;

constexpr qint64 second = 1'000'000;
constexpr qint64 fineSpan = 15 * 60 * second; // of 1 s points, and of the timeline
constexpr qint64 fullSpan = 6 * 3600 * second;

bool has(const Feed::Update &update, Topic topic)
{
    return (update.topics & Feed::bit(topic)) != 0;
}

qint64 startOf(const HistoryPoint &point)
{
    return point.at - point.seconds * second;
}

// Items in ascending order of their times, of which the oldest go.
template <typename T, typename Time>
void dropBefore(std::deque<T> &items, qint64 at, Time time)
{
    while (!items.empty() && time(items.front()) < at)
        items.pop_front();
}

template <typename T, typename Time>
void dropAfter(std::deque<T> &items, qint64 at, Time time)
{
    while (!items.empty() && time(items.back()) > at)
        items.pop_back();
}

} // namespace

ServerState::ServerState(QObject *parent)
    : QObject(parent)
{}

void ServerState::apply(const Feed::Update &update)
{
    const bool restarted = update.isSnapshot && m_epoch != 0 && m_epoch != update.epoch;
    if (update.isSnapshot) {
        m_epoch = update.epoch;
        m_mayOperate = update.mayOperate;
    }
    if (update.summary)
        m_summary = *update.summary;
    if (has(update, Topic::History))
        applyHistory(update, restarted);
    if (has(update, Topic::Workers))
        applyWorkers(update);
    if (has(update, Topic::Timeline))
        applyTimeline(update, restarted);
    if (restarted)
        Q_EMIT serverRestarted();
    Q_EMIT updated(update);
}

void ServerState::clear()
{
    m_summary = {};
    m_history.clear();
    m_coarse.clear();
    m_marks.clear();
    m_pools.clear();
    m_workers.clear();
    m_lanes.clear();
    m_mayOperate = false;
    m_epoch = 0;
    Q_EMIT cleared();
}

// History

void ServerState::applyHistory(const Feed::Update &update, bool restarted)
{
    if (update.isSnapshot)
        forgetWhatIsRepeated(update, restarted);
    const auto fine = std::find_if(update.history.begin(), update.history.end(),
                                   [](const HistoryPoint &point) { return point.seconds == 1; });
    const qint64 fineFrom =
        fine == update.history.end() ? std::numeric_limits<qint64>::max() : startOf(*fine);
    for (const HistoryPoint &point : update.history)
        addPoint(point, fineFrom);
    for (const HistoryMark &mark : update.marks)
        m_marks.push_back(mark);
    if (restarted)
        markRestart();
    coarsen();
}

// What a snapshot tells replaces what was known of the same time. Of the time before it, such as
// before a restart, only we know.
void ServerState::forgetWhatIsRepeated(const Feed::Update &snapshot, bool restarted)
{
    qint64 from = restarted ? m_summary.startedAt : std::numeric_limits<qint64>::max();
    if (!snapshot.history.empty())
        from = std::min(from, startOf(snapshot.history.front()));
    const auto end = [](const HistoryPoint &point) { return point.at; };
    dropAfter(m_history, from, end);
    dropAfter(m_coarse, from, end);
    if (!restarted) {
        m_marks.clear();
        return;
    }
    m_marks.erase(std::remove_if(m_marks.begin(), m_marks.end(),
                                 [from](const HistoryMark &mark) { return mark.at > from; }),
                  m_marks.end());
}

// The 10 s points of the latest 15 minutes say what the 1 s points say in more detail: they wait
// until those have become old.
void ServerState::addPoint(const HistoryPoint &point, qint64 fineFrom)
{
    const auto isAscending = [&point](const std::deque<HistoryPoint> &points) {
        return points.empty() || points.back().at < point.at;
    };
    const qint64 start = startOf(point);
    if (point.seconds > 1 && (start >= fineFrom || hasFineAt(start))) {
        if (isAscending(m_coarse))
            m_coarse.push_back(point);
    } else if (isAscending(m_history)) {
        m_history.push_back(point);
    }
}

bool ServerState::hasFineAt(qint64 at) const
{
    return !m_history.empty() && m_history.back().seconds == 1 && m_history.back().at > at;
}

void ServerState::coarsen()
{
    while (!m_coarse.empty() && m_coarse.front().at < m_summary.now - fineSpan) {
        const HistoryPoint point = m_coarse.front();
        m_coarse.pop_front();
        const auto from =
            std::upper_bound(m_history.begin(), m_history.end(), startOf(point),
                             [](qint64 at, const HistoryPoint &each) { return at < each.at; });
        const auto to =
            std::upper_bound(from, m_history.end(), point.at,
                             [](qint64 at, const HistoryPoint &each) { return at < each.at; });
        m_history.insert(m_history.erase(from, to), point);
    }
    const qint64 oldest = m_summary.now - fullSpan;
    dropBefore(m_history, oldest, [](const HistoryPoint &point) { return point.at; });
    m_marks.erase(std::remove_if(m_marks.begin(), m_marks.end(),
                                 [=](const HistoryMark &mark) { return mark.at < oldest; }),
                  m_marks.end());
}

// The server itself knows only that it started.
void ServerState::markRestart()
{
    for (HistoryMark &mark : m_marks) {
        if (mark.kind == HistoryMark::Kind::Started && mark.at >= m_summary.startedAt) {
            mark.kind = HistoryMark::Kind::Restarted;
            mark.text = tr("server restarted");
            return;
        }
    }
    m_marks.push_back({m_summary.startedAt, HistoryMark::Kind::Restarted, tr("server restarted")});
}

// Workers

void ServerState::applyWorkers(const Feed::Update &update)
{
    if (!update.pools.empty())
        m_pools = update.pools;
    if (update.isSnapshot)
        m_workers.clear();
    for (const Feed::WorkerRow &worker : update.workers) {
        if (worker.removed)
            forgetWorker(worker.id);
        else
            m_workers[worker.id] = worker;
    }
}

void ServerState::forgetWorker(quint32 worker)
{
    m_workers.erase(worker);
    m_lanes.erase(worker);
}

void ServerState::applyTimeline(const Feed::Update &update, bool restarted)
{
    if (update.isSnapshot && !restarted)
        m_lanes.clear();
    for (const Feed::BusySample &sample : update.busy)
        m_lanes[sample.worker].busy.push_back(sample);
    for (const Feed::TimelineBar &bar : update.bars)
        m_lanes[bar.worker].bars.push_back(bar);
    const qint64 oldest = m_summary.now - fineSpan;
    for (auto &[worker, lane] : m_lanes) {
        dropBefore(lane.busy, oldest, [](const Feed::BusySample &sample) { return sample.to; });
        dropBefore(lane.bars, oldest, [](const Feed::TimelineBar &bar) { return bar.to; });
    }
}

const ServerState::Lane &ServerState::lane(quint32 worker) const
{
    static const Lane empty;
    const auto lane = m_lanes.find(worker);
    return lane == m_lanes.end() ? empty : lane->second;
}

} // namespace Amp
