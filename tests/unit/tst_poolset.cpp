// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a set of pools does with calls that no pool can take yet, or ever. Calls that run are the
// matter of tests/integration/tst_calls.cpp.

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
        return m_pools.submit(frame, message, m_identity, Responder(*this, m_lastId));
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

QTEST_GUILESS_MAIN(TestPoolSet)
#include "tst_poolset.moc"
