// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a set of pools does with calls that no pool can take yet, or ever. Calls that run are the
// matter of tests/integration/tst_calls.cpp.

#include <algorithm>

#include <QSignalSpy>
#include <QTest>

#include "core/dispatch/calloutcome.h"
#include "core/workers/poolset.h"
#include "tests/support/sampleframes.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

// Makes calls and keeps how they ended.
class Caller : private CallOwner
{
public:
    explicit Caller(PoolSet &pools)
        : m_pools(pools)
        , m_identity(pools.identity("caller"))
    {}
    ~Caller() { m_pools.stopNow(); } // no call outlives its owner
    Q_DISABLE_COPY_MOVE(Caller)

    quint64 call(QByteArrayView procedure, std::chrono::milliseconds deadline = 0ms)
    {
        Wire::Call message;
        message.procedure = procedure;
        message.deadlineMs = quint32(deadline.count());
        const QByteArray bytes = frameWith(++m_lastId, message);
        const Frame frame = scanFrame(bytes).frame;
        return m_pools.submit(frame, message, {*m_identity}, Responder(*this, m_lastId));
    }
    QList<ErrorCode> codes;
    QStringList messages;

private:
    void callFinished(quint64, const CallOutcome &outcome) override
    {
        codes.append(outcome.code);
        messages.append(outcome.message);
        QCOMPARE(outcome.execution, Execution::NotStarted);
    }
    void callProgressed(quint64, const Wire::Progress &) override {}
    void callPartReady(quint64, QByteArrayView) override {}

    PoolSet &m_pools;
    IdentityRef m_identity;
    quint64 m_lastId = 0;
};

PoolConfig missingProgram()
{
    PoolConfig config;
    config.name = QStringLiteral("broken");
    config.command.program = QStringLiteral("/no/such/program");
    return config;
}

PoolConfig missingProgram(const char *name, int workers)
{
    PoolConfig config = missingProgram();
    config.name = QLatin1StringView(name);
    config.workers = workers;
    return config;
}

QList<quint32> idsOf(const Pool *pool)
{
    QList<quint32> ids;
    for (const WorkerPlace &place : pool->places())
        ids.append(place.id);
    return ids;
}

QByteArrayList namesIn(const PoolSet &pools)
{
    QByteArrayList names;
    for (const PoolSet::Procedure &procedure : pools.procedures())
        names.append(procedure.info.name);
    return names;
}

} // namespace

class TestPoolSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unknownNameWaitsForThePools();
    void declaredNameWaitsForItsPool();
    void waitingCallIsCancelled();
    void forgottenCallTellsNobody();
    void waitingCallExpires();
    void boundIsNamed();
    void drainingRefuses();
    void everyCallEndsWithTheSet();
    void waitingBytesAreBounded();
    void pauseIsToldOnce();

    void operatorCancelsBySerial();
    void placesKeepTheirIds();
    void placesAgreeWithTheCounters();
    void restartDoesNotWaitForTheBackoff();
    void renewalIsWholeOrNothing();
};

void TestPoolSet::unknownNameWaitsForThePools()
{
    PoolSet pools({});
    Caller caller(pools);
    pools.addPool(missingProgram());
    QVERIFY(caller.call("sum") != 0); // it may be a procedure of the pool
    QSignalSpy settled(&pools, &PoolSet::settled);
    pools.start();
    QTRY_COMPARE(caller.codes, QList{ErrorCode::NoSuchProcedure});
    QCOMPARE(settled.size(), 1);
    QVERIFY2(caller.messages.first().contains(QStringLiteral("Pool broken could not start")),
             qPrintable(caller.messages.first()));

    QCOMPARE(caller.call("sum"), quint64(0)); // nobody will ever know it
    QCOMPARE(caller.codes.size(), 2);
    QCOMPARE(pools.liveCalls(), qsizetype(0));
}

void TestPoolSet::declaredNameWaitsForItsPool()
{
    PoolSet pools({});
    Caller caller(pools);
    Pool *pool = pools.addPool(missingProgram(), {{"sum", {}, {}, false}});
    pools.start();
    const quint64 ticket = caller.call("sum");
    QVERIFY(ticket != 0);
    QTRY_VERIFY(pool->counters().startsFailed > 0);
    QCOMPARE(pool->queue().size(), qsizetype(1)); // the next start may succeed
    pools.cancel(ticket);
    QCOMPARE(caller.codes, QList{ErrorCode::Cancelled});
    QVERIFY(pool->queue().isEmpty());
}

