// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/operations.h"

#include <chrono>

#include <QElapsedTimer>

#include "core/workers/poolset.h"

namespace Amp {

namespace {

QVariantMap describe(const PoolSet::Procedure &procedure)
{
    return {{QStringLiteral("name"), QString::fromUtf8(procedure.info.name)},
            {QStringLiteral("signature"), QString::fromUtf8(procedure.info.signature)},
            {QStringLiteral("documentation"), QString::fromUtf8(procedure.info.documentation)},
            {QStringLiteral("pool"), procedure.pool->name()}};
}

QVariantList procedures(const PoolSet &pools)
{
    QVariantList list;
    for (const PoolSet::Procedure &procedure : pools.procedures())
        list.append(describe(procedure));
    return list;
}

qint64 oldestMilliseconds(const CallQueue &queue)
{
    const auto oldest = queue.oldestAcceptedAt();
    if (!oldest)
        return 0;
    return std::chrono::duration_cast<std::chrono::milliseconds>(CallRecord::Clock::now() - *oldest)
        .count();
}

QVariantMap stats(const Pool &pool)
{
    const PoolCounters &counters = pool.counters();
    return {{QStringLiteral("name"), pool.name()},
            {QStringLiteral("workers"), pool.workerTarget()},
            {QStringLiteral("starting"), pool.workersIn(Worker::State::Starting)},
            {QStringLiteral("idle"), pool.workersIn(Worker::State::Idle)},
            {QStringLiteral("busy"),
             pool.workersIn(Worker::State::Busy) + pool.workersIn(Worker::State::Abandoned)},
            {QStringLiteral("queued"), pool.queue().size()},
            {QStringLiteral("queuedBytes"), pool.queue().bytes()},
            {QStringLiteral("oldestQueuedMs"), oldestMilliseconds(pool.queue())},
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

QVariantMap stats(const PoolSet &pools, qint64 uptime, qsizetype sessions)
{
    QVariantList list;
    for (const auto &pool : pools.pools())
        list.append(stats(*pool));
    return {{QStringLiteral("uptimeMs"), uptime},
            {QStringLiteral("clients"), sessions},
            {QStringLiteral("calls"), pools.liveCalls()},
            {QStringLiteral("paused"), pools.isPaused()},
            {QStringLiteral("pools"), list}};
}

CommandTable::Handler withoutArguments(std::function<QVariant()> handler)
{
    return [handler = std::move(handler)](const QVariantList &arguments) -> Result<QVariant> {
        if (!arguments.isEmpty())
            return {ErrorCode::BadArguments, QStringLiteral("This command takes no arguments.")};
        return handler();
    };
}

} // namespace

void addOperations(CommandTable &commands, PoolSet &pools, std::function<qsizetype()> sessionCount)
{
    QElapsedTimer sinceStart;
    sinceStart.start();
    commands.add("procedures", withoutArguments([&pools] { return QVariant(procedures(pools)); }));
    commands.add("stats",
                 withoutArguments([&pools, sinceStart, sessionCount = std::move(sessionCount)] {
                     return QVariant(stats(pools, sinceStart.elapsed(), sessionCount()));
                 }));
    commands.add("pause", withoutArguments([&pools] {
                     pools.setPaused(true);
                     return QVariant();
                 }));
    commands.add("resume", withoutArguments([&pools] {
                     pools.setPaused(false);
                     return QVariant();
                 }));
}

} // namespace Amp
