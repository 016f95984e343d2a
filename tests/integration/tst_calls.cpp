// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// The way of a call through a real server and real workers, over every kind of connection.

#include <csignal>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

class TestCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void results_data() { transports(); }
    void results();
    void errorsOfTheProcedure_data() { transports(); }
    void errorsOfTheProcedure();
    void unknownNames_data() { transports(); }
    void unknownNames();
    void argumentsThatDoNotFit_data() { transports(); }
    void argumentsThatDoNotFit();
    void tooLargeFailsAlone_data() { transports(); }
    void tooLargeFailsAlone();
    void callsRunSideBySide_data() { transports(); }
    void callsRunSideBySide();
    void answerBeforeTheEventLoop_data() { transports(); }
    void answerBeforeTheEventLoop();
    void manyCallsAtOnce_data() { transports(); }
    void manyCallsAtOnce();
    void timeOut_data();
    void timeOut();
    void deadlineInTheQueue();
    void cancelQueuedAndRunning();
    void callsOfALeavingClientAreCancelled();
    void stateIsKeptInTheWorker();
    void highGoesFirstAndLowIsNotForgotten();
    void identitiesTakeTurns();
    void binaryWorker();
    void pausedServerQueues();

private:
    static void transports();
    void connectTo(const QString &address);

    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<JobDispatcher> m_dispatcher;
    QString m_local;
};

void TestCalls::transports()
{
    QTest::addColumn<int>("address");
    QTest::newRow("tcp") << 0;
    QTest::newRow("local") << 1;
}

void TestCalls::initTestCase()
{
    m_local = QStringLiteral("local:amp-test-%1").arg(QCoreApplication::applicationPid());
    m_server = std::make_unique<ServerProcess>(QStringList{
        QStringLiteral("--listen=127.0.0.1:0"), QStringLiteral("--listen=") + m_local,
        QStringLiteral("--workers=2"), QStringLiteral("--grace=300ms"),
        QStringLiteral("--include=") + builtPath(QStringLiteral("lib/amp-examples/greetings.so")),
        QStringLiteral("--include=") +
            sourcePath(QStringLiteral("tests/support/python/troubles.py")),
        QStringLiteral("--binary=python3 ") +
            sourcePath(QStringLiteral("tests/support/python/raw_worker.py"))});
    QVERIFY2(!m_server->address().isEmpty(), qPrintable(m_server->output()));
}

void TestCalls::connectTo(const QString &address)
{
    m_dispatcher = std::make_unique<JobDispatcher>();
    m_dispatcher->connectToServer(address);
    QVERIFY(m_dispatcher->waitForConnected(30s));
}

void TestCalls::init()
{
    // Rows say which of the server's addresses; tests without rows use the first.
    const bool local =
        QTest::currentDataTag() && QByteArrayView(QTest::currentDataTag()) == "local";
    connectTo(m_server->address(local ? 1 : 0));
}

void TestCalls::cleanup()
{
    m_dispatcher.reset();
    QVERIFY2(m_server->isRunning(), qPrintable(m_server->output()));
}

void TestCalls::results()
{
    const CallResult text = callAndWait(*m_dispatcher, "strrev", "zanzibar!");
    QVERIFY2(text.succeeded(), qPrintable(text.error().message()));
    QCOMPARE(text.value(), QVariant(QStringLiteral("!rabiznaz")));
    QCOMPARE(text.execution(), Execution::Started);
    QVERIFY(isAlive(text.workerPid()));

    QCOMPARE(callAndWait(*m_dispatcher, "greet", "World").value(),
             QVariant(QStringLiteral("Hello, World!")));
    QCOMPARE(callAndWait(*m_dispatcher, "Tools::shout", "abc").value(),
             QVariant(QStringLiteral("ABC")));
    QCOMPARE(callAndWait(*m_dispatcher, "add", 2, 3).value(), QVariant(5));
    QCOMPARE(callAndWait(*m_dispatcher, "echo", QByteArray("a\0b", 3)).value(),
             QVariant(QByteArray("a\0b", 3)));
    const CallResult nothing = callAndWait(*m_dispatcher, "say", "hello");
    QVERIFY(nothing.succeeded());
    QVERIFY(!nothing.value().isValid());
}

