// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/poolset.h"

#include <algorithm>

#include "core/dispatch/calloutcome.h"
#include "core/procedures/nearestnames.h"
#include "core/protocol/valuecodec.h"
#include "core/stats/serverstats.h"

namespace Amp {

using namespace std::chrono_literals;

namespace {

// A view as a key, without copying it.
QByteArray keyOf(QByteArrayView name)
{
    return QByteArray::fromRawData(name.data(), name.size());
}

void answer(Responder &responder, const Error &error)
{
    CallOutcome outcome;
    outcome.code = error.code();
    outcome.execution = Execution::NotStarted;
    outcome.message = error.message();
    if (!error.details().isEmpty()) {
        if (auto details = encodeValue(error.details()))
            outcome.details = std::move(details).value();
    }
    responder.finish(outcome);
}

} // namespace

PoolSet::PoolSet(Bounds bounds, QObject *parent)
    : QObject(parent)
    , m_bounds(bounds)
{
    connect(&m_deadlines, &Deadlines::expired, this, &PoolSet::onExpired);
}

PoolSet::~PoolSet()
{
    stopNow();
}

Pool *PoolSet::addPool(PoolConfig config, std::vector<Wire::ProcedureInfo> declared)
{
    Pool *pool = m_pools
                     .emplace_back(std::make_unique<Pool>(
                         std::move(config),
                         Pool::Shared{m_calls, m_deadlines, surroundings(), m_lastPlace, m_stats}))
                     .get();
    connect(pool, &Pool::becameReady, this,
            [=, this](const auto &ready) { onPoolReady(pool, ready); });
    connect(pool, &Pool::startFailed, this,
            [=, this](const QString &why) { onStartFailed(pool, why); });
    connect(pool, &Pool::stopped, this, &PoolSet::checkStopped);
    connect(&m_ringSleeper, &RingSleeper::ticked, pool, &Pool::takeBackDelayed);
    addProcedures(pool, declared);
    return pool;
}

void PoolSet::start()
{
    for (const auto &pool : m_pools)
        pool->start();
    if (m_pools.empty()) { // otherwise they say when
        checkSettled();
        resolveWaiting();
    }
}

bool PoolSet::isSettled() const
{
    return std::all_of(m_pools.begin(), m_pools.end(), [this](const auto &pool) {
        return pool->wasReady() || m_startFailures.contains(pool.get());
    });
}

std::vector<PoolSet::Procedure> PoolSet::procedures() const
{
    std::vector<Procedure> all(m_includes.begin(), m_includes.end());
    std::copy_if(m_builtIns.begin(), m_builtIns.end(), std::back_inserter(all),
                 [this](const Procedure &p) { return !m_includes.contains(p.info.name); });
    std::sort(all.begin(), all.end(),
              [](const Procedure &a, const Procedure &b) { return a.info.name < b.info.name; });
    return all;
}

QStringList PoolSet::namesOfLiveCalls() const
{
    QStringList names;
    for (const auto &pool : m_pools) {
        for (const auto &worker : pool->workers()) {
            if (const CallRecord *call = worker->call())
                names.append(QString::fromUtf8(call->procedure()));
        }
    }
    return names;
}

quint64 PoolSet::submit(const Frame &frame, const Wire::Call &call, const Arrival &arrival,
                        Responder responder)
{
    if (const auto error = refusal(frame)) {
        answer(responder, *error);
        return 0;
    }
    const Procedure *procedure = find(call.procedure);
    if (!procedure && m_settled) {
        answer(responder, unknownProcedure(call.procedure.toByteArray()));
        return 0;
    }
    CallRecord *accepted = record(frame, call, arrival);
    accepted->responder = std::move(responder);
    const quint64 ticket = accepted->ticket;
    if (procedure) {
        accepted->pace = procedure->pace;
        procedure->pool->submit(accepted);
    } else {
        wait(accepted);
    }
    return m_calls.find(ticket) ? ticket : 0;
}

std::optional<Error> PoolSet::refusal(const Frame &frame) const
{
    if (m_draining)
        return Error(ErrorCode::ShuttingDown,
                     QStringLiteral("The server takes no calls any more, it is shutting down."));
    if (m_calls.size() >= m_bounds.maxCalls) {
        return Error(ErrorCode::TooBusy,
                     QStringLiteral("%1 calls are unfinished, which is the limit; try again later.")
                         .arg(m_bounds.maxCalls));
    }
    if (queuedBytes() + frame.bytes.size() > m_bounds.maxQueuedBytes) {
        return Error(
            ErrorCode::TooBusy,
            QStringLiteral("The calls that wait fill the limit of %1 bytes; try again later.")
                .arg(m_bounds.maxQueuedBytes));
    }
    return {};
}

CallRecord *PoolSet::record(const Frame &frame, const Wire::Call &call, const Arrival &arrival)
{
    CallRecord *record = m_calls.create();
    record->serial = ++m_lastSerial;
    record->priority = call.priority;
    record->flags = call.flags;
    record->identity = &arrival.identity;
    record->client = arrival.client;
    record->acceptedAt = arrival.at;
    record->frame.assign(frame.bytes);
    return record;
}

void PoolSet::cancel(quint64 ticket)
{
    CallRecord *call = m_calls.find(ticket);
    if (!call)
        return;
    withdraw(call, {ErrorCode::Cancelled, QStringLiteral("The call was cancelled.")});
}

void PoolSet::withdraw(CallRecord *call, const Error &error)
{
    if (call->state == CallState::Waiting)
        endWaiting(call, error);
    else
        call->pool->withdraw(call, error);
}

void PoolSet::endQueued(const Pool *pool, const Error &error)
{
    std::vector<quint64> tickets; // the end of one call may be the end of another
    m_calls.forEach([&](const CallRecord &call) {
        if (call.pool == pool && call.state == CallState::Queued)
            tickets.push_back(call.ticket);
    });
    for (const quint64 ticket : tickets) {
        if (CallRecord *call = m_calls.find(ticket))
            withdraw(call, error);
    }
}

qsizetype PoolSet::cancelBySerial(const QSet<quint64> &serials)
{
    std::vector<quint64> tickets; // the end of one call may be the end of another
    m_calls.forEach([&](const CallRecord &call) {
        if (serials.contains(call.serial))
            tickets.push_back(call.ticket);
    });
    for (const quint64 ticket : tickets) {
        if (CallRecord *call = m_calls.find(ticket))
            withdraw(call, {ErrorCode::Cancelled, QStringLiteral("Cancelled by an operator.")});
    }
    return qsizetype(tickets.size());
}

quint32 PoolSet::placeOf(quint32 pid) const
{
    for (const auto &pool : m_pools) {
        for (const auto &worker : pool->workers()) {
            if (worker->pid() == pid)
                return worker->place();
        }
    }
    return 0;
}

Pool *PoolSet::poolOfWorker(quint32 place) const
{
    const auto has = [place](const auto &pool) {
        return std::any_of(pool->places().begin(), pool->places().end(),
                           [place](const WorkerPlace &p) { return p.id == place; });
    };
    const auto found = std::find_if(m_pools.begin(), m_pools.end(), has);
    return found == m_pools.end() ? nullptr : found->get();
}

void PoolSet::resize(Pool *pool, int workers)
{
    pool->resize(workers);
    Q_EMIT resized(pool);
}

Result<Done> PoolSet::renew(const std::vector<Renewal> &renewals)
{
    const auto isRenewed = [&](const Pool *pool) {
        return std::any_of(renewals.begin(), renewals.end(),
                           [pool](const Renewal &renewal) { return renewal.pool == pool; });
    };
    Procedures includes = m_includes;
    includes.removeIf([&](const auto &entry) { return isRenewed(entry.value().pool); });
    for (const Renewal &renewal : renewals) {
        for (const Wire::ProcedureInfo &info : renewal.procedures) {
            if (info.builtIn)
                continue;
            if (Result<Done> added = addInclude(includes, renewal.pool, info); !added)
                return added;
        }
    }
    m_includes = std::move(includes);
    m_recent = {};
    for (const Renewal &renewal : renewals)
        renewal.pool->renew(renewal.command);
    Q_EMIT renewed();
    tellOfProcedures();
    return Done();
}

void PoolSet::forget(quint64 ticket)
{
    if (CallRecord *call = m_calls.find(ticket)) {
        call->responder.release();
        cancel(ticket);
    }
}

void PoolSet::setPaused(bool paused)
{
    if (std::exchange(m_paused, paused) == paused)
        return;
    for (const auto &pool : m_pools)
        pool->setPaused(paused);
    Q_EMIT pausedChanged(paused);
}

void PoolSet::drain()
{
    if (m_draining)
        return;
    m_draining = true;
    setPaused(false); // what is paused would never end
    connect(&m_drainCheck, &QTimer::timeout, this, [this] {
        if (m_calls.size() == 0)
            stopPools();
    });
    m_drainCheck.start(5ms);
    Q_EMIT drainStarted();
}

void PoolSet::stopNow()
{
    m_draining = true;
    m_drainCheck.stop();
    while (!m_waiting.isEmpty())
        endWaiting(m_waiting.first(), {ErrorCode::ShuttingDown,
                                       QStringLiteral("The server ended before the call did.")});
    for (const auto &pool : m_pools)
        pool->stopNow();
    checkStopped(); // there may be no pool yet to say so
}

void PoolSet::onPoolReady(Pool *pool, const Wire::Ready &ready)
{
    addProcedures(pool, ready.procedures);
    m_startFailures.remove(pool);
    checkSettled();
    resolveWaiting();
}

void PoolSet::onStartFailed(Pool *pool, const QString &reason)
{
    Q_EMIT startFailed(pool, reason);
    if (pool->wasReady())
        return;
    m_startFailures.insert(pool, reason);
    checkSettled();
    resolveWaiting();
}

// Every worker says what it has, and nearly always that is known.
void PoolSet::addProcedures(Pool *pool, const std::vector<Wire::ProcedureInfo> &procedures)
{
    const bool allKnown =
        std::all_of(procedures.begin(), procedures.end(),
                    [&](const Wire::ProcedureInfo &info) { return isKnown(pool, info); });
    if (allKnown)
        return;
    for (const Wire::ProcedureInfo &info : procedures)
        addProcedure(pool, info);
    tellOfProcedures();
}

bool PoolSet::isKnown(const Pool *pool, const Wire::ProcedureInfo &info) const
{
    if (info.builtIn && m_includes.contains(info.name))
        return m_builtIns.contains(info.name);
    const Procedure *known = find(info.name);
    return known && known->info == info && (info.builtIn || known->pool == pool);
}

void PoolSet::tellOfProcedures()
{
    ++m_proceduresVersion;
    Q_EMIT proceduresChanged();
}

void PoolSet::addProcedure(Pool *pool, const Wire::ProcedureInfo &info)
{
    m_recent = {};
    if (info.builtIn) {
        // Pools become ready in any order, and the first of them serves the built-ins.
        const auto known = m_builtIns.constFind(info.name);
        const auto isBefore = [&](Pool *other) {
            return std::find_if(m_pools.begin(), m_pools.end(), [&](const auto &p) {
                       return p.get() == pool || p.get() == other;
                   })->get() == pool;
        };
        if (known == m_builtIns.constEnd() || isBefore(known->pool))
            m_builtIns.insert(info.name, procedure(pool, info));
        return;
    }
    if (const Result<Done> added = addInclude(m_includes, pool, info); !added)
        Q_EMIT procedureDefinedTwice(added.error().message());
}

PoolSet::Procedure PoolSet::procedure(Pool *pool, const Wire::ProcedureInfo &info)
{
    const auto pace = m_paces.try_emplace(info.name, numberOf(info)).first;
    return {pool, info, &pace->second};
}

quint16 PoolSet::numberOf(const Wire::ProcedureInfo &info) const
{
    return m_stats ? m_stats->procedureNumber(info.name) : quint16(0);
}

Result<Done> PoolSet::addInclude(Procedures &includes, Pool *pool, const Wire::ProcedureInfo &info)
{
    const auto known = includes.constFind(info.name);
    if (known != includes.constEnd() && known->pool != pool) {
        return {ErrorCode::BadArguments,
                QStringLiteral("The pools %1 and %2 both define %3; rename one of the two.")
                    .arg(known->pool->name(), pool->name(), QString::fromUtf8(info.name))};
    }
    includes.insert(info.name, procedure(pool, info));
    return Done();
}

const PoolSet::Procedure *PoolSet::find(QByteArrayView name) const
{
    const auto mix =
        std::size_t(name.size()) * 31 + std::size_t(name.front()) * 7 + std::size_t(name.back());
    const Procedure *&recent = m_recent[mix % m_recent.size()];
    if (!recent || recent->info.name != name)
        recent = lookUp(name);
    return recent;
}

const PoolSet::Procedure *PoolSet::lookUp(QByteArrayView name) const
{
    if (const auto include = m_includes.constFind(keyOf(name)); include != m_includes.constEnd())
        return &*include;
    if (const auto builtIn = m_builtIns.constFind(keyOf(name)); builtIn != m_builtIns.constEnd())
        return &*builtIn;
    return nullptr;
}

void PoolSet::checkSettled()
{
    if (m_settled || !isSettled())
        return;
    m_settled = true;
    Q_EMIT settled();
}

void PoolSet::resolveWaiting()
{
    // What cannot be resolved goes to the end of the list, behind those that were there.
    for (qsizetype unseen = m_waitingCalls; unseen > 0 && !m_waiting.isEmpty(); --unseen) {
        CallRecord *call = m_waiting.first();
        if (const Procedure *procedure = find(call->procedure())) {
            leaveWaiting(call);
            call->pace = procedure->pace;
            procedure->pool->submit(call);
        } else if (m_settled) {
            endWaiting(call, unknownProcedure(call->procedure().toByteArray()));
        } else {
            leaveWaiting(call);
            wait(call);
        }
    }
}

void PoolSet::wait(CallRecord *call)
{
    m_waiting.pushBack(call);
    ++m_waitingCalls;
    m_waitingBytes += call->frame.size();
    if (call->hasDeadline())
        m_deadlines.set(call, call->deadline());
}

void PoolSet::leaveWaiting(CallRecord *call)
{
    m_waiting.remove(call);
    --m_waitingCalls;
    m_waitingBytes -= call->frame.size();
    m_deadlines.clear(call);
}

void PoolSet::endWaiting(CallRecord *call, const Error &error)
{
    leaveWaiting(call);
    call->state = CallState::Ended;
    Responder responder = std::move(call->responder);
    m_calls.remove(call);
    answer(responder, error);
}

void PoolSet::onExpired(CallRecord *call)
{
    if (call->state == CallState::Waiting) {
        endWaiting(call, {ErrorCode::Expired,
                          QStringLiteral("The deadline of %1 passed before all pools were ready.")
                              .arg(QString::fromUtf8(call->procedure()))});
    } else {
        call->pool->expire(call);
    }
}

Error PoolSet::unknownProcedure(const QByteArray &name) const
{
    const QByteArrayList names = m_includes.keys() + m_builtIns.keys();
    const Error error = noSuchProcedure(name, names);
    QString message = error.message();
    for (auto failure = m_startFailures.begin(); failure != m_startFailures.end(); ++failure)
        message += QStringLiteral(" Pool %1 could not start: %2.")
                       .arg(failure.key()->name(), failure.value());
    return {error.code(), message, error.details()};
}

qsizetype PoolSet::queuedBytes() const
{
    qsizetype bytes = m_waitingBytes;
    for (const auto &pool : m_pools)
        bytes += pool->queue().bytes();
    return bytes;
}

void PoolSet::stopPools()
{
    m_drainCheck.stop();
    for (const auto &pool : m_pools)
        pool->stop();
}

void PoolSet::checkStopped()
{
    const bool all = std::all_of(m_pools.begin(), m_pools.end(),
                                 [](const auto &pool) { return pool->workers().empty(); });
    if (all && m_draining)
        Q_EMIT stopped();
}

} // namespace Amp
