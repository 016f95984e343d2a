// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <memory>

#include <QEventLoop>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QTimer>

#include "client/jobdispatcher.h"
#include "tests/support/scriptedserver.h"

using namespace Amp;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(ScriptedServer::Transport)

class tst_JobDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aCallAndItsResult_data();
    void aCallAndItsResult();
    void optionsReachTheServer();
    void errorsOfTheServer();
    void progressAndParts();
    void aValueThatCannotBeReadFailsItsCallAlone();
    void answersToNobodyAreIgnored();

    void callsWaitForTheFirstConnection();
    void theWindowIsKept_data();
    void theWindowIsKept();
    void tooLargeForTheServer_data();
    void tooLargeForTheServer();
    void theLineIsBounded_data();
    void theLineIsBounded();
    void theLineGivesUp();
    void deadlinesPassInLine();
    void whatRemainsOfADeadlineTravels();
    void failFastDoesNotWait();

    void aLostConnectionEndsWhatWasSent();
    void idempotentCallsAreSentAgain();
    void idempotentCallsGiveUpAfterThree();
    void cutAtEveryByte();
    void nonsenseEndsTheConnection_data();
    void nonsenseEndsTheConnection();
    void theServerTakesItsLeave();
    void reconnectsAgainAndAgain();
    void aSilentServerIsGivenUp();
    void anIdleServerMayBeSilent();

    void cancelInLine();
    void cancelWhatWasSent();
    void deletingACallCancelsIt();

    void failedAttemptsSayWhy_data();
    void failedAttemptsSayWhy();
    void badAddresses();
    void refusals_data();
    void refusals();
    void withoutReconnectCallsEnd();

    void severalServersShareTheCalls();
    void anotherServerTakesOver();
    void disconnectEndsEverything();
    void theDestructorSaysGoodbye();
    void pingAndCommand();
    void pingAndCommandFail();
    void waitForConnected();
    void waitForConnectedGivesUp_data();
    void waitForConnectedGivesUp();
    void signalsMayDeleteTheDispatcher_data();
    void signalsMayDeleteTheDispatcher();
    void callbacksMayDoAnything_data();
    void callbacksMayDoAnything();

private:
    void connectTo(ScriptedServer &server);
    // While another one holds calls: a ping goes to the server that holds the fewest.
    void connectToIdleServer(ScriptedServer &server);
    // Calls "f" and adds its result to m_results.
    CallId call(const QVariant &argument = 1, const CallOptions &options = {});
    QList<ErrorCode> codes() const;

    std::unique_ptr<JobDispatcher> m_dispatcher;
    QList<CallResult> m_results;
};

void tst_JobDispatcher::init()
{
    m_results.clear();
    m_dispatcher = std::make_unique<JobDispatcher>();
    m_dispatcher->setReconnectDelay(1ms, 10ms);
}

void tst_JobDispatcher::cleanup()
{
    m_dispatcher.reset();
}

void tst_JobDispatcher::connectTo(ScriptedServer &server)
{
    m_dispatcher->connectToServer(server.address());
    QTRY_VERIFY(m_dispatcher->isConnected());
}

void tst_JobDispatcher::connectToIdleServer(ScriptedServer &server)
{
    m_dispatcher->connectToServer(server.address());
    QTRY_VERIFY((m_dispatcher->ping(this, [](const auto &) {}), server.pings > 0));
}

CallId tst_JobDispatcher::call(const QVariant &argument, const CallOptions &options)
{
    return m_dispatcher->call(
        options, this, [this](const CallResult &result) { m_results << result; }, "f", argument);
}

QList<ErrorCode> tst_JobDispatcher::codes() const
{
    QList<ErrorCode> codes;
    for (const CallResult &result : m_results)
        codes << result.error().code();
    return codes;
}

// Calls and results

void tst_JobDispatcher::aCallAndItsResult_data()
{
    QTest::addColumn<ScriptedServer::Transport>("transport");
    QTest::newRow("tcp") << ScriptedServer::Transport::Tcp;
    QTest::newRow("local") << ScriptedServer::Transport::Local;
}

void tst_JobDispatcher::aCallAndItsResult()
{
    QFETCH(ScriptedServer::Transport, transport);
    ScriptedServer server(transport);
    server.onCall = ScriptedServer::echo(server);
    QSignalSpy connected(m_dispatcher.get(), &JobDispatcher::connected);
    QCOMPARE(m_dispatcher->state(), JobDispatcher::State::Disconnected);
    m_dispatcher->connectToServer(server.address());
    QCOMPARE(m_dispatcher->state(), JobDispatcher::State::Connecting);
    QVERIFY(connected.wait());
    QCOMPARE(m_dispatcher->state(), JobDispatcher::State::Connected);

    const CallId id = call(u"zanzibar!"_qs);
    QTRY_COMPARE(m_results.size(), 1);
    const CallResult result = m_results.first();
    QVERIFY(result.succeeded());
    QCOMPARE(result.value<QString>(), u"zanzibar!"_qs);
    QCOMPARE(result.callId(), id);
    QCOMPARE(result.execution(), Execution::Started);
    QCOMPARE(result.workerPid(), 4711u);
    QCOMPARE(result.waitingTime(), 250us);
    QCOMPARE(result.runningTime(), 1500us);
    QCOMPARE(result.attempts(), 1);
    QCOMPARE(server.calls.first().procedure, "f");
    QCOMPARE(m_dispatcher->outstanding(), 0);

    const QByteArray large(5'000'000, 'x');
    call(large);
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(m_results.last().value().toByteArray(), large);
}

