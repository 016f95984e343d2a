// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/feedview.h"

#include <algorithm>

namespace Amp {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t fewestCalls = 20;        // rows a tick
constexpr std::size_t endedInSnapshot = 2000;  // besides failures
constexpr std::size_t busyInSnapshot = 20'000; // samples
constexpr qsizetype linesInDelta = 64 * 1024;  // characters
constexpr qsizetype linesInSnapshot = 256 * 1024;
constexpr qsizetype messagesInSnapshot = 512 * 1024; // characters of the failures' sentences
constexpr quint64 fewEnded = 200;                    // calls; then those that wait change little

// The newest lines from a sequence on, as many as have so many characters together.
std::vector<Feed::LogLine> newestLines(const LogHistory &log, quint64 from, qsizetype characters)
{
    auto first = log.lines().end();
    while (first != log.lines().begin() && std::prev(first)->sequence >= from && characters > 0)
        characters -= (--first)->text.size();
    return {first, log.lines().end()};
}

// What is new of rows that have ids, with those that are gone marked as removed.
template <typename Id, typename Row>
std::vector<Row> changes(std::unordered_map<Id, Row> &known, const std::vector<Row> &rows)
{
    std::vector<Row> changed;
    std::unordered_map<Id, Row> now;
    for (const Row &row : rows) {
        const auto before = known.find(row.id);
        if (before == known.end() || !(before->second == row))
            changed.push_back(row);
        now.emplace(row.id, row);
    }
    for (auto &[id, row] : known) {
        if (now.count(id) == 0) {
            changed.push_back(std::move(row));
            changed.back().removed = true;
        }
    }
    known = std::move(now);
    return changed;
}

} // namespace

FeedView::FeedView(ServerRows &rows, std::chrono::milliseconds interval)
    : m_rows(rows)
    , m_callBudget(std::max(fewestCalls, callsPerSecond * std::size_t(interval.count()) / 1000))
{}

Feed::Update FeedView::delta(Feed::Topics topics, bool beforeSnapshot)
{
    using Feed::Topic;
    const auto wants = [topics](Topic topic) { return (topics & Feed::bit(topic)) != 0; };
    Feed::Update update;
    update.topics = topics;
    if (wants(Topic::Summary))
        update.summary = m_rows.summary();
    if (wants(Topic::History))
        addHistory(update);
    if (wants(Topic::Workers))
        addWorkers(update);
    if (wants(Topic::Timeline))
        addTimeline(update);
    if (wants(Topic::Calls))
        addCalls(update, beforeSnapshot);
    if (wants(Topic::Procedures))
        addProcedures(update);
    if (wants(Topic::Clients))
        addClients(update);
    if (wants(Topic::Log))
        addLog(update);
    if (wants(Topic::Catalog))
        addCatalog(update);
    return update;
}

Feed::Update FeedView::snapshot(Feed::Topics topics) const
{
    using Feed::Topic;
    const auto wants = [topics](Topic topic) { return (topics & Feed::bit(topic)) != 0; };
    Feed::Update update;
    update.topics = topics;
    update.isSnapshot = true;
    if (wants(Topic::Summary))
        update.summary = m_rows.summary();
    if (wants(Topic::History))
        snapHistory(update);
    if (wants(Topic::Workers)) {
        update.pools = m_rows.pools();
        update.workers = m_rows.workers();
    }
    if (wants(Topic::Timeline))
        snapTimeline(update);
    if (wants(Topic::Calls))
        snapCalls(update);
    if (wants(Topic::Procedures)) {
        std::vector<quint64> none;
        update.procedures = m_rows.procedures(none);
    }
    if (wants(Topic::Clients))
        update.clients = m_rows.clients();
    if (wants(Topic::Log))
        snapLog(update);
    if (wants(Topic::Catalog))
        update.catalog = m_rows.catalog();
    return update;
}

void FeedView::addHistory(Feed::Update &update)
{
    const ServerHistory &history = m_rows.stats().history();
    history.seconds().forEachFrom(m_nextSecond,
                                  [&](const auto &point) { update.history.push_back(point); });
    history.marks().forEachFrom(m_nextMark,
                                [&](const auto &mark) { update.marks.push_back(mark); });
    m_nextSecond = history.seconds().end();
    m_nextMark = history.marks().end();
}