void TestCalls::errorsOfTheProcedure()
{
    const CallResult python = callAndWait(*m_dispatcher, "divide", 1, 0);
    QCOMPARE(python.error().code(), ErrorCode::ProcedureFailed);
    QCOMPARE(python.execution(), Execution::Started);
    QVERIFY2(python.error().message().contains(QStringLiteral("ZeroDivisionError")),
             qPrintable(python.error().message()));
    QVERIFY(python.error()
                .details()
                .value(QStringLiteral("file"))
                .toString()
                .endsWith(QStringLiteral("troubles.py")));
    QVERIFY(python.error().details().value(QStringLiteral("line")).toInt() > 0);

    const CallResult native = callAndWait(*m_dispatcher, "fail", "on purpose");
    QCOMPARE(native.error().code(), ErrorCode::ProcedureFailed);
    QVERIFY(native.error().message().contains(QStringLiteral("on purpose")));

    const CallResult result = callAndWait(*m_dispatcher, "unserializable");
    QCOMPARE(result.error().code(), ErrorCode::NotSerializable);
    QCOMPARE(result.execution(), Execution::Started);
    QVERIFY(result.error().message().contains(QStringLiteral("set")));
}

void TestCalls::unknownNames()
{
    const CallResult near = callAndWait(*m_dispatcher, "strev", "x");
    QCOMPARE(near.error().code(), ErrorCode::NoSuchProcedure);
    QCOMPARE(near.execution(), Execution::NotStarted);
    QVERIFY2(near.error().message().contains(QStringLiteral("did you mean strrev?")),
             qPrintable(near.error().message()));

    // What the included file merely imports is not published.
    for (const char *name : {"system", "subprocess", "os", "_calls", "Tools"})
        QCOMPARE(callAndWait(*m_dispatcher, name, "true").error().code(),
                 ErrorCode::NoSuchProcedure);
}

void TestCalls::argumentsThatDoNotFit()
{
    const CallResult native = callAndWait(*m_dispatcher, "greet", 3);
    QCOMPARE(native.error().code(), ErrorCode::BadArguments);
    QCOMPARE(native.execution(), Execution::NotStarted);
    QVERIFY2(native.error().message().contains(QStringLiteral("QString")),
             qPrintable(native.error().message()));
    const CallResult python = callAndWait(*m_dispatcher, "divide", "a", 2);
    QCOMPARE(python.error().code(), ErrorCode::BadArguments);
    QCOMPARE(python.execution(), Execution::NotStarted);
    QCOMPARE(callAndWait(*m_dispatcher, "divide", 1).error().code(), ErrorCode::BadArguments);
    const CallResult binary = callAndWait(*m_dispatcher, "reverse", 1);
    QCOMPARE(binary.error().code(), ErrorCode::BadArguments);
    QVERIFY2(binary.error().message().contains(QStringLiteral("QByteArray")),
             qPrintable(binary.error().message()));
}

void TestCalls::tooLargeFailsAlone()
{
    Results beside;
    for (int i = 0; i < 50; ++i)
        m_dispatcher->call(this, beside.taker(), "sleep", 0.01);
    const CallResult argument =
        callAndWait(*m_dispatcher, "strlen", QByteArray(16 * 1024 * 1024 + 1, 'x'));
    QCOMPARE(argument.error().code(), ErrorCode::TooLarge);
    QCOMPARE(argument.execution(), Execution::NeverSent);
    for (const char *procedure : {"big"}) {
        const CallResult result = callAndWait(*m_dispatcher, procedure, 16 * 1024 * 1024 + 1);
        QCOMPARE(result.error().code(), ErrorCode::TooLarge);
        QCOMPARE(result.execution(), Execution::Started);
        QVERIFY(isAlive(result.workerPid()));
    }
    QVERIFY(beside.waitFor(50));
    QCOMPARE(beside.count(ErrorCode::None), 50);
    QVERIFY(m_dispatcher->isConnected());

    const QByteArray large(4 * 1024 * 1024, 'y');
    QCOMPARE(callAndWait(*m_dispatcher, "echo", large).value().toByteArray(), large);
    QCOMPARE(callAndWait(*m_dispatcher, "big", 4 * 1024 * 1024).value().toByteArray(),
             QByteArray(4 * 1024 * 1024, '\0'));
}

void TestCalls::callsRunSideBySide()
{
    Results results;
    m_dispatcher->call(this, results.taker(), "sleep", 0.3);
    m_dispatcher->call(this, results.taker(), "sleep", 0.3);
    QVERIFY(results.waitFor(2));
    QCOMPARE(results.count(ErrorCode::None), 2);
    QVERIFY(results.all().at(0).workerPid() != results.all().at(1).workerPid());
    QVERIFY(results.all().at(1).waitingTime() < 200ms);
    QVERIFY(results.all().at(1).runningTime() >= 290ms);
}

