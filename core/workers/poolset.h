// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include "core/dispatch/calltable.h"
#include "core/dispatch/deadlines.h"
#include "core/dispatch/identities.h"
#include "core/dispatch/procedurepace.h"
#include "core/net/flushqueue.h"
#include "core/workers/pool.h"
#include "core/workers/ringsleeper.h"

namespace Amp {

// The pools of a program and the way of a call to the right one of them: the pool that knows the
// procedure's name. A name that nobody knows waits until every pool has been ready once, or has
// failed to start, since it may be theirs.
class PoolSet : public QObject
{
    Q_OBJECT

public:
    struct Bounds
    {
        qsizetype maxCalls = 1'000'000;                // accepted and not ended
        qsizetype maxQueuedBytes = 1024 * 1024 * 1024; // of the frames that wait
    };
    struct Procedure
    {
        Pool *pool = nullptr;
        Wire::ProcedureInfo info;
        ProcedurePace *pace = nullptr;
    };

    struct Arrival // of a call: when it came, and from whom
    {
        const Identity &identity;
        quint32 client = 0; // its number in the statistics
        CallRecord::TimePoint at = CallRecord::Clock::now();
    };

    struct Renewal // of a pool whose includes have changed
    {
        Pool *pool = nullptr;
        WorkerCommand command;
        std::vector<Wire::ProcedureInfo> procedures;
    };

    explicit PoolSet(Bounds bounds, QObject *parent = nullptr);
    ~PoolSet() override;

    // Whether its thread may spin through waits for native workers that prove short. That takes the
    // event loop of EpollEventDispatcher, and is off without a word.
    void setSpins(bool spins) { m_ringSleeper.setSpins(spins); }
    // Before addPool(), if at all: who keeps statistics of the calls. They outlive the pools.
    void setStats(ServerStats &stats) { m_stats = &stats; }
    // Before start(). The pool added first serves the built-ins. What a pool's procedures are says
    // its Ready; declared are those that it knows without having loaded them.
    Pool *addPool(PoolConfig config, std::vector<Wire::ProcedureInfo> declared = {});
    void start();

    // Every pool has been ready once or has failed to start.
    bool isSettled() const;
    const std::vector<std::unique_ptr<Pool>> &pools() const { return m_pools; }
    std::vector<Procedure> procedures() const; // by name
    // How often they have changed.
    quint64 proceduresVersion() const { return m_proceduresVersion; }
    qsizetype liveCalls() const { return m_calls.size(); }
    QStringList namesOfLiveCalls() const;
    const CallTable &calls() const { return m_calls; }
    qsizetype waitingCalls() const { return m_waitingCalls; } // for a pool that knows their name
    bool isDraining() const { return m_draining; }

    IdentityRef identity(const QByteArray &key) { return m_identities.find(key); }
    FlushQueue &flushQueue() { return m_flushQueue; }
    Worker::Surroundings surroundings() { return {m_flushQueue, m_ringSleeper}; }

    // Takes a call over; whatever happens, the responder is answered once. The frame is the
    // client's Call frame and call what was parsed from it. The identity outlives the call. Returns
    // the call's ticket, or 0 when it has ended within this function.
    quint64 submit(const Frame &frame, const Wire::Call &call, const Arrival &arrival,
                   Responder responder);
    // The caller does not want it any more: it ends with Cancelled.
    void cancel(quint64 ticket);
    // The caller has gone: the same, and nobody is told.
    void forget(quint64 ticket);

    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }

    // A program that has no server ends what waits for a pool that cannot start with why. Those
    // that wait for a name do so by themselves.
    void endQueued(const Pool *pool, const Error &error);

    // What operators do; serials are those of CallRecord. Returns how many of the calls there
    // were: they end with Cancelled, as if their callers had asked for it.
    qsizetype cancelBySerial(const QSet<quint64> &serials);
    quint32 placeOf(quint32 pid) const;      // of a worker; 0: there is no such process
    Pool *poolOfWorker(quint32 place) const; // nullptr: there is no such place
    void resize(Pool *pool, int workers);
    // No call that starts after this runs with what was there before. An error, and nothing has
    // changed, when two pools would define the same name.
    [[nodiscard]] Result<Done> renew(const std::vector<Renewal> &renewals);

    // Refuses new calls, lets those that it has end, then ends the workers. stopped() follows.
    void drain();
    // Ends everything at once. stopped() follows.
    void stopNow();

Q_SIGNALS:
    void procedureDefinedTwice(const QString &message);
    // Each time; comes before settled(), so that whoever hears it can prevent that.
    void startFailed(const Amp::Pool *pool, const QString &reason);
    void settled();
    void pausedChanged(bool paused);
    void resized(const Amp::Pool *pool);
    void renewed();
    void proceduresChanged();
    void drainStarted();
    void stopped();

private:
    void onPoolReady(Pool *pool, const Wire::Ready &ready);
    void onStartFailed(Pool *pool, const QString &reason);
    void onExpired(CallRecord *call);
    using Procedures = QHash<QByteArray, Procedure>;
    // Most calls name one of few procedures: the text is compared and not hashed.
    using RecentProcedures = std::array<const Procedure *, 64>;

    Procedure procedure(Pool *pool, const Wire::ProcedureInfo &info);
    void addProcedures(Pool *pool, const std::vector<Wire::ProcedureInfo> &procedures);
    void addProcedure(Pool *pool, const Wire::ProcedureInfo &info);
    bool isKnown(const Pool *pool, const Wire::ProcedureInfo &info) const;
    void tellOfProcedures();
    quint16 numberOf(const Wire::ProcedureInfo &info) const;
    Result<Done> addInclude(Procedures &includes, Pool *pool, const Wire::ProcedureInfo &info);
    const Procedure *find(QByteArrayView name) const;
    const Procedure *lookUp(QByteArrayView name) const;
    void checkSettled();
    void resolveWaiting();
    void withdraw(CallRecord *call, const Error &error);
    void wait(CallRecord *call);
    void leaveWaiting(CallRecord *call);
    void endWaiting(CallRecord *call, const Error &error);
    Error unknownProcedure(const QByteArray &name) const;
    std::optional<Error> refusal(const Frame &frame) const; // none when the call can be taken
    CallRecord *record(const Frame &frame, const Wire::Call &call, const Arrival &arrival);
    qsizetype queuedBytes() const;
    void stopPools();
    void checkStopped();

    const Bounds m_bounds;
    ServerStats *m_stats = nullptr;
    FlushQueue m_flushQueue;
    RingSleeper m_ringSleeper{m_flushQueue};
    Identities m_identities;
    CallTable m_calls;
    Deadlines m_deadlines;
    quint64 m_lastSerial = 0;
    quint32 m_lastPlace = 0;
    Procedures m_includes;
    Procedures m_builtIns;
    mutable RecentProcedures m_recent{}; // of both, until they change
    quint64 m_proceduresVersion = 0;
    std::map<QByteArray, ProcedurePace> m_paces; // of every procedure that there was
    QHash<Pool *, QString> m_startFailures;      // of pools that have never been ready
    IntrusiveList<CallRecord> m_waiting;         // for a pool that knows their name
    qsizetype m_waitingCalls = 0;
    qsizetype m_waitingBytes = 0; // of their frames
    QTimer m_drainCheck;
    bool m_settled = false;
    bool m_paused = false;
    bool m_draining = false;
    std::vector<std::unique_ptr<Pool>>
        m_pools; // last: they end their calls when they are destroyed
};

} // namespace Amp