// Ten seconds at a time up to where the single seconds begin.
void FeedView::snapHistory(Feed::Update &update) const
{
    const ServerHistory &history = m_rows.stats().history();
    const Ring<Feed::HistoryPoint> &seconds = history.seconds();
    if (seconds.size() > 0) {
        const qint64 secondsBegin = seconds.at(seconds.first()).at;
        history.tens().forEachFrom(0, [&](const auto &point) {
            if (point.at < secondsBegin)
                update.history.push_back(point);
        });
    }
    seconds.forEachFrom(0, [&](const auto &point) { update.history.push_back(point); });
    history.marks().forEachFrom(0, [&](const auto &mark) { update.marks.push_back(mark); });
}

void FeedView::addWorkers(Feed::Update &update)
{
    std::vector<Feed::PoolRow> pools = m_rows.pools();
    if (pools != m_pools)
        update.pools = m_pools = std::move(pools);
    update.workers = changes(m_workers, m_rows.workers());
}

void FeedView::addTimeline(Feed::Update &update)
{
    const ServerStats &stats = m_rows.stats();
    stats.busyTenths().forEachFrom(m_nextBusy, [&](const BusyTimes::Frame &frame) {
        update.busy.insert(update.busy.end(), frame.begin(), frame.end());
    });
    stats.bars().forEachFrom(
        m_nextBar, [&](const EndedCall &call) { update.bars.push_back(m_rows.bar(call)); });
    m_nextBusy = stats.busyTenths().end();
    m_nextBar = stats.bars().end();
}

// Whole seconds up to where the tenths begin; the newest, if there are too many.
void FeedView::snapTimeline(Feed::Update &update) const
{
    const ServerStats &stats = m_rows.stats();
    std::vector<const BusyTimes::Frame *> tenths;
    stats.busyTenths().forEachFrom(0, [&](const BusyTimes::Frame &frame) {
        if (!frame.empty())
            tenths.push_back(&frame);
    });
    const qint64 tenthsBegin =
        tenths.empty() ? std::numeric_limits<qint64>::max() : tenths.front()->front().from;
    std::vector<const BusyTimes::Frame *> frames;
    stats.busySeconds().forEachFrom(0, [&](const BusyTimes::Frame &frame) {
        if (!frame.empty() && frame.front().to <= tenthsBegin)
            frames.push_back(&frame);
    });
    frames.insert(frames.end(), tenths.begin(), tenths.end());

    auto first = frames.end();
    for (std::size_t samples = 0; first != frames.begin() && samples < busyInSnapshot;)
        samples += (*--first)->size();
    std::for_each(first, frames.end(), [&](const BusyTimes::Frame *frame) {
        update.busy.insert(update.busy.end(), frame->begin(), frame->end());
    });
    stats.bars().forEachFrom(
        0, [&](const EndedCall &call) { update.bars.push_back(m_rows.bar(call)); });
}

void FeedView::addCalls(Feed::Update &update, bool lookAtQueued)
{
    constexpr auto longAgo = 1s;
    update.callsEnded = m_rows.stats().ended().end() - m_nextEnded;
    addEndedCalls(update);

    LiveCalls before = std::exchange(m_running, {});
    for (const Feed::CallRow &ended : update.calls) {
        before.erase(ended.id);
        m_queued.erase(ended.id);
    }
    for (const CallRecord *call : m_rows.runningCalls()) {
        if (auto waited = m_queued.extract(call->serial))
            before.insert(std::move(waited));
        addLiveCall(update, before, m_running, *call);
    }
    const auto now = Clock::now();
    if (lookAtQueued || update.callsEnded < fewEnded || now - m_queuedLookedAt >= longAgo) {
        m_queuedLookedAt = now;
        before.merge(std::exchange(m_queued, {}));
        for (const CallRecord *call : m_rows.queuedCalls(queuedShown))
            addLiveCall(update, before, m_queued, *call);
    }
    for (const auto &[serial, known] : before) {
        if (m_running.count(serial) == 0 && m_queued.count(serial) == 0)
            update.goneCalls.push_back(serial);
    }
}