void tst_JobDispatcher::optionsReachTheServer()
{
    ScriptedServer server;
    connectTo(server);
    call(1, CallOptions().timeout(3s).priority(Priority::Low).idempotent().metadata("k", "v"));
    QTRY_COMPARE(server.calls.size(), 1);
    const auto received = server.calls.first();
    QCOMPARE(received.timeoutMs, 3000u);
    QCOMPARE(received.priority, Priority::Low);
    QVERIFY(received.idempotent);
    QCOMPARE(received.metadata, QByteArray("\0\1k\0\1v", 6));
}

void tst_JobDispatcher::errorsOfTheServer()
{
    ScriptedServer server;
    connectTo(server);
    call();
    QTRY_COMPARE(server.calls.size(), 1);
    server.fail(server.calls[0].id, ErrorCode::ProcedureFailed, Execution::Started,
                u"It threw."_qs);
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].error().code(), ErrorCode::ProcedureFailed);
    QCOMPARE(m_results[0].error().message(), u"It threw."_qs);
    QCOMPARE(m_results[0].execution(), Execution::Started);
    QVERIFY(!m_results[0].value().isValid());
}

void tst_JobDispatcher::progressAndParts()
{
    ScriptedServer server;
    connectTo(server);
    Call *call = m_dispatcher->call("f");
    QSignalSpy progressed(call, &Call::progressed);
    QSignalSpy parts(call, &Call::partReceived);
    QSignalSpy finished(call, &Call::finished);
    QTRY_COMPARE(server.calls.size(), 1);
    server.onCall = nullptr;
    Wire::Progress progress;
    progress.done = 3;
    progress.total = 4;
    progress.text = "nearly";
    server.sendMessage(server.calls[0].id, progress);
    // A part has the value's bytes of a result.
    const QByteArray frame = ScriptedServer::resultFrame(1, u"part"_qs);
    const auto result = *Wire::parse(scanFrame(frame).frame);
    server.sendMessage(server.calls[0].id, Wire::Part{std::get<Wire::Result>(result).value});
    server.sendMessage(server.calls[0].id, Wire::Part{"no value"});
    server.succeed(server.calls[0].id, {});
    QVERIFY(finished.wait());
    QCOMPARE(progressed.value(0), QVariantList({3ull, 4ull, u"nearly"_qs}));
    QCOMPARE(parts.size(), 1);
    QCOMPARE(parts[0][0].value<QVariant>(), QVariant(u"part"_qs));
}

void tst_JobDispatcher::aValueThatCannotBeReadFailsItsCallAlone()
{
    ScriptedServer server;
    connectTo(server);
    call();
    call();
    QTRY_COMPARE(server.calls.size(), 2);
    server.sendMessage(server.calls[0].id, Wire::Result{{}, "\xff\xff\xff\xff nonsense"});
    server.succeed(server.calls[1].id, 2);
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(m_results[0].error().code(), ErrorCode::ProtocolError);
    QVERIFY(!m_results[0].error().message().isEmpty());
    QCOMPARE(m_results[1].value<int>(), 2);
    QCOMPARE(server.connections, 1);
}

void tst_JobDispatcher::answersToNobodyAreIgnored()
{
    ScriptedServer server;
    connectTo(server);
    call();
    QTRY_COMPARE(server.calls.size(), 1);
    server.succeed(9999, 1);
    server.sendMessage(9999, Wire::Pong{});
    server.sendMessage(9999, Wire::Reply{});
    server.succeed(server.calls[0].id, 2);
    server.succeed(server.calls[0].id, 3);
    call();
    QTRY_COMPARE(server.calls.size(), 2);
    server.succeed(server.calls[1].id, 4);
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(m_results[0].value<int>(), 2);
    QCOMPARE(m_results[1].value<int>(), 4);
}

// The line and the window

void tst_JobDispatcher::callsWaitForTheFirstConnection()
{
    for (int i = 0; i < 100; ++i)
        call(i);
    ScriptedServer server;
    server.onCall = ScriptedServer::echo(server);
    m_dispatcher->connectToServer(server.address());
    QTRY_COMPARE(m_results.size(), 100);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(m_results[i].value<int>(), i);
}

void tst_JobDispatcher::theWindowIsKept_data()
{
    QTest::addColumn<quint32>("calls");
    QTest::addColumn<quint64>("bytes");
    QTest::newRow("calls") << 2u << quint64(1'000'000);
    QTest::newRow("bytes") << 1000u << quint64(2500); // two of the calls and a bit
}