void TestPoolSet::waitingCallIsCancelled()
{
    PoolSet pools({});
    Caller caller(pools);
    const quint64 ticket = caller.call("sum");
    pools.cancel(ticket);
    pools.cancel(ticket); // a ticket of a call that has ended is no call
    QCOMPARE(caller.codes, QList{ErrorCode::Cancelled});
    QCOMPARE(pools.liveCalls(), qsizetype(0));
}

void TestPoolSet::forgottenCallTellsNobody()
{
    PoolSet pools({});
    Caller caller(pools);
    pools.forget(caller.call("sum"));
    QVERIFY(caller.codes.isEmpty());
    QCOMPARE(pools.liveCalls(), qsizetype(0));
}

void TestPoolSet::waitingCallExpires()
{
    PoolSet pools({});
    Caller caller(pools);
    caller.call("later", 1h);
    caller.call("sooner", 1ms);
    QTRY_COMPARE(caller.codes, QList{ErrorCode::Expired});
    QVERIFY(caller.messages.first().contains(QStringLiteral("sooner")));
    QCOMPARE(pools.liveCalls(), qsizetype(1));
}

void TestPoolSet::boundIsNamed()
{
    PoolSet::Bounds bounds;
    bounds.maxCalls = 2;
    PoolSet pools(bounds);
    Caller caller(pools);
    const quint64 first = caller.call("sum");
    caller.call("sum");
    QCOMPARE(caller.call("sum"), quint64(0));
    QCOMPARE(caller.codes, QList{ErrorCode::TooBusy});
    QVERIFY(caller.messages.first().contains(QStringLiteral("2 calls")));
    pools.cancel(first);
    QVERIFY(caller.call("sum") != 0);
}

void TestPoolSet::drainingRefuses()
{
    PoolSet pools({});
    Caller caller(pools);
    pools.drain();
    QCOMPARE(caller.call("sum"), quint64(0));
    QCOMPARE(caller.codes, QList{ErrorCode::ShuttingDown});
}

void TestPoolSet::everyCallEndsWithTheSet()
{
    PoolSet pools({});
    Caller caller(pools);
    pools.addPool(missingProgram(), {{"known", {}, {}, false}});
    caller.call("known");
    caller.call("unknown");
    pools.stopNow();
    QCOMPARE(caller.codes, QList({ErrorCode::ShuttingDown, ErrorCode::ShuttingDown}));
    QCOMPARE(pools.liveCalls(), qsizetype(0));
}

// Calls for pools that are not known yet take memory like all others.
void TestPoolSet::waitingBytesAreBounded()
{
    PoolSet::Bounds bounds;
    bounds.maxQueuedBytes = 65; // two of these calls
    PoolSet pools(bounds);
    Caller caller(pools);
    const quint64 first = caller.call("sum");
    QVERIFY(caller.call("sum") != 0);
    QCOMPARE(pools.waitingCalls(), qsizetype(2));
    QCOMPARE(caller.call("sum"), quint64(0));
    QCOMPARE(caller.codes, QList{ErrorCode::TooBusy});
    QVERIFY(caller.messages.first().contains(QStringLiteral("65 bytes")));
    pools.cancel(first);
    QVERIFY(caller.call("sum") != 0);

    // Once a pool takes them they count there, and no longer here.
    Pool *pool = pools.addPool(missingProgram(), {{"sum", {}, {}, false}});
    pools.start();
    QTRY_COMPARE(pool->queue().size(), qsizetype(2));
    QCOMPARE(pools.waitingCalls(), qsizetype(0));
    QCOMPARE(caller.call("sum"), quint64(0));
}

void TestPoolSet::pauseIsToldOnce()
{
    PoolSet pools({});
    QSignalSpy changed(&pools, &PoolSet::pausedChanged);
    pools.setPaused(true);
    pools.setPaused(true);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first(), QVariantList{true});
    pools.drain(); // what is paused would never end
    QCOMPARE(changed.size(), 2);
}

