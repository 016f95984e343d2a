// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/serverrows.h"

#include <algorithm>

#include <QFileInfo>

namespace Amp {

namespace {

constexpr qsizetype maxTextChars = 2000; // of what an include says of a procedure

Feed::WorkerState stateOf(const WorkerPlace &place)
{
    if (!place.worker)
        return place.startsAt == WorkerPlace::Clock::time_point() ? Feed::WorkerState::Starting
                                                                  : Feed::WorkerState::Backoff;
    switch (place.worker->state()) {
    case Worker::State::Starting:
        return Feed::WorkerState::Starting;
    case Worker::State::Idle:
        return Feed::WorkerState::Idle;
    case Worker::State::Busy:
    case Worker::State::Abandoned:
        return Feed::WorkerState::Running;
    case Worker::State::Ending:
    case Worker::State::Dying:
    case Worker::State::Gone:
        break;
    }
    return Feed::WorkerState::Ending;
}

// What a worker has loaded; of a program of its own, its name.
QString aboutOf(const WorkerCommand &command)
{
    QStringList files;
    for (qsizetype i = 0; i + 1 < command.arguments.size(); ++i) {
        const QString &option = command.arguments[i];
        if (option == QLatin1StringView("--include") || option == QLatin1StringView("--plugin") ||
            option == QLatin1StringView("--autoload"))
            files.append(
                QFileInfo(command.arguments[i + 1].section(QLatin1Char('='), 0, 0)).fileName());
    }
    if (files.isEmpty())
        files.append(QFileInfo(command.program).fileName());
    return files.join(QStringLiteral(", "));
}

} // namespace

ServerRows::ServerRows(Sources sources)
    : m_sources(std::move(sources))
    , m_startedAt(m_sources.stats.clock().now())
{}

Feed::Summary ServerRows::summary() const
{
    Feed::Summary summary;
    summary.now = stats().clock().now();
    summary.startedAt = m_startedAt;
    summary.version = m_sources.version;
    summary.paused = m_sources.pools.isPaused();
    summary.draining = m_sources.pools.isDraining();
    summary.clients = quint32(m_sources.clientCount());
    summary.oldestQueuedAt = oldestQueuedAt();
    summary.queued = quint64(m_sources.pools.waitingCalls());
    for (const auto &pool : m_sources.pools.pools()) {
        const PoolCounters &counters = pool->counters();
        summary.accepted += counters.accepted;
        summary.succeeded += counters.succeeded;
        summary.failed += counters.failed;
        summary.crashed += counters.crashed;
        summary.cancelled += counters.cancelled;
        summary.timedOut += counters.timedOut;
        summary.queued += quint64(pool->queue().size());
        summary.queuedBytes += quint64(pool->queue().bytes());
        summary.workers += quint32(pool->workerTarget());
        for (const WorkerPlace &place : pool->places()) {
            const Feed::WorkerState state = stateOf(place);
            summary.running += place.worker ? place.worker->calls().size() : 0;
            summary.busy += state == Feed::WorkerState::Running;
            summary.idle += state == Feed::WorkerState::Idle;
            summary.starting += state == Feed::WorkerState::Starting;
            summary.inBackoff += state == Feed::WorkerState::Backoff;
        }
    }
    summary.accepted += quint64(m_sources.pools.waitingCalls());
    return summary;
}

qint64 ServerRows::oldestQueuedAt() const
{
    auto oldest = CallRecord::TimePoint::max();
    for (const auto &pool : m_sources.pools.pools())
        oldest = std::min(oldest, pool->queue().oldestAcceptedAt().value_or(oldest));
    return oldest == CallRecord::TimePoint::max() ? 0 : stats().clock().at(oldest);
}

Feed::HistoryPoint ServerRows::gauges() const
{
    const Feed::Summary now = summary();
    Feed::HistoryPoint point;
    point.at = now.now;
    point.queued = now.queued;
    point.running = now.running;
    point.oldestWait = now.oldestQueuedAt == 0 ? 0 : now.now - now.oldestQueuedAt;
    point.busy = now.busy;
    point.workers = now.workers;
    point.clients = now.clients;
    return point;
}

std::vector<BusyTimes::Running> ServerRows::runningWorkers() const
{
    std::vector<BusyTimes::Running> all;
    for (const auto &pool : m_sources.pools.pools()) {
        for (const WorkerPlace &place : pool->places()) {
            const CallRecord *call = place.worker ? place.worker->call() : nullptr;
            all.push_back({place.id, call ? stats().clock().at(call->startedAt) : 0});
        }
    }
    return all;
}

std::vector<Feed::PoolRow> ServerRows::pools() const
{
    std::vector<Feed::PoolRow> rows;
    for (const auto &pool : m_sources.pools.pools()) {
        rows.push_back({pool->name(), aboutOf(pool->command()), quint32(pool->workerTarget()),
                        quint64(pool->queue().size())});
    }
    return rows;
}

std::vector<Feed::WorkerRow> ServerRows::workers()
{
    std::vector<Feed::WorkerRow> rows;
    for (const auto &pool : m_sources.pools.pools()) {
        for (const WorkerPlace &place : pool->places())
            rows.push_back(row(*pool, place));
    }
    if (m_conditions.size() > rows.size())
        std::erase_if(m_conditions, [&](const auto &known) {
            return std::none_of(rows.begin(), rows.end(),
                                [&](const auto &row) { return row.id == known.first; });
        });
    return rows;
}

Feed::WorkerRow ServerRows::row(const Pool &pool, const WorkerPlace &place)
{
    Feed::WorkerRow row;
    row.id = place.id;
    row.pool = pool.name();
    row.state = stateOf(place);
    row.pid = place.worker ? place.worker->pid() : 0;
    row.callsDone = place.callsDone();
    row.restarts = place.restarts;
    row.lastRestartAt = stats().clock().atOrNever(place.lastEnd);
    row.lastRestartWhy = place.lastEndWhy;
    if (row.state == Feed::WorkerState::Backoff)
        row.startsAt = stats().clock().at(place.startsAt);
    const WorkerProcesses::Usage usage = m_processes.usageOf(row.pid);
    row.memoryBytes = usage.memoryBytes;
    row.cpuPermille = usage.cpuPermille;
    row.since = sinceOf(row);
    if (place.worker && place.worker->call())
        describeCall(row, *place.worker->call());
    return row;
}

void ServerRows::describeCall(Feed::WorkerRow &row, const CallRecord &call) const
{
    row.call = call.serial;
    row.procedure = QString::fromUtf8(call.procedure());
    row.since = stats().clock().at(call.startedAt);
    row.slow = quint64(stats().clock().now() - row.since) >
               stats().procedures()[call.procedureNumber()].slowAfter();
}

// A worker does not note when it becomes idle: that would cost each call something. It is idle
// since it was first seen so.
qint64 ServerRows::sinceOf(const Feed::WorkerRow &row)
{
    Condition &known = m_conditions[row.id];
    if (known.since == 0 || known.state != row.state || known.pid != row.pid ||
        known.callsDone != row.callsDone)
        known = {row.state, row.pid, row.callsDone, stats().clock().now()};
    return known.since;
}

std::vector<const CallRecord *> ServerRows::runningCalls() const
{
    std::vector<const CallRecord *> calls;
    for (const auto &pool : m_sources.pools.pools()) {
        for (const auto &worker : pool->workers()) {
            if (const CallRecord *call = worker->call())
                calls.push_back(call);
        }
    }
    return calls;
}

std::vector<const CallRecord *> ServerRows::queuedCalls(std::size_t count) const
{
    std::vector<const CallRecord *> calls;
    for (const auto &pool : m_sources.pools.pools())
        pool->queue().collectOldest(count, calls);
    std::stable_sort(calls.begin(), calls.end(),
                     [](const auto *a, const auto *b) { return a->acceptedAt < b->acceptedAt; });
    calls.resize(std::min(calls.size(), count));
    return calls;
}

Feed::CallRow ServerRows::row(const CallRecord &call) const
{
    const FeedClock &clock = stats().clock();
    const ClientNames::Name client = stats().clients().find(call.client);
    Feed::CallRow row;
    row.id = call.serial;
    row.state = call.worker ? Feed::CallState::Running : Feed::CallState::Queued;
    // The name that all rows share, but of those that are counted together.
    row.procedure = call.procedureNumber() ? procedureName(call.procedureNumber())
                                           : QString::fromUtf8(call.procedure());
    row.client = client.program;
    row.address = client.address;
    row.priority = call.priority;
    row.idempotent = call.flags & Wire::Call::idempotentFlag;
    row.attempts = call.attempts;
    row.acceptedAt = clock.at(call.acceptedAt);
    if (call.hasDeadline())
        row.deadlineAt = clock.at(call.deadline());
    row.timeout = std::chrono::microseconds(call.timeout()).count();
    row.argumentBytes = quint32(call.argumentBytes());
    if (call.worker) {
        row.worker = call.worker->place();
        row.pid = call.worker->pid();
        row.startedAt = clock.at(call.startedAt);
        if (const ServerStats::Progress *progress = stats().progressOf(call.serial)) {
            row.progressDone = progress->done;
            row.progressTotal = progress->total;
            row.progressText = progress->text;
        }
    }
    return row;
}

Feed::CallRow ServerRows::row(const EndedCall &call) const
{
    const ClientNames::Name client = stats().clients().find(call.client);
    Feed::CallRow row;
    row.id = call.serial;
    row.state = call.outcome;
    row.procedure = procedureName(call.procedure);
    row.client = client.program;
    row.address = client.address;
    row.worker = call.place;
    row.pid = call.pid;
    row.priority = call.priority;
    row.idempotent = call.idempotent;
    row.attempts = call.attempts;
    row.acceptedAt = call.acceptedAt;
    row.startedAt = call.startedAt;
    row.endedAt = call.endedAt;
    row.deadlineAt = call.deadlineAt;
    row.timeout = std::chrono::microseconds(std::chrono::milliseconds(call.timeoutMs)).count();
    row.argumentBytes = call.argumentBytes;
    row.resultBytes = call.resultBytes;
    row.code = call.code;
    return row;
}

Feed::CallRow ServerRows::row(const FailedCall &call) const
{
    Feed::CallRow row = this->row(call.call);
    row.message = call.message;
    return row;
}

Feed::TimelineBar ServerRows::bar(const EndedCall &call) const
{
    return {call.place,   call.serial, procedureName(call.procedure), call.startedAt, call.endedAt,
            call.outcome, call.slow};
}

QString ServerRows::procedureName(quint16 number) const
{
    return stats().procedures()[number].name();
}

std::vector<Feed::ProcedureRow> ServerRows::procedures(std::vector<quint64> &versions) const
{
    const std::deque<ProcedureStats> &all = stats().procedures();
    std::vector<Feed::ProcedureRow> rows;
    const auto add = [&](quint16 number, Feed::ProcedureRow row) {
        // One above the version, so that 0 is what has not been seen.
        if (std::exchange(versions[number], all[number].version() + 1) != all[number].version() + 1)
        {
            all[number].fill(row);
            rows.push_back(std::move(row));
        }
    };
    versions.resize(all.size());
    for (const PoolSet::Procedure &procedure : m_sources.pools.procedures()) {
        const quint16 number = procedure.pace->number();
        if (number == 0 || (procedure.info.builtIn && all[number].calls() == 0))
            continue;
        Feed::ProcedureRow row;
        row.pool = procedure.pool->name();
        row.signature = QString::fromUtf8(procedure.info.signature).left(maxTextChars);
        row.documentation = QString::fromUtf8(procedure.info.documentation).left(maxTextChars);
        add(number, std::move(row));
    }
    if (all.front().calls() > 0)
        add(0, {});
    return rows;
}

std::vector<Feed::CatalogRow> ServerRows::catalog() const
{
    std::vector<Feed::CatalogRow> rows;
    for (const PoolSet::Procedure &procedure : m_sources.pools.procedures()) {
        rows.push_back({QString::fromUtf8(procedure.info.name),
                        QString::fromUtf8(procedure.info.signature),
                        QString::fromUtf8(procedure.info.documentation).left(maxTextChars)});
    }
    return rows;
}

void ServerRows::measureWorkers()
{
    std::vector<quint32> pids;
    for (const auto &pool : m_sources.pools.pools()) {
        for (const auto &worker : pool->workers())
            pids.push_back(worker->pid());
    }
    m_processes.measure(pids);
}

} // namespace Amp