void tst_JobDispatcher::theWindowIsKept()
{
    QFETCH(quint32, calls);
    QFETCH(quint64, bytes);
    ScriptedServer server;
    server.welcome.windowCalls = calls;
    server.welcome.windowBytes = bytes;
    connectTo(server);
    for (int i = 0; i < 6; ++i)
        call(QByteArray(1000, char('0' + i)));
    for (int i = 0; i < 6; ++i) {
        QTRY_COMPARE(server.calls.size(), std::min(i + 2, 6));
        QTest::qWait(1); // what is beyond the window would come now
        QCOMPARE(server.calls.size(), std::min(i + 2, 6));
        server.succeed(server.calls[i].id, i);
    }
    QTRY_COMPARE(m_results.size(), 6);
    for (int i = 0; i < 6; ++i)
        QCOMPARE(server.calls[i].arguments[0].toByteArray()[0], char('0' + i));
}

void tst_JobDispatcher::tooLargeForTheServer_data()
{
    QTest::addColumn<bool>("connectedBefore");
    QTest::addColumn<quint32>("maxPayload");
    QTest::addColumn<quint64>("window");
    QTest::addColumn<QString>("limit");
    for (bool before : {false, true}) {
        QTest::addRow("payload, %d", before) << before << 500u << quint64(100'000) << u"500"_qs;
        QTest::addRow("window, %d", before) << before << 50'000u << quint64(600) << u"600"_qs;
    }
}

void tst_JobDispatcher::tooLargeForTheServer()
{
    QFETCH(bool, connectedBefore);
    QFETCH(quint32, maxPayload);
    QFETCH(quint64, window);
    QFETCH(QString, limit);
    ScriptedServer server;
    server.onCall = ScriptedServer::echo(server);
    server.welcome.maxPayloadBytes = maxPayload;
    server.welcome.windowBytes = window;
    if (connectedBefore)
        connectTo(server);
    call(1);
    call(QByteArray(1000, 'x'));
    call(2);
    m_dispatcher->connectToServer(server.address());
    QTRY_COMPARE(m_results.size(), 3);
    std::ranges::sort(m_results, {}, &CallResult::callId);
    QCOMPARE(codes(), QList<ErrorCode>({ErrorCode::None, ErrorCode::TooLarge, ErrorCode::None}));
    QCOMPARE(m_results[1].execution(), Execution::NeverSent);
    const QString message = m_results[1].error().message();
    QVERIFY2(message.contains(u"10") && message.contains(limit), qPrintable(message));
    QCOMPARE(server.connections, 1);
}

void tst_JobDispatcher::theLineIsBounded_data()
{
    QTest::addColumn<qsizetype>("calls");
    QTest::addColumn<qsizetype>("bytes");
    QTest::newRow("calls") << qsizetype(3) << qsizetype(1'000'000);
    QTest::newRow("bytes") << qsizetype(1000) << qsizetype(3500);
}

void tst_JobDispatcher::theLineIsBounded()
{
    QFETCH(qsizetype, calls);
    QFETCH(qsizetype, bytes);
    m_dispatcher->setLineLimits(calls, bytes);
    for (int i = 0; i < 5; ++i)
        call(QByteArray(1000, 'x'));
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(codes(), QList<ErrorCode>(2, ErrorCode::TooBusy));
    QCOMPARE(m_results[0].execution(), Execution::NeverSent);
    QCOMPARE(m_dispatcher->outstanding(), 3);

    ScriptedServer server;
    server.onCall = ScriptedServer::echo(server);
    connectTo(server);
    QTRY_COMPARE(m_results.size(), 5); // the line is empty again
    call(QByteArray(1000, 'x'));
    QTRY_COMPARE(m_results.size(), 6);
    QVERIFY(m_results.last().succeeded());
}

void tst_JobDispatcher::theLineGivesUp()
{
    m_dispatcher->setLineTimeout(50ms);
    call();
    call();
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(codes(), QList<ErrorCode>(2, ErrorCode::NotConnected));
    QCOMPARE(m_results[0].execution(), Execution::NeverSent);
    QVERIFY(m_results[0].error().message().contains(u"connectToServer()"));

    // With a connection, a call in line behind a full window waits for as long as it takes.
    ScriptedServer server;
    server.welcome.windowCalls = 1;
    connectTo(server);
    call();
    call();
    QTest::qWait(100);
    QCOMPARE(m_results.size(), 2);
    QCOMPARE(m_dispatcher->outstanding(), 2);
}

void tst_JobDispatcher::deadlinesPassInLine()
{
    call(1);
    call(2, CallOptions().deadline(300ms));
    call(3, CallOptions().deadline(20ms));
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(codes(), QList<ErrorCode>(2, ErrorCode::Expired));
    QCOMPARE(m_results[0].callId(), CallId(3));
    QCOMPARE(m_results[0].execution(), Execution::NeverSent);
    QCOMPARE(m_dispatcher->outstanding(), 1);
}

void tst_JobDispatcher::whatRemainsOfADeadlineTravels()
{
    ScriptedServer server;
    call(1, CallOptions().deadline(20s));
    QTest::qWait(30);
    m_dispatcher->connectToServer(server.address());
    QTRY_COMPARE(server.calls.size(), 1);
    QVERIFY(server.calls[0].deadlineMs <= 20'000 - 30);
    QVERIFY(server.calls[0].deadlineMs > 1000);
}

void tst_JobDispatcher::failFastDoesNotWait()
{
    call(1, CallOptions().failFast());
    call(2);
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].callId(), CallId(1));
    QCOMPARE(m_results[0].error().code(), ErrorCode::NotConnected);

    m_dispatcher->setFailFast(true);
    call(3);
    QTRY_COMPARE(m_results.size(), 2);

    // In line behind a full window it waits; when the connection goes, it ends.
    ScriptedServer server;
    server.welcome.windowCalls = 1;
    connectTo(server);
    QTRY_COMPARE(server.calls.size(), 1);
    call(4);
    server.stop();
    QTRY_COMPARE(m_results.size(), 4);
    QCOMPARE(m_results[3].callId(), CallId(4));
    QCOMPARE(m_results[3].error().code(), ErrorCode::NotConnected);
}

