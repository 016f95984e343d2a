// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Workers that die: their own call hears why, every other one is served as if nothing had happened.

#include <csignal>

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

constexpr int workers = 4;

// All that is promised is run when AMP_FULL is set, with QTEST_FUNCTION_TIMEOUT=1800000 beside it;
// the ordinary run has a part of it.
int scaled(int ordinary, int full)
{
    return qEnvironmentVariableIsSet("AMP_FULL") ? full : ordinary;
}

// Ticks of processor time that a process has used.
qint64 processorTime(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray stat = file.readAll();
    const QByteArrayList fields = stat.sliced(stat.lastIndexOf(')') + 2).split(' ');
    return fields.value(11).toLongLong() + fields.value(12).toLongLong();
}

} // namespace

class TestCrashes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void thatCallAlone_data();
    void thatCallAlone();
    void killedFromOutside();
    void idempotentCallsAreTriedThreeTimes();
    void idleWorkerIsKilled();
    void unreadCallMovesOn();
    void manyCrashes_data();
    void manyCrashes();
    void replacementsWhileClientsComeAndGo();

private:
    void poolIsWhole(const char *pool);
    int stat(const char *pool, const char *field) { return poolStat(*m_client, pool, field); }

    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<JobDispatcher> m_client;
};

void TestCrashes::initTestCase()
{
    qputenv("PATH", "/usr/bin:" + qgetenv("PATH"));
    m_server = std::make_unique<ServerProcess>(QStringList{
        QStringLiteral("--workers=%1").arg(workers),
        QStringLiteral("--include=") + builtPath(QStringLiteral("lib/amp-examples/greetings.so")),
        QStringLiteral("--include=") +
            sourcePath(QStringLiteral("tests/support/python/troubles.py"))});
    QVERIFY2(!m_server->address().isEmpty(), qPrintable(m_server->output()));
}

void TestCrashes::init()
{
    m_client = std::make_unique<JobDispatcher>();
    m_client->connectToServer(m_server->address());
    QVERIFY(m_client->waitForConnected(30s));
    poolIsWhole("native");
    poolIsWhole("python");
}

void TestCrashes::cleanup()
{
    m_client.reset();
    QVERIFY2(m_server->isRunning(), qPrintable(m_server->output()));
}

