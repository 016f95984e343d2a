// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/report.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "core/protocol/printable.h"
#include "core/workers/poolset.h"

namespace Amp::Report {

namespace {

using Clock = CallRecord::Clock;

qint64 millisecondsSince(Clock::time_point point)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - point).count();
}

QVariantMap describe(const PoolSet::Procedure &procedure)
{
    return {{QStringLiteral("name"), QString::fromUtf8(procedure.info.name)},
            {QStringLiteral("signature"), QString::fromUtf8(procedure.info.signature)},
            {QStringLiteral("documentation"), QString::fromUtf8(procedure.info.documentation)},
            {QStringLiteral("pool"), procedure.pool->name()}};
}

int countOf(const Pool &pool, bool (*is)(const WorkerPlace &))
{
    return int(std::count_if(pool.places().begin(), pool.places().end(), is));
}

QVariantMap stats(const Pool &pool)
{
    const PoolCounters &counters = pool.counters();
    const auto oldest = pool.queue().oldestAcceptedAt();
    return {{QStringLiteral("name"), pool.name()},
            {QStringLiteral("workers"), pool.workerTarget()},
            {QStringLiteral("starting"), pool.workersIn(Worker::State::Starting)},
            {QStringLiteral("idle"), pool.workersIn(Worker::State::Idle)},
            {QStringLiteral("busy"),
             pool.workersIn(Worker::State::Busy) + pool.workersIn(Worker::State::Abandoned)},
            {QStringLiteral("inBackoff"), countOf(pool, [](const auto &p) { return !p.worker; })},
            {QStringLiteral("queued"), pool.queue().size()},
            {QStringLiteral("queuedBytes"), pool.queue().bytes()},
            {QStringLiteral("oldestQueuedMs"), oldest ? millisecondsSince(*oldest) : 0},
            {QStringLiteral("accepted"), counters.accepted},
            {QStringLiteral("succeeded"), counters.succeeded},
            {QStringLiteral("failed"), counters.failed},
            {QStringLiteral("crashed"), counters.crashed},
            {QStringLiteral("cancelled"), counters.cancelled},
            {QStringLiteral("timedOut"), counters.timedOut},
            {QStringLiteral("workersStarted"), counters.workersStarted},
            {QStringLiteral("workersEnded"), counters.workersEnded},
            {QStringLiteral("startsFailed"), counters.startsFailed},
            {QStringLiteral("ranUs"), counters.ranMicroseconds}};
}

QString stateOf(const WorkerPlace &place)
{
    if (!place.worker)
        return QStringLiteral("back-off");
    switch (place.worker->state()) {
    case Worker::State::Starting:
        return QStringLiteral("starting");
    case Worker::State::Idle:
        return QStringLiteral("idle");
    case Worker::State::Busy:
        return QStringLiteral("running");
    case Worker::State::Abandoned:
    case Worker::State::Ending:
    case Worker::State::Dying:
    case Worker::State::Gone:
        break;
    }
    return QStringLiteral("ending");
}

QVariantMap describe(const Pool &pool, const WorkerPlace &place)
{
    const CallRecord *call = place.worker ? place.worker->call() : nullptr;
    return {{QStringLiteral("id"), place.id},
            {QStringLiteral("pool"), pool.name()},
            {QStringLiteral("state"), stateOf(place)},
            {QStringLiteral("pid"), place.worker ? place.worker->pid() : 0},
            {QStringLiteral("call"), call ? call->serial : 0},
            {QStringLiteral("procedure"), call ? printable(call->procedure()) : QString()},
            {QStringLiteral("forMs"), call ? millisecondsSince(call->startedAt) : 0},
            {QStringLiteral("callsDone"), place.callsDone()},
            {QStringLiteral("restarts"), place.restarts},
            {QStringLiteral("lastRestartWhy"), place.lastEndWhy}};
}

QVariantMap describe(const CallRecord &call)
{
    const bool runs = call.state == CallState::Running;
    return {{QStringLiteral("id"), call.serial},
            {QStringLiteral("state"), runs ? QStringLiteral("running") : QStringLiteral("queued")},
            {QStringLiteral("procedure"), printable(call.procedure())},
            {QStringLiteral("pool"), call.pool ? call.pool->name() : QString()},
            {QStringLiteral("worker"), call.worker ? call.worker->place() : 0},
            {QStringLiteral("forMs"), millisecondsSince(runs ? call.startedAt : call.acceptedAt)}};
}

} // namespace

QVariantList procedures(const PoolSet &pools)
{
    QVariantList list;
    for (const PoolSet::Procedure &procedure : pools.procedures())
        list.append(describe(procedure));
    return list;
}

QVariantMap stats(const PoolSet &pools)
{
    QVariantList list;
    for (const auto &pool : pools.pools())
        list.append(stats(*pool));
    return {{QStringLiteral("calls"), pools.liveCalls()},
            {QStringLiteral("waitingForPools"), pools.waitingCalls()},
            {QStringLiteral("paused"), pools.isPaused()},
            {QStringLiteral("draining"), pools.isDraining()},
            {QStringLiteral("pools"), list}};
}

QVariantList workers(const PoolSet &pools)
{
    QVariantList list;
    for (const auto &pool : pools.pools()) {
        for (const WorkerPlace &place : pool->places())
            list.append(describe(*pool, place));
    }
    return list;
}

QVariantList calls(const PoolSet &pools, qsizetype limit)
{
    std::vector<const CallRecord *> all;
    all.reserve(std::size_t(pools.liveCalls()));
    pools.calls().forEach([&](const CallRecord &call) { all.push_back(&call); });
    const auto shown = all.begin() + std::min(limit, qsizetype(all.size()));
    const auto order = [](const CallRecord *call) {
        return std::tuple(call->state != CallState::Running, call->serial);
    };
    std::partial_sort(all.begin(), shown, all.end(),
                      [&](const auto *a, const auto *b) { return order(a) < order(b); });
    QVariantList list;
    for (auto call = all.begin(); call != shown; ++call)
        list.append(describe(**call));
    return list;
}

QString nameOfWorker(quint32 place)
{
    return QStringLiteral("w%1").arg(place, 2, 10, QLatin1Char('0'));
}

} // namespace Amp::Report