// Lost connections

void tst_JobDispatcher::aLostConnectionEndsWhatWasSent()
{
    ScriptedServer server;
    server.welcome.windowCalls = 100;
    connectTo(server);
    for (int i = 0; i < 200; ++i)
        call(i);
    QTRY_COMPARE(server.calls.size(), 100);

    // By the time the program hears of it, it has heard of every call that was sent.
    qsizetype endedBefore = -1;
    connect(m_dispatcher.get(), &JobDispatcher::disconnected, this,
            [&] { endedBefore = m_results.size(); });
    server.cut();
    QTRY_COMPARE(endedBefore, 100);
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(m_results[i].error().code(), ErrorCode::ConnectionLost);
        QCOMPARE(m_results[i].execution(), Execution::Unknown);
        QCOMPARE(m_results[i].callId(), CallId(i + 1));
    }
    // What was not sent goes out on the next connection.
    QTRY_COMPARE(server.calls.size(), 200);
    server.onCall = ScriptedServer::echo(server);
    for (int i = 100; i < 200; ++i) {
        QCOMPARE(server.calls[i].arguments[0].toInt(), i);
        server.succeed(server.calls[i].id, i);
    }
    QTRY_COMPARE(m_results.size(), 200);
    QVERIFY(m_results[199].succeeded());
    QCOMPARE(m_results[199].attempts(), 1);
}

void tst_JobDispatcher::idempotentCallsAreSentAgain()
{
    ScriptedServer server;
    server.welcome.windowCalls = 2;
    connectTo(server);
    call(1, CallOptions().idempotent());
    call(2);
    call(3);
    QTRY_COMPARE(server.calls.size(), 2);
    server.cut();
    server.onCall = ScriptedServer::echo(server);
    QTRY_COMPARE(m_results.size(), 3);
    QCOMPARE(codes(),
             QList<ErrorCode>({ErrorCode::ConnectionLost, ErrorCode::None, ErrorCode::None}));
    QCOMPARE(m_results[1].value<int>(), 1); // before what was called later
    QCOMPARE(m_results[1].attempts(), 2);
    QCOMPARE(m_results[2].value<int>(), 3);
}

void tst_JobDispatcher::idempotentCallsGiveUpAfterThree()
{
    ScriptedServer server;
    server.onCall = [&](const ScriptedServer::ReceivedCall &) {
        QMetaObject::invokeMethod(
            &server, [&] { server.cut(); }, Qt::QueuedConnection);
    };
    connectTo(server);
    call(1, CallOptions().idempotent());
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].error().code(), ErrorCode::ConnectionLost);
    QCOMPARE(m_results[0].attempts(), 3);
    QVERIFY(m_results[0].error().message().contains(u"3 times"));
    QCOMPARE(server.calls.size(), 3);
}

void tst_JobDispatcher::cutAtEveryByte()
{
    const QByteArray frame = ScriptedServer::resultFrame(1, u"abc"_qs);
    for (qsizetype size = 0; size <= frame.size(); ++size) {
        ScriptedServer server;
        server.onCall = [&](const ScriptedServer::ReceivedCall &received) {
            server.send(ScriptedServer::resultFrame(received.id, u"abc"_qs).first(size));
            server.cut();
        };
        init();
        connectTo(server);
        call();
        QTRY_COMPARE(m_results.size(), 1);
        QCOMPARE(m_results[0].succeeded(), size == frame.size());
        QCOMPARE(m_dispatcher->outstanding(), 0);
    }
}

void tst_JobDispatcher::nonsenseEndsTheConnection_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("size") << QByteArray("\x7f\xff\xff\xff\x0a", 5);
    QTest::newRow("type") << QByteArray("\0\0\0\x9\x7f\0\0\0\0\0\0\0\1", 13);
    QTest::newRow("fields") << QByteArray("\0\0\0\xa\xb\0\0\0\0\0\0\0\1!", 14);
    QTest::newRow("not a server's") << QByteArray("\0\0\0\x9\x6\0\0\0\0\0\0\0\1", 13);
    QByteArray welcome;
    Wire::write(welcome, 0, Wire::Welcome{});
    QTest::newRow("Welcome") << welcome;
}