void FeedView::addLiveCall(Feed::Update &update, const LiveCalls &before, LiveCalls &now,
                           const CallRecord &call) const
{
    Feed::CallRow row = m_rows.row(call);
    const LiveCall live{row.state, row.attempts, row.progressDone, row.progressText};
    const auto known = before.find(call.serial);
    if (known == before.end() || !(known->second == live))
        update.calls.push_back(std::move(row));
    now.emplace(call.serial, live);
}

// The newest of each kind, as many as there is room for, in the order in which they ended.
void FeedView::addEndedCalls(Feed::Update &update)
{
    const ServerStats &stats = m_rows.stats();
    std::size_t room = m_callBudget;
    update.calls.reserve(room);
    const auto take = [&](const auto &ring, quint64 from, auto isWanted) {
        quint64 number = ring.end();
        for (; room > 0 && number > std::max(from, ring.first()); --number)
            room -= isWanted(ring.at(number - 1));
        ring.forEachFrom(number, [&](const auto &call) {
            if (isWanted(call))
                update.calls.push_back(m_rows.row(call));
        });
    };
    take(stats.failures(), std::exchange(m_nextFailure, stats.failures().end()),
         [](const FailedCall &) { return true; });
    take(stats.bars(), std::exchange(m_nextLongCall, stats.bars().end()),
         [](const EndedCall &call) { return !call.isFailure(); });
    // There are thousands that nobody reads, and each costs the server something.
    room = std::min(room, m_callBudget / 2);
    take(stats.ended(), std::exchange(m_nextEnded, stats.ended().end()),
         [](const EndedCall &call) { return !call.isFailure() && !call.isLong(); });
}

void FeedView::snapCalls(Feed::Update &update) const
{
    const ServerStats &stats = m_rows.stats();
    qsizetype characters = messagesInSnapshot;
    const Ring<FailedCall> &failures = stats.failures();
    // A row is large, and what a vector is grown by stays with the process.
    update.calls.reserve(failures.size() + std::min(stats.ended().size(), endedInSnapshot) +
                         queuedShown);
    for (quint64 n = failures.end(); n > failures.first() && characters > 0; --n) {
        update.calls.push_back(m_rows.row(failures.at(n - 1)));
        characters -= update.calls.back().message.size();
    }
    const Ring<EndedCall> &ended = stats.ended();
    std::size_t room = endedInSnapshot;
    for (quint64 n = ended.end(); n > ended.first() && room > 0; --n) {
        if (ended.at(n - 1).isFailure())
            continue;
        update.calls.push_back(m_rows.row(ended.at(n - 1)));
        --room;
    }
    std::sort(update.calls.begin(), update.calls.end(),
              [](const auto &a, const auto &b) { return a.endedAt < b.endedAt; });
    for (const CallRecord *call : m_rows.runningCalls())
        update.calls.push_back(m_rows.row(*call));
    for (const CallRecord *call : m_rows.queuedCalls(queuedShown))
        update.calls.push_back(m_rows.row(*call));
    update.callsEnded = ended.end();
}

// Their figures change once a second.
void FeedView::addProcedures(Feed::Update &update)
{
    const quint32 second = m_rows.stats().seconds();
    if (std::exchange(m_proceduresAt, second) != second || m_procedureVersions.empty())
        update.procedures = m_rows.procedures(m_procedureVersions);
}

void FeedView::addClients(Feed::Update &update)
{
    update.clients = changes(m_clients, m_rows.clients());
}

void FeedView::addLog(Feed::Update &update)
{
    update.log = newestLines(m_rows.log(), m_nextLine, linesInDelta);
    m_nextLine = m_rows.log().nextSequence();
}

void FeedView::snapLog(Feed::Update &update) const
{
    update.log = newestLines(m_rows.log(), 0, linesInSnapshot);
}

void FeedView::addCatalog(Feed::Update &update)
{
    const quint64 version = m_rows.catalogVersion();
    if (std::exchange(m_catalogVersion, version) != version)
        update.catalog = m_rows.catalog();
}

} // namespace Amp
