// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a real server tells those who watch it is what has happened.

#include <csignal>

#include <QFile>
#include <QTest>

#include "tests/support/feedwatcher.h"
#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Feed;
using namespace Amp::Test;
using namespace std::chrono_literals;

using FeedState = Amp::Feed::CallState;

namespace {

constexpr int workers = 3;
constexpr int patience = 20'000; // ms; against hangs only

// Without what it shares with its workers.
qint64 ownBytes(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/statm").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArrayList pages = file.readAll().split(' ');
    return (pages.value(1).toLongLong() - pages.value(2).toLongLong()) * 4096;
}

} // namespace

class TestMonitorFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void snapshotThenDeltas();
    void countersAreThoseOfStats();
    void callsAreFollowedToTheirEnd();
    void queuedCallsLeaveTheTable();
    void killedWorkerSaysWhy();
    void failuresOutliveSuccesses();
    void proceduresAndHistory();
    void clientsComeAndGo();
    void logWithoutDebug();
    void operationsAreMarked();
    void topicsThatWereNotAskedForStayAway();
    void subscribingAgainBeginsAnew();
    void unsubscribedIsNotTold();
    void slowWatcherIsToldWhatItMissed();

private:
    std::unique_ptr<FeedWatcher> watch(Topics topics = allTopics);
    template <typename... Arguments>
    void callMany(int count, const char *procedure, const Arguments &...arguments)
    {
        Results results;
        QObject context;
        for (int i = 0; i < count; ++i)
            m_client->call(&context, results.taker(), procedure, arguments...);
        QVERIFY(results.waitFor(count));
    }

    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<JobDispatcher> m_client;
};

void TestMonitorFeed::init()
{
    m_server = std::make_unique<ServerProcess>(QStringList{
        QStringLiteral("--workers=%1").arg(workers), QStringLiteral("--listen=127.0.0.1:0"),
        QStringLiteral("--listen=local:watched-server-%1")
            .arg(QCoreApplication::applicationPid())});
    QVERIFY2(!m_server->address().isEmpty(), qPrintable(m_server->output()));
    m_client = std::make_unique<JobDispatcher>();
    m_client->connectToServer(m_server->address());
    QVERIFY(callAndWait(*m_client, "echo", 1).succeeded());
}

void TestMonitorFeed::cleanup()
{
    m_client.reset();
    m_server.reset();
}

std::unique_ptr<FeedWatcher> TestMonitorFeed::watch(Topics topics)
{
    auto watcher = std::make_unique<FeedWatcher>(m_server->address());
    watcher->subscribe(topics);
    if (!QTest::qWaitFor([&] { return !watcher->updates().empty(); }, patience))
        qWarning("no snapshot came: %s", qPrintable(watcher->fault()));
    return watcher;
}

void TestMonitorFeed::snapshotThenDeltas()
{
    const auto watcher = watch();
    QTRY_VERIFY_WITH_TIMEOUT(watcher->updates().size() >= 5, patience);
    const Update &first = watcher->updates().front();
    QVERIFY(first.isSnapshot);
    QVERIFY(first.mayOperate);
    QCOMPARE(first.epoch, watcher->epoch());
    QCOMPARE(first.topics, allTopics);
    QCOMPARE(first.pools.size(), std::size_t(1));
    QCOMPARE(first.workers.size(), std::size_t(workers));
    QCOMPARE(first.calls.size(), std::size_t(1));
    quint64 sequence = first.sequence;
    qint64 now = 0;
    for (const Update &update : watcher->updates()) {
        QCOMPARE(update.sequence, sequence++);
        QCOMPARE(update.skippedTicks, 0u);
        QVERIFY(update.summary->now > now);
        now = update.summary->now;
        QVERIFY(update.isSnapshot == (&update == &first));
    }
    QVERIFY2(watcher->fault().isEmpty(), qPrintable(watcher->fault()));
}