void tst_JobDispatcher::nonsenseEndsTheConnection()
{
    QFETCH(QByteArray, bytes);
    ScriptedServer server;
    connectTo(server);
    QSignalSpy disconnected(m_dispatcher.get(), &JobDispatcher::disconnected);
    call();
    QTRY_COMPARE(server.calls.size(), 1);
    server.send(bytes);
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].error().code(), ErrorCode::ConnectionLost);
    QTRY_COMPARE(disconnected.size(), 1);
    QVERIFY(disconnected[0][0].toString().contains(u"broke the protocol"));
    QTRY_COMPARE(server.connections, 2);
}

void tst_JobDispatcher::theServerTakesItsLeave()
{
    ScriptedServer server;
    connectTo(server);
    QSignalSpy disconnected(m_dispatcher.get(), &JobDispatcher::disconnected);
    server.sendMessage(0, Wire::Goodbye{"Back in an hour."});
    QTRY_COMPARE(disconnected.size(), 1);
    QVERIFY(disconnected[0][0].toString().contains(u"Back in an hour."));
    QVERIFY(disconnected[0][0].toString().contains(server.address()));
}

void tst_JobDispatcher::reconnectsAgainAndAgain()
{
    ScriptedServer server;
    server.onCall = ScriptedServer::echo(server);
    QSignalSpy connected(m_dispatcher.get(), &JobDispatcher::connected);
    QSignalSpy disconnected(m_dispatcher.get(), &JobDispatcher::disconnected);
    QSignalSpy failed(m_dispatcher.get(), &JobDispatcher::connectionFailed);
    m_dispatcher->connectToServer(server.address());
    for (int restart = 0; restart <= 5; ++restart) {
        QTRY_COMPARE(connected.size(), restart + 1);
        call(restart);
        QTRY_COMPARE(m_results.size(), restart + 1);
        QVERIFY(m_results.last().succeeded());
        server.stop();
        QTRY_COMPARE(disconnected.size(), restart + 1);
        QTRY_VERIFY(failed.size() > restart); // at least one attempt while it is away
        QCOMPARE(m_dispatcher->state(), JobDispatcher::State::Connecting);
        server.start();
    }
}

void tst_JobDispatcher::aSilentServerIsGivenUp()
{
    m_dispatcher->setHeartbeat(20ms);
    ScriptedServer server;
    connectTo(server);
    call();
    QTRY_VERIFY(server.pings >= 4); // it answers them
    QVERIFY(m_results.isEmpty());
    server.answersPings = false;
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].error().code(), ErrorCode::ConnectionLost);
    QCOMPARE(m_results[0].execution(), Execution::Unknown);
    QVERIFY(m_results[0].error().message().contains(u"silent"));
}

void tst_JobDispatcher::anIdleServerMayBeSilent()
{
    m_dispatcher->setHeartbeat(5ms);
    ScriptedServer server;
    server.answersPings = false;
    connectTo(server);
    QTest::qWait(60);
    QVERIFY(m_dispatcher->isConnected());
    QCOMPARE(server.pings, 0);
}

// Cancelling

void tst_JobDispatcher::cancelInLine()
{
    const CallId id = call();
    QVERIFY(m_dispatcher->cancel(id));
    QVERIFY(m_results.isEmpty());
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].error().code(), ErrorCode::Cancelled);
    QCOMPARE(m_results[0].execution(), Execution::NeverSent);
    QVERIFY(!m_dispatcher->cancel(id));
}

void tst_JobDispatcher::cancelWhatWasSent()
{
    ScriptedServer server;
    connectTo(server);
    const CallId answered = call();
    const CallId lost = call(1, CallOptions().idempotent());
    QTRY_COMPARE(server.calls.size(), 2);
    m_dispatcher->cancel(answered);
    m_dispatcher->cancel(lost);
    QTRY_COMPARE(server.cancelled.size(), 2);
    QCOMPARE(server.cancelled[0], quint64(answered));
    server.fail(server.calls[0].id, ErrorCode::Cancelled, Execution::Started, u"Cancelled."_qs);
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].execution(), Execution::Started);
    // What nobody wants is not sent again.
    server.cut();
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(m_results[1].error().code(), ErrorCode::Cancelled);
    QCOMPARE(m_results[1].execution(), Execution::Unknown);
    QTRY_COMPARE(server.connections, 2);
    QCOMPARE(server.calls.size(), 2);
}

void tst_JobDispatcher::deletingACallCancelsIt()
{
    ScriptedServer server;
    server.welcome.windowCalls = 1;
    connectTo(server);
    Call *sent = m_dispatcher->call("f");
    Call *inLine = m_dispatcher->call("g");
    m_dispatcher->call("h");
    QTRY_COMPARE(server.calls.size(), 1);
    delete inLine;
    delete sent;
    QTRY_COMPARE(server.cancelled.size(), 1);
    server.fail(server.calls[0].id, ErrorCode::Cancelled, Execution::Started, {});
    QTRY_COMPARE(server.calls.size(), 2);
    QCOMPARE(server.calls[1].procedure, "h");
}

// Attempts that fail