void TestPoolSet::operatorCancelsBySerial()
{
    PoolSet pools({});
    Caller caller(pools);
    Pool *pool = pools.addPool(missingProgram(), {{"known", {}, {}, false}});
    caller.call("known");
    caller.call("unknown");
    caller.call("known");
    QList<quint64> serials;
    pools.calls().forEach([&](const CallRecord &call) { serials.append(call.serial); });
    std::sort(serials.begin(), serials.end());
    QCOMPARE(serials, QList<quint64>({1, 2, 3}));

    QCOMPARE(pools.cancelBySerial({1, 2, 99}), qsizetype(2)); // one is queued, one waits
    QCOMPARE(pools.cancelBySerial({1, 2}), qsizetype(0));
    QCOMPARE(caller.codes, QList({ErrorCode::Cancelled, ErrorCode::Cancelled}));
    QCOMPARE(caller.messages.first(), QStringLiteral("Cancelled by an operator."));
    QCOMPARE(pool->counters().cancelled, quint64(1));
    QCOMPARE(pools.liveCalls(), qsizetype(1));
}

void TestPoolSet::placesKeepTheirIds()
{
    PoolSet pools({});
    Pool *first = pools.addPool(missingProgram("first", 2));
    Pool *second = pools.addPool(missingProgram("second", 1));
    QCOMPARE(idsOf(first), QList<quint32>({1, 2}));
    QCOMPARE(idsOf(second), QList<quint32>({3}));
    QSignalSpy resized(&pools, &PoolSet::resized);
    pools.resize(first, 4);
    QCOMPARE(idsOf(first), QList<quint32>({1, 2, 4, 5}));
    QCOMPARE(resized.size(), 1);
    pools.resize(first, 1);
    QTRY_COMPARE(idsOf(first), QList<quint32>({1})); // once the starting ones have gone
    pools.resize(first, 2);
    QCOMPARE(idsOf(first), QList<quint32>({1, 6})); // nobody mistakes a new one for an old one
    QCOMPARE(pools.poolOfWorker(3), second);
    QCOMPARE(pools.poolOfWorker(6), first);
    QCOMPARE(pools.poolOfWorker(4), nullptr);
}

void TestPoolSet::placesAgreeWithTheCounters()
{
    PoolSet pools({});
    Pool *pool = pools.addPool(missingProgram("broken", 3));
    pools.start();
    QTRY_VERIFY(pool->counters().startsFailed >= 6); // each place twice
    quint64 restarts = 0;
    for (const WorkerPlace &place : pool->places()) {
        restarts += place.restarts;
        QVERIFY(place.lastEndWhy.contains(QStringLiteral("/no/such/program")));
        QVERIFY(place.worker || place.startsAt > WorkerPlace::Clock::time_point());
    }
    QCOMPARE(restarts, pool->counters().startsFailed + pool->counters().workersEnded);
}

void TestPoolSet::restartDoesNotWaitForTheBackoff()
{
    PoolSet pools({});
    Pool *pool = pools.addPool(missingProgram("broken", 1));
    pools.start();
    const auto isInBackoff = [&] { return !pool->places().front().worker; };
    QTRY_VERIFY(pool->counters().startsFailed >= 2 && isInBackoff());
    QVERIFY(!pool->killWorker(1)); // there is nothing to kill
    const quint64 started = pool->counters().workersStarted;
    pool->restartWorker(1);
    QCOMPARE(pool->counters().workersStarted, started + 1);
}

void TestPoolSet::renewalIsWholeOrNothing()
{
    PoolSet pools({});
    Pool *first = pools.addPool(missingProgram("first", 1), {{"a", {}, {}, false}});
    Pool *second = pools.addPool(missingProgram("second", 1), {{"b", {}, {}, false}});
    const WorkerCommand command{QStringLiteral("/no/such/program"), {}};
    QSignalSpy renewed(&pools, &PoolSet::renewed);

    const Result<Done> twice = pools.renew(
        {{first, command, {{"c", {}, {}, false}}}, {second, command, {{"c", {}, {}, false}}}});
    QVERIFY(!twice);
    QVERIFY(twice.error().message().contains(QStringLiteral("first and second both define c")));
    QCOMPARE(namesIn(pools), QByteArrayList({"a", "b"}));

    // A name may move to another pool, and what is gone is unknown.
    QVERIFY(pools.renew(
        {{first, command, {{"b", {}, {}, false}}}, {second, command, {{"a", {}, {}, false}}}}));
    QCOMPARE(namesIn(pools), QByteArrayList({"a", "b"}));
    QCOMPARE(pools.procedures().front().pool, second);
    QVERIFY(pools.renew({{second, command, {}}}));
    QCOMPARE(namesIn(pools), QByteArrayList({"b"}));
    QCOMPARE(renewed.size(), 2);
}

QTEST_GUILESS_MAIN(TestPoolSet)
#include "tst_poolset.moc"