void TestCrashes::poolIsWhole(const char *pool)
{
    QTRY_COMPARE_WITH_TIMEOUT(stat(pool, "idle"), workers, 60'000);
}

void TestCrashes::thatCallAlone_data()
{
    QTest::addColumn<QByteArray>("procedure");
    QTest::addColumn<QString>("way");
    QTest::addColumn<int>("signal"); // or 0
    QTest::addColumn<int>("exitCode");
    const auto native = [](const char *way, int signal, int exitCode = 0) {
        QTest::addRow("C++ %s", way)
            << QByteArray("crash") << QString::fromLatin1(way) << signal << exitCode;
    };
    const auto python = [](const char *way, int signal, int exitCode = 0) {
        QTest::addRow("Python %s", way)
            << QByteArray("end") << QString::fromLatin1(way) << signal << exitCode;
    };
    native("segfault", SIGSEGV);
    native("abort", SIGABRT);
    native("kill", SIGKILL);
    native("exit", 0, 7);
    python("abort", SIGABRT);
    python("exit 0", 0, 0);
    python("exit 7", 0, 7);
    python("sys.exit", 0, 3);
    python("kill", SIGKILL);
    python("segfault", SIGSEGV);
    python("overflow", SIGSEGV);
}

void TestCrashes::thatCallAlone()
{
    QFETCH(QByteArray, procedure);
    QFETCH(QString, way);
    QFETCH(int, signal);
    QFETCH(int, exitCode);
    const bool python = procedure == "end";
    Results crashed, beside;
    m_client->call(this, crashed.taker(), procedure, way);
    for (int i = 0; i < 100; ++i)
        m_client->call(this, beside.taker(), python ? "nap" : "sleep", 0.002);
    QVERIFY(crashed.waitFor(1) && beside.waitFor(100));
    QCOMPARE(beside.count(ErrorCode::None), 100);

    const CallResult result = crashed.all().first();
    const Error error = result.error();
    const QVariantMap details = error.details();
    QCOMPARE(error.code(), ErrorCode::WorkerCrashed);
    QCOMPARE(result.execution(), Execution::Started);
    QVERIFY(!isAlive(result.workerPid()));
    QCOMPARE(details.value(QStringLiteral("pid")).toUInt(), result.workerPid());
    QVERIFY(error.message().contains(QString::number(result.workerPid())));
    if (signal != 0) {
        QCOMPARE(details.value(QStringLiteral("signal")), QVariant(signal));
        QVERIFY2(error.message().contains(QStringLiteral("signal %1 (SIG").arg(signal)),
                 qPrintable(error.message()));
    } else {
        QCOMPARE(details.value(QStringLiteral("exitCode")), QVariant(exitCode));
        QVERIFY2(error.message().contains(QStringLiteral("exit code %1").arg(exitCode)),
                 qPrintable(error.message()));
    }
    if (python) { // it prints its last words to stderr
        // An overflow makes Python print a hundred more, of which the last are kept.
        const QString words = way == QStringLiteral("overflow")
                                  ? QStringLiteral("troubles.py")
                                  : QStringLiteral("about to end by ") + way;
        const QStringList lines = details.value(QStringLiteral("output")).toStringList();
        QVERIFY(!lines.filter(words).isEmpty());
        QVERIFY2(error.message().contains(lines.last().trimmed()), qPrintable(error.message()));
    }
    poolIsWhole(python ? "python" : "native");
}

void TestCrashes::killedFromOutside()
{
    qint64 longest = 0;
    for (int round = 0; round < 10; ++round) {
        const int started = stat("python", "workersStarted");
        const auto worker = callAndWait(*m_client, "pid").value().toLongLong();
        Results killed;
        m_client->call(this, killed.taker(), "nap", 3600.0); // by the one that was idle last
        QTRY_COMPARE(stat("python", "busy"), 1);
        QElapsedTimer clock;
        clock.start();
        ::kill(pid_t(worker), SIGKILL);
        QVERIFY(killed.waitFor(1));
        longest = std::max(longest, clock.elapsed());
        QCOMPARE(killed.all().first().error().code(), ErrorCode::WorkerCrashed);
        QCOMPARE(killed.all().first().workerPid(), quint32(worker));
        poolIsWhole("python");
        QCOMPARE(stat("python", "workersStarted"), started + 1);
    }
    qInfo("callers heard of it after %lld ms at the latest", longest);
    QVERIFY2(longest < 2000, "the caller heard too late");
}

void TestCrashes::idempotentCallsAreTriedThreeTimes()
{
    const int ended = stat("native", "workersEnded");
    const CallResult result = callAndWait(*m_client, CallOptions().idempotent(), "crash", "abort");
    QCOMPARE(result.error().code(), ErrorCode::WorkerCrashed);
    QCOMPARE(result.attempts(), 3);
    QVERIFY2(result.error().message().contains(QStringLiteral("tried 3 times")),
             qPrintable(result.error().message()));
    QCOMPARE(stat("native", "workersEnded"), ended + 3);

    const CallResult once = callAndWait(*m_client, "crash", "abort");
    QCOMPARE(once.attempts(), 1);
    QCOMPARE(stat("native", "workersEnded"), ended + 4);
}

void TestCrashes::idleWorkerIsKilled()
{
    for (int round = 0; round < 5; ++round) {
        const int started = stat("python", "workersStarted");
        const qint64 idle = callAndWait(*m_client, "pid").value().toLongLong();
        Results results;
        ::kill(pid_t(idle), SIGKILL);
        for (int i = 0; i < 50; ++i)
            m_client->call(this, results.taker(), "nap", 0.001);
        QVERIFY(results.waitFor(50));
        for (const CallResult &result : results.all())
            QVERIFY2(result.succeeded(), qPrintable(result.error().message()));
        poolIsWhole("python");
        QCOMPARE(stat("python", "workersStarted"), started + 1);
    }
}

// A stopped worker does not read: what it was handed has provably not started.
void TestCrashes::unreadCallMovesOn()
{
    for (int round = 0; round < 5; ++round) {
        const qint64 stopped = callAndWait(*m_client, "pid").value().toLongLong();
        ::kill(pid_t(stopped), SIGSTOP); // the one that is used next
        Results results;
        m_client->call(this, results.taker(), "pid");
        QTRY_COMPARE(stat("python", "busy"), 1);
        QVERIFY(results.all().isEmpty());
        ::kill(pid_t(stopped), SIGKILL);
        QVERIFY(results.waitFor(1));
        QVERIFY2(results.all().first().succeeded(),
                 qPrintable(results.all().first().error().message()));
        QVERIFY(results.all().first().value().toLongLong() != stopped);
        QCOMPARE(results.all().first().attempts(), 1);
        poolIsWhole("python");
    }
}

void TestCrashes::manyCrashes_data()
{
    QTest::addColumn<int>("atATime");
    QTest::newRow("one after the other") << 1;
    QTest::newRow("64 at a time") << 64;
}

void TestCrashes::manyCrashes()
{
    QFETCH(int, atATime);
    const int crashes = scaled(500, 10'000);
    const int descriptors = descriptorsOf(m_server->pid());
    const int threads = threadsOf(m_server->pid());
    QElapsedTimer clock;
    clock.start();

    Results crashed, good;
    int sent = 0, goodSent = 0;
    while (crashed.all().size() < crashes) {
        while (sent < crashes && sent - crashed.all().size() < atATime) {
            m_client->call(this, crashed.taker(), "crash", "kill");
            ++sent;
        }
        m_client->call(this, good.taker(), "echo", ++goodSent);
        QVERIFY2(crashed.waitFor(crashed.all().size() + 1), "a crash has no outcome");
    }
    QVERIFY(good.waitFor(goodSent));
    QCOMPARE(crashed.all().size(), crashes);
    QCOMPARE(crashed.count(ErrorCode::WorkerCrashed), crashes);
    QCOMPARE(good.count(ErrorCode::None), goodSent);
    qInfo("%d crashes in %lld ms, %d good calls beside them", crashes, clock.elapsed(), goodSent);
    poolIsWhole("native");
    QTRY_COMPARE(descriptorsOf(m_server->pid()), descriptors);
    QCOMPARE(threadsOf(m_server->pid()), threads);
}

// A forked child that holds the worker's link and output open must not keep either alive here.
void TestCrashes::replacementsWhileClientsComeAndGo()
{
    const int rounds = scaled(50, 500);
    const int descriptors = descriptorsOf(m_server->pid());
    Results ended;
    for (int round = 0; round < rounds; ++round) {
        JobDispatcher visitor;
        visitor.connectToServer(m_server->address());
        QVERIFY(visitor.waitForConnected(30s));
        m_client->call(this, ended.taker(), "fork_and_end");
        visitor.call(
            this, [](const CallResult &) {}, "sleep", 0.001);
        QCOMPARE(callAndWait(visitor, "strlen", "abc").value(), QVariant(3));
        QVERIFY2(ended.waitFor(round + 1), "an outcome is missing");
    }
    QCOMPARE(ended.count(ErrorCode::WorkerCrashed), rounds);
    poolIsWhole("python");
    QTRY_COMPARE(descriptorsOf(m_server->pid()), descriptors);
    QTRY_VERIFY(processesWithArgument("fork_and_end").isEmpty());

    const qint64 before = processorTime(m_server->pid());
    QTest::qWait(500);
    const qint64 used = processorTime(m_server->pid()) - before;
    QVERIFY2(used <= 5, qPrintable(QStringLiteral("%1 ticks while nothing happened").arg(used)));
}

QTEST_GUILESS_MAIN(TestCrashes)
#include "tst_crashes.moc"