void tst_JobDispatcher::failedAttemptsSayWhy_data()
{
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<QString>("hint");
    const QString foreign = u"does not speak AMP"_qs;
    QTest::newRow("web server") << QByteArray("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n")
                                << true << u"\"HTTP/1.1 400 Bad Request\""_qs;
    QTest::newRow("ssh") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << false << foreign;
    QTest::newRow("tls alert") << QByteArray("\x15\x03\x01\x00\x02\x02\x46", 7) << false << foreign;
    QTest::newRow("a few bytes") << QByteArray("\0\0", 2) << true << foreign;
    QTest::newRow("terminal control") << QByteArray("\x1b[2Jboo") << false << u"\\x1b[2Jboo"_qs;
    QTest::newRow("another message")
        << QByteArray("\0\0\0\x9\xd\0\0\0\0\0\0\0\1", 13) << false << foreign;
    QTest::newRow("closes") << QByteArray() << true << u"without a word"_qs;
    QTest::newRow("silence") << QByteArray() << false << u"has said nothing within 0.05 s"_qs;
    Wire::Welcome newer;
    newer.version = 2;
    QByteArray welcome;
    Wire::write(welcome, 0, newer);
    QTest::newRow("newer") << welcome << false << u"version 2"_qs;
}

void tst_JobDispatcher::failedAttemptsSayWhy()
{
    QFETCH(QByteArray, says);
    QFETCH(bool, closes);
    QFETCH(QString, hint);
    QTcpServer stranger;
    stranger.listen(QHostAddress::LocalHost);
    connect(&stranger, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *socket = stranger.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [=] {
            socket->readAll();
            socket->write(says);
            if (closes)
                socket->disconnectFromHost();
        });
    });
    m_dispatcher->setReconnect(false);
    if (says.isEmpty() && !closes)
        m_dispatcher->setConnectTimeout(50ms);
    QSignalSpy failed(m_dispatcher.get(), &JobDispatcher::connectionFailed);
    const QString address = u"127.0.0.1:%1"_qs.arg(stranger.serverPort());
    m_dispatcher->connectToServer(address);
    QVERIFY(failed.wait());
    const QString reason = failed[0][0].toString();
    QVERIFY2(reason.contains(hint) && reason.contains(address), qPrintable(reason));
    QCOMPARE(m_dispatcher->state(), JobDispatcher::State::Disconnected);
}

void tst_JobDispatcher::badAddresses()
{
    QSignalSpy failed(m_dispatcher.get(), &JobDispatcher::connectionFailed);
    m_dispatcher->connectToServer(u"nonsense");
    QVERIFY(failed.isEmpty());
    QVERIFY(failed.wait());
    QVERIFY(failed[0][0].toString().contains(u"nonsense"));
    QCOMPARE(m_dispatcher->state(), JobDispatcher::State::Disconnected);
}

void tst_JobDispatcher::refusals_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<bool>("isForGood");
    QTest::newRow("full") << ErrorCode::TooBusy << false;
    QTest::newRow("ending") << ErrorCode::ShuttingDown << false;
    QTest::newRow("not permitted") << ErrorCode::NotPermitted << true;
    QTest::newRow("version") << ErrorCode::ProtocolError << true;
}

void tst_JobDispatcher::refusals()
{
    QFETCH(ErrorCode, code);
    QFETCH(bool, isForGood);
    m_dispatcher->setReconnectDelay(1ms, isForGood ? 10min : 5ms);
    ScriptedServer server;
    server.refuse = Wire::Refuse{code, "Only on Tuesdays."};
    QSignalSpy failed(m_dispatcher.get(), &JobDispatcher::connectionFailed);
    m_dispatcher->connectToServer(server.address());
    QVERIFY(failed.wait());
    QVERIFY(failed[0][0].toString().contains(u"Only on Tuesdays."));
    if (isForGood) {
        QTest::qWait(30);
        QCOMPARE(server.connections, 1);
    } else {
        QTRY_VERIFY(server.connections >= 3);
        server.refuse.reset();
        QTRY_VERIFY(m_dispatcher->isConnected());
    }
}

void tst_JobDispatcher::withoutReconnectCallsEnd()
{
    ScriptedServer server;
    const QString address = server.address();
    server.stop();
    m_dispatcher->setReconnect(false);
    m_dispatcher->connectToServer(address);
    call();
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].error().code(), ErrorCode::NotConnected);
    QCOMPARE(m_results[0].execution(), Execution::NeverSent);
    QVERIFY(m_results[0].error().message().contains(address));
    call();
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(m_results[1].error().code(), ErrorCode::NotConnected);

    server.start();
    server.onCall = ScriptedServer::echo(server);
    m_dispatcher->connectToServer(address); // tries again
    call();
    QTRY_COMPARE(m_results.size(), 3);
    QVERIFY(m_results[2].succeeded());
}

// Everything else

void tst_JobDispatcher::severalServersShareTheCalls()
{
    ScriptedServer first, second;
    second.welcome.windowCalls = 2;
    connectTo(first);
    call(0);
    QTRY_COMPARE(first.calls.size(), 1);
    connectToIdleServer(second);
    m_dispatcher->connectToServer(first.address()); // does nothing
    for (int i = 1; i < 10; ++i)
        call(i);
    QTRY_COMPARE(first.calls.size(), 8);
    QTRY_COMPARE(second.calls.size(), 2);
    QCOMPARE(first.connections, 1);
}

