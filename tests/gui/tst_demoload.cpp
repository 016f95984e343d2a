// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QTest>

#include "client/models/callmodel.h"
#include "monitor/sources/demoload.h"

using namespace Amp;
using Scenario = DemoLoad::Scenario;

namespace {

constexpr qint64 start = 1'790'000'000'000'000;
constexpr qint64 tick = 100'000;

quint64 ends(const Feed::Summary &s)
{
    return s.succeeded + s.failed + s.crashed + s.cancelled + s.timedOut;
}

quint64 inState(const CallModel &calls, Feed::CallState state)
{
    quint64 count = 0;
    for (int row = 0; row < calls.rowCount(); ++row)
        count += calls.row(row).state == state;
    return count;
}

} // namespace

// The demo is looked at as if it were a server: its figures have to agree with each other.
class TestDemoLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void figuresAgree_data();
    void figuresAgree();
    void repeatsItself();
    void hasItsTroubles();
    void cancelsCalls();
    void killsWorkers();
    void restartsWorkers();
    void pauses();
};

void TestDemoLoad::figuresAgree_data()
{
    QTest::addColumn<Scenario>("scenario");
    QTest::newRow("healthy") << Scenario::Healthy;
    QTest::newRow("crash loop") << Scenario::CrashLoop;
    QTest::newRow("restarted") << Scenario::Restarted;
    QTest::newRow("idle") << Scenario::Idle;
}

void TestDemoLoad::figuresAgree()
{
    QFETCH(Scenario, scenario);
    DemoLoad load(scenario, 7, start);
    CallModel calls;
    Feed::Update update = load.snapshot();
    calls.apply(update);
    quint64 endedBefore = ends(*update.summary);
    for (int i = 1; i <= 60; ++i) {
        update = load.advance(start + i * tick);
        calls.apply(update);
        const Feed::Summary &s = *update.summary;
        QCOMPARE(s.busy + s.idle + s.starting + s.inBackoff, s.workers);
        QCOMPARE(s.accepted, ends(s) + s.queued + s.running);
        QCOMPARE(ends(s) - endedBefore, update.callsEnded);
        QCOMPARE(inState(calls, Feed::CallState::Queued), s.queued);
        QCOMPARE(inState(calls, Feed::CallState::Running), s.running);
        quint64 ended = 0;
        for (const Feed::ProcedureRow &row : update.procedures) {
            QVERIFY(row.failed <= row.calls);
            QVERIFY(row.total.p50 <= row.total.p95 && row.total.p95 <= row.total.p99);
            ended += row.calls;
        }
        QVERIFY(ended <= ends(s));
        endedBefore = ends(s);
    }
}

void TestDemoLoad::repeatsItself()
{
    DemoLoad one(Scenario::Healthy, 3, start);
    DemoLoad two(Scenario::Healthy, 3, start);
    QCOMPARE(one.snapshot().calls.size(), two.snapshot().calls.size());
    const Feed::Update first = one.advance(start + tick);
    const Feed::Update second = two.advance(start + tick);
    QVERIFY(first.calls == second.calls);
    QVERIFY(first.workers == second.workers);
}

void TestDemoLoad::hasItsTroubles()
{
    DemoLoad load(Scenario::CrashLoop, 1, start);
    const Feed::Update update = load.snapshot();
    QVERIFY(update.summary->crashed >= 10);
    const auto restarts = [&](quint32 id) { return update.workers[id - 1].restarts; };
    QCOMPARE(quint64(restarts(14)), update.summary->crashed);
    QVERIFY(update.workers[7 - 1].slow);
}

void TestDemoLoad::cancelsCalls()
{
    DemoLoad load(Scenario::Healthy, 1, start);
    const Feed::Update before = load.snapshot();
    quint64 running = 0;
    for (const Feed::WorkerRow &worker : before.workers) {
        if (worker.procedure == QStringLiteral("Video::transcode"))
            running = worker.call;
    }
    QVERIFY(running);
    QVERIFY(load.cancelCall(running));
    const Feed::Update after = load.advance(start + 10 * tick);
    QCOMPARE(after.summary->cancelled, before.summary->cancelled + 1);
    QVERIFY(!load.cancelCall(running));
}

void TestDemoLoad::killsWorkers()
{
    DemoLoad load(Scenario::Healthy, 1, start);
    QVERIFY(load.killWorker(9));
    const Feed::Update after = load.advance(start + tick);
    QCOMPARE(after.summary->crashed, 1u);
    const auto killed = std::find_if(after.workers.begin(), after.workers.end(),
                                     [](const auto &worker) { return worker.id == 9; });
    QVERIFY(killed != after.workers.end());
    QCOMPARE(killed->restarts, 1u);
    QVERIFY(!load.killWorker(65));
}

void TestDemoLoad::restartsWorkers()
{
    DemoLoad load(Scenario::Healthy, 1, start);
    const Feed::Update before = load.snapshot();
    const auto pidOf = [](const Feed::Update &update, quint32 id) {
        for (const Feed::WorkerRow &worker : update.workers) {
            if (worker.id == id)
                return worker.pid;
        }
        return 0u;
    };
    QVERIFY(load.restartWorker(20));
    const Feed::Update after = load.advance(start + tick);
    QVERIFY(pidOf(after, 20) != 0);
    QVERIFY(pidOf(after, 20) != pidOf(before, 20));
    QCOMPARE(after.summary->crashed, before.summary->crashed);
    QVERIFY(!load.restartWorker(0));
}

void TestDemoLoad::pauses()
{
    DemoLoad load(Scenario::Healthy, 1, start);
    load.setPaused(true);
    const Feed::Update update = load.advance(start + 50 * tick);
    QVERIFY(update.summary->paused);
    QVERIFY(update.summary->queued > 300);
    load.setPaused(false);
    QTRY_VERIFY_WITH_TIMEOUT(load.advance(load.now() + 10 * tick).summary->queued < 60, 20'000);
}

QTEST_GUILESS_MAIN(TestDemoLoad)
#include "tst_demoload.moc"