void TestCalls::answerBeforeTheEventLoop()
{
    // Large enough to leave before this program returns to its event loop after connecting.
    Results results;
    m_dispatcher->call(this, results.taker(), "strlen", QString(100'000, u'x'));
    QProcess stats;
    const auto isAnswered = [&] {
        stats.start(builtPath(QStringLiteral("bin/amp-ctl")),
                    {m_server->address(), QStringLiteral("stats"), QStringLiteral("--json")});
        stats.waitForFinished();
        return QJsonDocument::fromJson(stats.readAllStandardOutput())
                   .object()
                   .value(QStringLiteral("calls"))
                   .toInt(-1) == 0;
    };
    for (int i = 0; i < 100 && !isAnswered(); ++i) {
    }
    QVERIFY(results.waitFor(1));
    QCOMPARE(results.all().first().value(), QVariant(100'000));
}

void TestCalls::manyCallsAtOnce()
{
    constexpr int calls = 3000;
    int right = 0;
    int answered = 0;
    for (int i = 0; i < calls; ++i) {
        m_dispatcher->call(
            this,
            [&, i](const CallResult &result) {
                ++answered;
                right += result.value() == QVariant(i + 1);
            },
            "add", i, 1);
    }
    QTRY_COMPARE_WITH_TIMEOUT(answered, calls, 60'000);
    QCOMPARE(right, calls);
}

void TestCalls::timeOut_data()
{
    QTest::addColumn<QByteArray>("procedure");
    QTest::addColumn<QVariant>("argument");
    QTest::newRow("native") << QByteArray("spin") << QVariant(60);
    QTest::newRow("python") << QByteArray("nap") << QVariant(60.0);
    QTest::newRow("binary") << QByteArray("nap_bytes") << QVariant(QByteArray("60"));
}

void TestCalls::timeOut()
{
    QFETCH(QByteArray, procedure);
    QFETCH(QVariant, argument);
    QElapsedTimer clock;
    clock.start();
    const CallResult result =
        callAndWait(*m_dispatcher, CallOptions().timeout(300ms), procedure, argument);
    QCOMPARE(result.error().code(), ErrorCode::TimedOut);
    QCOMPARE(result.execution(), Execution::Started);
    QVERIFY(clock.elapsed() >= 300);
    QVERIFY(clock.elapsed() < 20'000); // and not after the minute that it would have taken
    // Its worker does not spend the minute either.
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(result.workerPid()), 20'000);
}

void TestCalls::deadlineInTheQueue()
{
    Results busy;
    m_dispatcher->call(this, busy.taker(), "sleep", 0.5);
    m_dispatcher->call(this, busy.taker(), "sleep", 0.5);
    const CallResult late =
        callAndWait(*m_dispatcher, CallOptions().deadline(100ms), "strlen", "x");
    QCOMPARE(late.error().code(), ErrorCode::Expired);
    QCOMPARE(late.execution(), Execution::NotStarted);
    QVERIFY(busy.waitFor(2));
}

void TestCalls::cancelQueuedAndRunning()
{
    QTRY_COMPARE_WITH_TIMEOUT(
        poolStat(*m_dispatcher, QStringLiteral("python"), QStringLiteral("idle")), 2, 30'000);
    Results running, queued;
    QList<CallId> ids;
    for (int i = 0; i < 2; ++i)
        ids.append(m_dispatcher->call(this, running.taker(), "nap", 3600.0));
    for (int i = 0; i < 3; ++i)
        ids.append(m_dispatcher->call(this, queued.taker(), "nap", 3600.0));
    QCOMPARE(callAndWait(*m_dispatcher, "strlen", "x").value(), QVariant(1)); // all have arrived
    for (const CallId id : ids)
        QVERIFY(m_dispatcher->cancel(id));
    QVERIFY(running.waitFor(2) && queued.waitFor(3));
    for (const CallResult &result : running.all()) {
        QCOMPARE(result.error().code(), ErrorCode::Cancelled);
        QCOMPARE(result.execution(), Execution::Started);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(result.workerPid()),
                                 20'000); // it does not listen, so it goes
    }
    for (const CallResult &result : queued.all())
        QCOMPARE(result.execution(), Execution::NotStarted);
    QCOMPARE(callAndWait(*m_dispatcher, "nap", 0.0).value(), QVariant(0.0));
}

void TestCalls::callsOfALeavingClientAreCancelled()
{
    const qint64 worker = callAndWait(*m_dispatcher, "pid").value().toLongLong();
    for (int i = 0; i < 10; ++i)
        m_dispatcher->call(
            this, [](const CallResult &) {}, "nap", 3600.0);
    QCOMPARE(callAndWait(*m_dispatcher, "strlen", "x").value(), QVariant(1));
    m_dispatcher.reset();
    connectTo(m_server->address());
    QCOMPARE(callAndWait(*m_dispatcher, "nap", 0.0).value(), QVariant(0.0));
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(worker), 20'000);
}

void TestCalls::stateIsKeptInTheWorker()
{
    QHash<quint32, int> last;
    for (int i = 0; i < 20; ++i) {
        const CallResult result = callAndWait(*m_dispatcher, "count");
        const int count = result.value().toInt();
        if (last.contains(result.workerPid()))
            QCOMPARE(count, last.value(result.workerPid()) + 1);
        last.insert(result.workerPid(), count);
    }
    QVERIFY(last.size() <= 2);
}

void TestCalls::highGoesFirstAndLowIsNotForgotten()
{
    QByteArray order;
    const auto note = [&order](char mark) {
        return [&order, mark](const CallResult &) { order.append(mark); };
    };
    Results busy;
    for (int i = 0; i < 2; ++i)
        m_dispatcher->call(this, busy.taker(), "nap", 0.5);
    for (int i = 0; i < 40; ++i) {
        m_dispatcher->call(CallOptions().priority(Priority::Low), this, note('l'), "nap", 0.001);
        m_dispatcher->call(CallOptions().priority(Priority::High), this, note('h'), "nap", 0.001);
    }
    QTRY_COMPARE_WITH_TIMEOUT(order.size(), 80, 30'000);
    QVERIFY2(order.first(40).count('h') >= 34,
             order.constData()); // 16 to 1 is the documented weight
    QVERIFY2(order.first(40).contains('l'), order.constData());
}

void TestCalls::identitiesTakeTurns()
{
    // Another program is another identity; a second connection of this one is not.
    ServerProcess single({QStringLiteral("--workers=1")});
    JobDispatcher mine;
    mine.connectToServer(single.address());
    QVERIFY(mine.waitForConnected(30s));
    Results many;
    for (int i = 0; i < 300; ++i)
        mine.call(this, many.taker(), "sleep", 0.02);
    QCOMPARE(callAndWait(mine, CallOptions().priority(Priority::High), "strlen", "x").value(),
             QVariant(1));
    QProcess other;
    other.start(builtPath(QStringLiteral("bin/amp-call")),
                {single.address(), QStringLiteral("strlen"), QStringLiteral("abc")});
    QTRY_VERIFY_WITH_TIMEOUT(
        other.state() == QProcess::NotRunning && other.waitForFinished(0) == false, 30'000);
    QCOMPARE(other.readAllStandardOutput().trimmed(), QByteArray("3"));
    QVERIFY(many.all().size() < 300); // it did not wait for all that came before
}

void TestCalls::binaryWorker()
{
    QCOMPARE(callAndWait(*m_dispatcher, "reverse", QByteArray("abc")).value(),
             QVariant(QByteArray("cba")));
}

void TestCalls::pausedServerQueues()
{
    ServerProcess paused({QStringLiteral("--paused"), QStringLiteral("--workers=1")});
    JobDispatcher dispatcher;
    dispatcher.connectToServer(paused.address());
    QVERIFY(dispatcher.waitForConnected(30s));
    Results results;
    dispatcher.call(this, results.taker(), "strlen", "abc");
    const QVariantMap stats = commandAndWait(dispatcher, "stats").toMap();
    QCOMPARE(stats.value(QStringLiteral("calls")), QVariant(1));
    QCOMPARE(stats.value(QStringLiteral("paused")), QVariant(true));
    QVERIFY(results.all().isEmpty());
    commandAndWait(dispatcher, "resume");
    QVERIFY(results.waitFor(1));
    QCOMPARE(results.all().first().value(), QVariant(3));
}

QTEST_GUILESS_MAIN(TestCalls)
#include "tst_calls.moc"