void tst_JobDispatcher::anotherServerTakesOver()
{
    ScriptedServer first, second;
    second.onCall = ScriptedServer::echo(second);
    connectTo(first);
    call(1, CallOptions().idempotent());
    call(2);
    QTRY_COMPARE(first.calls.size(), 2);
    connectToIdleServer(second);
    call(3);
    QTRY_COMPARE(m_results.size(), 1);
    QSignalSpy disconnected(m_dispatcher.get(), &JobDispatcher::disconnected);
    first.stop();
    QTRY_COMPARE(m_results.size(), 3);
    QCOMPARE(m_results[1].error().code(), ErrorCode::ConnectionLost);
    QCOMPARE(m_results[2].value<int>(), 1);
    QVERIFY(disconnected.isEmpty()); // one of two is still there
}

void tst_JobDispatcher::disconnectEndsEverything()
{
    ScriptedServer server;
    server.welcome.windowCalls = 1;
    connectTo(server);
    QSignalSpy disconnected(m_dispatcher.get(), &JobDispatcher::disconnected);
    call();
    call();
    QTRY_COMPARE(server.calls.size(), 1);
    m_dispatcher->disconnectFromServer();
    QCOMPARE(m_dispatcher->state(), JobDispatcher::State::Disconnected);
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(codes(), QList<ErrorCode>({ErrorCode::Cancelled, ErrorCode::NotConnected}));
    QCOMPARE(m_results[0].execution(), Execution::Unknown);
    QCOMPARE(m_results[1].execution(), Execution::NeverSent);
    QTRY_COMPARE(server.goodbyes, 1);
    QVERIFY(disconnected.isEmpty());
    connectTo(server);
}

void tst_JobDispatcher::theDestructorSaysGoodbye()
{
    ScriptedServer server;
    connectTo(server);
    auto future = m_dispatcher->call<int>("f");
    m_dispatcher.reset();
    QVERIFY(future.isFinished());
    QTRY_COMPARE(server.goodbyes, 1);
    QCOMPARE(server.calls.size(), 1);
}

void tst_JobDispatcher::pingAndCommand()
{
    ScriptedServer server;
    server.onCommand = [&](quint64 id, const Wire::Command &command) {
        if (command.verb == "stats") {
            const QByteArray frame = ScriptedServer::resultFrame(id, u"figures"_qs);
            const auto result = *Wire::parse(scanFrame(frame).frame);
            server.sendMessage(
                id, Wire::Reply{ErrorCode::None, {}, std::get<Wire::Result>(result).value});
        } else {
            server.sendMessage(id, Wire::Reply{ErrorCode::NotPermitted, "No.", {}});
        }
    };
    connectTo(server);
    QStringList heard;
    const auto hear = [&](const Result<QVariant> &reply) {
        heard << (reply ? reply->toString() : reply.error().message());
    };
    m_dispatcher->command(this, hear, "stats");
    m_dispatcher->command(this, hear, "pause");
    auto context = std::make_unique<QObject>();
    m_dispatcher->command(
        context.get(), [](const auto &) { QFAIL("told"); }, "stats");
    context.reset();
    m_dispatcher->ping(this, [&](const Result<std::chrono::microseconds> &time) {
        heard << (time && *time > 0us ? u"pong"_qs : u"?"_qs);
    });
    QVERIFY(heard.isEmpty());
    QTRY_COMPARE(heard, QStringList({u"figures"_qs, u"No."_qs, u"pong"_qs}));
}

void tst_JobDispatcher::pingAndCommandFail()
{
    QList<ErrorCode> heard;
    const auto hear = [&](const auto &reply) { heard << reply.error().code(); };
    m_dispatcher->ping(this, hear);
    m_dispatcher->command(this, hear, "stats");
    QVERIFY(heard.isEmpty());
    QTRY_COMPARE(heard, QList<ErrorCode>(2, ErrorCode::NotConnected));

    ScriptedServer server;
    server.answersPings = false;
    connectTo(server);
    heard.clear();
    m_dispatcher->ping(this, hear);
    m_dispatcher->command(this, hear, "stats");
    QTRY_COMPARE(server.pings, 1);
    server.stop();
    QTRY_COMPARE(heard, QList<ErrorCode>(2, ErrorCode::ConnectionLost));
}

void tst_JobDispatcher::waitForConnected()
{
    QString address;
    QThread thread;
    QObject inThread;
    inThread.moveToThread(&thread);
    thread.start();
    ScriptedServer *server = nullptr;
    QMetaObject::invokeMethod(
        &inThread, [&] { server = new ScriptedServer; }, Qt::BlockingQueuedConnection);
    bool slotRan = false;
    QTimer::singleShot(0, this, [&] { slotRan = true; });
    QSignalSpy connected(m_dispatcher.get(), &JobDispatcher::connected);
    m_dispatcher->connectToServer(server->address());
    const bool ok = m_dispatcher->waitForConnected(5s);
    const bool again = m_dispatcher->waitForConnected(0s);
    const bool quiet = !slotRan && connected.isEmpty();
    auto answer = m_dispatcher->call<int>("f");
    QTRY_COMPARE(connected.size(), 1);
    QMetaObject::invokeMethod(
        &inThread, [&] { delete server; }, Qt::BlockingQueuedConnection);
    thread.quit();
    thread.wait();
    QVERIFY(ok);
    QVERIFY(again);
    QVERIFY(quiet);
}