void TestMonitorFeed::countersAreThoseOfStats()
{
    const auto watcher = watch(bit(Topic::Summary));
    callMany(100, "echo", 1);
    callMany(7, "fail");
    callMany(2, "crash");
    QTRY_COMPARE_WITH_TIMEOUT(watcher->summary().crashed, quint64(2), patience);
    QTRY_COMPARE_WITH_TIMEOUT(watcher->summary().idle, quint32(workers), patience);
    const Summary &summary = watcher->summary();
    const QVariantMap pool = poolStats(*m_client, QStringLiteral("native"));
    QCOMPARE(summary.succeeded, quint64(101));
    QCOMPARE(summary.failed, quint64(7));
    QCOMPARE(summary.accepted, pool.value(QStringLiteral("accepted")).toULongLong());
    QCOMPARE(summary.succeeded, pool.value(QStringLiteral("succeeded")).toULongLong());
    QCOMPARE(summary.failed, pool.value(QStringLiteral("failed")).toULongLong());
    for (const Update &update : watcher->updates()) {
        const Summary &s = *update.summary;
        QCOMPARE(s.accepted, s.queued + s.running + s.succeeded + s.failed + s.crashed +
                                 s.cancelled + s.timedOut);
    }
}

void TestMonitorFeed::callsAreFollowedToTheirEnd()
{
    const auto watcher = watch(bit(Topic::Calls));
    Results results;
    QObject context;
    m_client->call(&context, results.taker(), "sleep", 0.4);
    QTRY_COMPARE_WITH_TIMEOUT(watcher->callsIn(FeedState::Running), qsizetype(1), patience);
    QVERIFY(results.waitFor(1));
    QTRY_COMPARE_WITH_TIMEOUT(watcher->callsIn(FeedState::Succeeded), qsizetype(2), patience);
    QCOMPARE(watcher->callsIn(FeedState::Running), qsizetype(0));
    const CallRow &row = watcher->calls().rbegin()->second;
    QCOMPARE(row.procedure, QStringLiteral("sleep"));
    QVERIFY(row.worker >= 1 && row.worker <= workers);
    QVERIFY(row.pid != 0);
    // The start is noted when the call has been handed over, a moment after it could begin.
    QVERIFY(row.endedAt - row.startedAt >= 300'000);
    QVERIFY(row.acceptedAt <= row.startedAt);
    QVERIFY(row.address.startsWith(QLatin1StringView("127.0.0.1:")));
    QVERIFY(!row.client.isEmpty());
    QVERIFY(row.argumentBytes > 0 && row.resultBytes > 0);
}

void TestMonitorFeed::queuedCallsLeaveTheTable()
{
    const auto watcher = watch(bit(Topic::Calls) | bit(Topic::Summary));
    commandAndWait(*m_client, "pause");
    Results results;
    QObject context;
    constexpr int calls = 700;
    for (int i = 0; i < calls; ++i)
        m_client->call(&context, results.taker(), "echo", i);
    QTRY_COMPARE_WITH_TIMEOUT(watcher->summary().queued, quint64(calls), patience);
    QTRY_COMPARE_WITH_TIMEOUT(watcher->callsIn(FeedState::Queued), qsizetype(500), patience);
    QVERIFY(watcher->summary().oldestQueuedAt > 0);
    commandAndWait(*m_client, "resume");
    QVERIFY(results.waitFor(calls));
    QTRY_COMPARE_WITH_TIMEOUT(watcher->callsIn(FeedState::Queued), qsizetype(0), patience);
    QCOMPARE(watcher->callsIn(FeedState::Running), qsizetype(0));
    quint64 ended = 0;
    for (const Update &update : watcher->updates())
        ended += update.isSnapshot ? 0 : update.callsEnded;
    QCOMPARE(ended, quint64(calls));
}

void TestMonitorFeed::killedWorkerSaysWhy()
{
    const auto watcher = watch(bit(Topic::Workers));
    const auto isIdle = [&] {
        return watcher->workers().begin()->second.state == WorkerState::Idle;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isIdle(), patience);
    const WorkerRow before = watcher->workers().begin()->second;
    QVERIFY(before.pid != 0 && before.memoryBytes > 0);
    ::kill(pid_t(before.pid), SIGKILL);
    const auto now = [&] { return watcher->workers().at(before.id); };
    QTRY_COMPARE_WITH_TIMEOUT(now().restarts, before.restarts + 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(now().state, WorkerState::Idle, patience);
    QVERIFY(now().pid != before.pid);
    QCOMPARE(now().lastRestartWhy, QStringLiteral("signal 9 (SIGKILL)"));
    QVERIFY(now().lastRestartAt > before.since);
}

void TestMonitorFeed::failuresOutliveSuccesses()
{
    callMany(10, "fail", QStringLiteral("seldom"));
    callMany(3000, "echo", 1);
    const auto watcher = watch(bit(Topic::Calls));
    QCOMPARE(watcher->callsIn(FeedState::Failed), qsizetype(10));
    QCOMPARE(watcher->callsIn(FeedState::Succeeded), qsizetype(2000));
    for (const auto &[id, row] : watcher->calls()) {
        if (row.state == FeedState::Failed) {
            QCOMPARE(row.code, ErrorCode::ProcedureFailed);
            QVERIFY(row.message.contains(QLatin1StringView("seldom")));
        }
    }
}

void TestMonitorFeed::proceduresAndHistory()
{
    const auto watcher = watch(bit(Topic::Procedures) | bit(Topic::History) | bit(Topic::Timeline));
    callMany(4, "sleep", 0.15);
    callMany(3, "fail");
    const auto row = [&](const char *name) {
        const auto found = watcher->procedures().find(QLatin1String(name));
        return found == watcher->procedures().end() ? ProcedureRow() : found->second;
    };
    QTRY_COMPARE_WITH_TIMEOUT(row("fail").failed, quint64(3), patience);
    QCOMPARE(row("sleep").calls, quint64(4));
    QCOMPARE(row("sleep").failed, quint64(0));
    QVERIFY(row("sleep").running.p50 >= 145'000 && row("sleep").running.p50 < 1'000'000);
    QVERIFY(row("sleep").perSecond > 0);
    QCOMPARE(row("sleep").pool, QStringLiteral("native"));
    quint64 inHistogram = 0;
    for (const quint64 count : row("sleep").totalHistogram)
        inHistogram += count;
    QCOMPARE(inHistogram, quint64(4));

    quint64 ended = 0;
    quint64 bars = 0;
    bool wasBusy = false;
    for (const Update &update : watcher->updates()) {
        for (const HistoryPoint &point : update.history)
            ended += point.ended;
        bars += update.bars.size();
        for (const BusySample &sample : update.busy)
            wasBusy |= sample.share > 200;
    }
    QCOMPARE(ended, quint64(8));
    QCOMPARE(bars, quint64(7));
    QVERIFY(wasBusy);
}

void TestMonitorFeed::clientsComeAndGo()
{
    const auto watcher = watch(bit(Topic::Clients));
    QCOMPARE(watcher->clients().size(), std::size_t(2)); // it sees itself, too
    {
        JobDispatcher other;
        other.connectToServer(m_server->address());
        QVERIFY(callAndWait(other, "echo", 1).succeeded());
        QTRY_COMPARE_WITH_TIMEOUT(watcher->clients().size(), std::size_t(3), patience);
        const ClientRow row = watcher->clients().rbegin()->second;
        QCOMPARE(row.calls, quint64(1));
        QCOMPARE(row.pid, quint32(QCoreApplication::applicationPid()));
        QVERIFY(row.connectedAt > 0);
    }
    QTRY_COMPARE_WITH_TIMEOUT(watcher->clients().size(), std::size_t(2), patience);
}

void TestMonitorFeed::logWithoutDebug()
{
    const auto watcher = watch(bit(Topic::Log));
    const auto says = [&](const QString &text) {
        return std::any_of(watcher->log().begin(), watcher->log().end(),
                           [&](const LogLine &line) { return line.text.contains(text); });
    };
    QVERIFY(says(QStringLiteral("listens on")));
    callAndWait(*m_client, "crash");
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("was ended by signal")), patience);
    quint64 sequence = watcher->log().front().sequence;
    for (const LogLine &line : watcher->log()) {
        QCOMPARE(line.sequence, sequence++);
        QVERIFY(line.at > 0);
    }
}

void TestMonitorFeed::operationsAreMarked()
{
    const auto watcher = watch(bit(Topic::History));
    commandAndWait(*m_client, "pause");
    commandAndWait(*m_client, "resume");
    const auto kinds = [&] {
        QList<HistoryMark::Kind> all;
        for (const Update &update : watcher->updates()) {
            for (const HistoryMark &mark : update.marks)
                all.append(mark.kind);
        }
        return all;
    };
    using Kind = HistoryMark::Kind;
    QTRY_COMPARE_WITH_TIMEOUT(kinds(), QList({Kind::Started, Kind::Paused, Kind::Resumed}),
                              patience);
}

void TestMonitorFeed::topicsThatWereNotAskedForStayAway()
{
    const auto all = watch();
    const auto few = watch(bit(Topic::Summary) | bit(Topic::Log));
    callMany(10, "echo", 1);
    QTRY_COMPARE_WITH_TIMEOUT(few->summary().succeeded, quint64(11), patience);
    for (const Update &update : few->updates()) {
        QCOMPARE(update.topics, bit(Topic::Summary) | bit(Topic::Log));
        QVERIFY(update.calls.empty() && update.workers.empty());
    }
    QTRY_COMPARE_WITH_TIMEOUT(all->callsIn(FeedState::Succeeded), qsizetype(11), patience);
}

void TestMonitorFeed::subscribingAgainBeginsAnew()
{
    const auto watcher = watch(bit(Topic::Summary));
    const quint64 before = watcher->updates().back().sequence;
    watcher->subscribe(bit(Topic::Calls), 200);
    QTRY_COMPARE_WITH_TIMEOUT(watcher->updates().back().topics, bit(Topic::Calls), patience);
    const auto first = std::find_if(watcher->updates().begin(), watcher->updates().end(),
                                    [](const Update &u) { return u.topics == bit(Topic::Calls); });
    QVERIFY(first->isSnapshot);
    QVERIFY(first->sequence > before);
    QCOMPARE(first->calls.size(), std::size_t(1));
}

void TestMonitorFeed::unsubscribedIsNotTold()
{
    const auto watcher = watch(bit(Topic::Summary));
    const auto other = watch(bit(Topic::Summary));
    watcher->subscribe(0, 0);
    // The other is told in the same order, so that its ticks say how far the server is.
    const std::size_t ticks = other->updates().size();
    QTRY_VERIFY_WITH_TIMEOUT(other->updates().size() > ticks + 3, patience);
    const std::size_t told = watcher->updates().size();
    QTRY_VERIFY_WITH_TIMEOUT(other->updates().size() > ticks + 8, patience);
    QCOMPARE(watcher->updates().size(), told);
}

// A local socket holds little, so that what is not read stays with the server.
void TestMonitorFeed::slowWatcherIsToldWhatItMissed()
{
    const auto reader = watch();
    FeedWatcher slow(m_server->address(1));
    slow.subscribe(allTopics);
    QTRY_VERIFY_WITH_TIMEOUT(!slow.updates().empty(), patience);
    slow.setReadPaused(true);
    const std::size_t told = slow.updates().size();
    // Different sentences, since equal ones travel once.
    const auto failMany = [this](int round) {
        Results results;
        QObject context;
        for (int i = 0; i < 200; ++i)
            m_client->call(&context, results.taker(), "fail",
                           QString::number(1000 * round + i).repeated(200));
        QVERIFY(results.waitFor(200));
    };
    const qint64 before = ownBytes(m_server->pid());
    for (int round = 1; round <= 20; ++round) {
        const std::size_t ticks = reader->updates().size();
        failMany(round);
        QTRY_VERIFY_WITH_TIMEOUT(reader->updates().size() > ticks, patience);
    }
    // What the server keeps of the failures themselves is no cost of the watcher.
    const qint64 failures = 4000 * (2 * 1000 + 300);
#ifdef __SANITIZE_ADDRESS__
    constexpr qint64 margin = 256 * 1024 * 1024; // freed memory is kept for a while
#else
    constexpr qint64 margin = 2 * 1024 * 1024;
#endif
    QVERIFY(ownBytes(m_server->pid()) - before < failures + margin);

    slow.setReadPaused(false);
    const auto anew = [&] {
        return std::find_if(slow.updates().begin() + qptrdiff(told), slow.updates().end(),
                            [](const Update &update) { return update.isSnapshot; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(anew() != slow.updates().end(), patience);
    QVERIFY(anew()->skippedTicks > 0);
    QCOMPARE(slow.summary().failed, reader->summary().failed);
    quint64 sequence = slow.updates().front().sequence;
    for (const Update &update : slow.updates())
        QCOMPARE(update.sequence, sequence++);
    for (const Update &update : reader->updates())
        QCOMPARE(update.skippedTicks, 0u);
}

QTEST_GUILESS_MAIN(TestMonitorFeed)
#include "tst_monitorfeed.moc"