void tst_JobDispatcher::waitForConnectedGivesUp_data()
{
    QTest::addColumn<bool>("listens");
    QTest::addColumn<bool>("reconnects");
    QTest::newRow("nobody, once") << false << false;
    QTest::newRow("nobody, again and again") << false << true;
    QTest::newRow("silence, once") << true << false;
    QTest::newRow("silence, again and again") << true << true;
}

void tst_JobDispatcher::waitForConnectedGivesUp()
{
    QFETCH(bool, listens);
    QFETCH(bool, reconnects);
    QVERIFY(!m_dispatcher->waitForConnected(5s)); // nothing is being tried
    ScriptedServer server;                        // while this thread waits, it cannot answer
    if (!listens)
        server.stop();
    m_dispatcher->setReconnect(reconnects);
    m_dispatcher->setConnectTimeout(40ms);
    m_dispatcher->connectToServer(server.address());
    QVERIFY(!m_dispatcher->waitForConnected(reconnects ? 150ms : 5000ms));
    QCOMPARE(m_dispatcher->state(),
             reconnects ? JobDispatcher::State::Connecting : JobDispatcher::State::Disconnected);
}

void tst_JobDispatcher::signalsMayDeleteTheDispatcher_data()
{
    QTest::addColumn<QString>("deed");
    QTest::newRow("delete") << u"delete"_qs;
    QTest::newRow("disconnect") << u"disconnect"_qs;
    QTest::newRow("nested loop") << u"nested loop"_qs;
}

void tst_JobDispatcher::signalsMayDeleteTheDispatcher()
{
    QFETCH(QString, deed);
    ScriptedServer server;
    const auto act = [&](int &count) {
        ++count;
        if (deed == u"delete")
            m_dispatcher.reset();
        else if (deed == u"disconnect")
            m_dispatcher->disconnectFromServer();
        else
            QTest::qWait(5);
    };
    int connectedCount = 0, disconnectedCount = 0, failedCount = 0;
    connect(m_dispatcher.get(), &JobDispatcher::connected, this, [&] { act(connectedCount); });
    m_dispatcher->connectToServer(server.address());
    QTRY_COMPARE(connectedCount, 1);

    init();
    connectTo(server);
    call();
    connect(m_dispatcher.get(), &JobDispatcher::disconnected, this,
            [&] { act(disconnectedCount); });
    server.stop();
    QTRY_COMPARE(disconnectedCount, 1);

    init();
    connect(m_dispatcher.get(), &JobDispatcher::connectionFailed, this, [&] { act(failedCount); });
    m_dispatcher->connectToServer(server.address());
    QTRY_VERIFY(failedCount > 0);
}

void tst_JobDispatcher::callbacksMayDoAnything_data()
{
    QTest::addColumn<QString>("deed");
    for (const char *deed : {"delete", "disconnect", "call", "cancel others", "nested loop", "cut",
                             "call in nested loop", "delete in nested loop"})
        QTest::newRow(deed) << QString::fromLatin1(deed);
}

// Ten results come in one read; the code that receives the third does the deed.
void tst_JobDispatcher::callbacksMayDoAnything()
{
    QFETCH(QString, deed);
    ScriptedServer server;
    connectTo(server);
    QList<CallId> ids;
    int told = 0;
    for (int i = 0; i < 10; ++i)
        ids << m_dispatcher->call(
            this,
            [&](const CallResult &result) {
                if (++told != 3)
                    return;
                QCOMPARE(result.value<int>(), 3);
                if (deed == u"delete")
                    m_dispatcher.reset();
                else if (deed == u"disconnect")
                    m_dispatcher->disconnectFromServer();
                else if (deed == u"call")
                    call();
                else if (deed == u"cancel others")
                    for (CallId id : ids)
                        m_dispatcher->cancel(id);
                else if (deed == u"cut")
                    server.cut();
                else if (deed == u"delete in nested loop") {
                    QTimer::singleShot(0, this, [this] { m_dispatcher.reset(); });
                    QTRY_VERIFY(!m_dispatcher);
                } else if (deed == u"call in nested loop") {
                    call();
                    QTRY_COMPARE(server.calls.size(), 11);
                    server.send(ScriptedServer::resultFrame(server.calls[10].id, 11));
                    QTRY_COMPARE(m_results.size(), 1);
                } else
                    QTRY_COMPARE(told, 10);
            },
            "f");
    QTRY_COMPARE(server.calls.size(), 10);
    QByteArray answers;
    for (const auto &received : std::as_const(server.calls))
        answers += ScriptedServer::resultFrame(received.id, int(received.id));
    server.send(answers);
    if (deed == u"delete in nested loop") // which may have had some more
        QTRY_VERIFY(told >= 3 && !m_dispatcher);
    else
        QTRY_COMPARE(told, deed == u"delete" ? 3 : 10);
    if (deed == u"call")
        QTRY_COMPARE(server.calls.size(), 11);
}

QTEST_GUILESS_MAIN(tst_JobDispatcher)
#include "tst_jobdispatcher.moc"
