// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Call::waitForFinished() and Dispatcher::callAndWait(), with and without an event loop.

#include <memory>

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QTimer>

#include "client/jobdispatcher.h"
#include "tests/support/scriptedserver.h"

using namespace Amp;
using namespace std::chrono_literals;

namespace {

// A scripted server that goes on while the test's thread waits.
class ServerThread
{
public:
    explicit ServerThread(const std::function<void(ScriptedServer &)> &script)
    {
        m_inThread.moveToThread(&m_thread);
        m_thread.start();
        run([&] {
            m_server = new ScriptedServer;
            m_server->onCall = ScriptedServer::echo(*m_server);
            script(*m_server);
            m_address = m_server->address();
        });
    }
    ~ServerThread()
    {
        run([this] { delete m_server; });
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(ServerThread)

    void run(const std::function<void()> &function)
    {
        QMetaObject::invokeMethod(&m_inThread, function, Qt::BlockingQueuedConnection);
    }
    ScriptedServer &server() { return *m_server; }
    QString address() const { return m_address; }

private:
    QThread m_thread;
    QObject m_inThread;
    ScriptedServer *m_server = nullptr;
    QString m_address;
};

// Works by events alone: it answers from timers.
class EventDispatcher : public Dispatcher
{
public:
    int delayMs = 5;

private:
    void submit(CallRequest &request) override
    {
        if (delayMs >= 0)
            QTimer::singleShot(delayMs, this,
                               [this, id = request.id] { deliver(CallResult(id, 1)); });
    }
    void withdraw(CallId id) override
    {
        deliver(CallResult(id, Error(ErrorCode::Cancelled, u"cancelled"_qs), Execution::Started));
    }
};

const auto echoing = [](ScriptedServer &) {};

} // namespace

class tst_Waiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void nothingOfTheProgramRuns();
    void whatCameMeanwhileFollowsInOrder();
    void callAndWait();
    void theTimeoutLeavesTheCall();
    void inACallback();
    void finishedCallsAndDestroyedOnes();
    void largeCallsAndResults();
    void severalServers();

    void lostConnections_data();
    void lostConnections();
    void aSilentServerIsGivenUp();
    void whatEndsACallInLine_data();
    void whatEndsACallInLine();

    void byEventsOnlyTheDispatcherHoldsBack();
    void byEventsTheTimeoutLeavesTheCall();
    void byEventsTheProgramMayDoAnything_data();
    void byEventsTheProgramMayDoAnything();

private:
    void noteResult(QByteArrayView procedure, const QVariant &argument);

    std::unique_ptr<JobDispatcher> m_dispatcher;
    QStringList m_notes;
};

void tst_Waiting::init()
{
    m_dispatcher = std::make_unique<JobDispatcher>();
    m_dispatcher->setReconnectDelay(1ms, 10ms);
    m_notes.clear();
}

void tst_Waiting::cleanup()
{
    m_dispatcher.reset();
}

void tst_Waiting::noteResult(QByteArrayView procedure, const QVariant &argument)
{
    m_dispatcher->call(
        this, [this](const CallResult &result) { m_notes << result.value<QString>(); }, procedure,
        argument);
}

void tst_Waiting::nothingOfTheProgramRuns()
{
    ServerThread thread(echoing);
    bool ran = false;
    const auto note = [&] { ran = true; };
    QTimer::singleShot(0, this, note);
    QMetaObject::invokeMethod(this, note, Qt::QueuedConnection);
    connect(m_dispatcher.get(), &JobDispatcher::connected, this, note);
    m_dispatcher->connectToServer(thread.address());
    noteResult("f", u"other"_qs);
    Call *call = m_dispatcher->call("f", "mine");
    connect(call, &Call::finished, this, note);
    QVERIFY(!call->isFinished());
    QVERIFY(call->waitForFinished());
    QVERIFY(call->isFinished());
    QCOMPARE(call->result().value<QString>(), u"mine"_qs);
    QVERIFY(call->waitForFinished(0ms));
    QVERIFY(!ran);
    QVERIFY(m_notes.isEmpty());
    QSignalSpy finished(call, &Call::finished);
    QVERIFY(finished.wait());
    QVERIFY(ran);
    QCOMPARE(m_notes, QStringList{u"other"_qs});
}

void tst_Waiting::whatCameMeanwhileFollowsInOrder()
{
    ServerThread thread(echoing);
    m_dispatcher->connectToServer(thread.address());
    for (int i = 1; i <= 3; ++i)
        noteResult("f", i);
    Call *call = m_dispatcher->call("f", 4);
    connect(call, &Call::finished, this, [this] { m_notes << u"4"_qs; });
    noteResult("f", 5);
    QVERIFY(call->waitForFinished());
    QCOMPARE(m_dispatcher->callAndWait("f", 6).value<int>(), 6);
    QCOMPARE(m_dispatcher->outstanding(), 5);
    QTRY_COMPARE(m_notes.join(u' '), u"1 2 3 4 5"_qs);
    QCOMPARE(m_dispatcher->outstanding(), 0);
}

void tst_Waiting::callAndWait()
{
    ServerThread thread([](ScriptedServer &server) {
        server.onCall = [&server](const ScriptedServer::ReceivedCall &call) {
            if (call.procedure == "fail")
                server.fail(call.id, ErrorCode::ProcedureFailed, Execution::Started, u"no"_qs);
            else
                server.succeed(call.id, call.timeoutMs);
        };
    });
    m_dispatcher->connectToServer(thread.address());
    QCOMPARE(m_dispatcher->callAndWait(CallOptions().timeout(5s), "f").value<int>(), 5000);
    const CallResult failed = m_dispatcher->callAndWait("fail", 1);
    QCOMPARE(failed.error().code(), ErrorCode::ProcedureFailed);
    QCOMPARE(failed.execution(), Execution::Started);
    QCOMPARE(m_dispatcher->callAndWait("").error().code(), ErrorCode::NoSuchProcedure);
    QCOMPARE(m_dispatcher->outstanding(), 0);
    QCoreApplication::processEvents(); // what is left of them in the queue is nobody's
}

void tst_Waiting::theTimeoutLeavesTheCall()
{
    ServerThread thread([](ScriptedServer &server) { server.onCall = {}; });
    m_dispatcher->connectToServer(thread.address());
    Call *call = m_dispatcher->call("f", 7);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(!call->waitForFinished(30ms));
    QVERIFY(clock.elapsed() >= 30);
    QVERIFY(!call->isFinished());
    QVERIFY(!call->waitForFinished(0ms));
    thread.run([&] { thread.server().succeed(quint64(call->id()), 7); });
    QSignalSpy finished(call, &Call::finished);
    QVERIFY(finished.wait());
}

void tst_Waiting::inACallback()
{
    ServerThread thread(echoing);
    m_dispatcher->connectToServer(thread.address());
    m_dispatcher->call(
        this,
        [this](const CallResult &) {
            noteResult("f", u"later"_qs);
            m_notes << m_dispatcher->callAndWait("f", "waited").value<QString>();
        },
        "f");
    noteResult("f", u"other"_qs);
    QTRY_COMPARE(m_notes, QStringList({u"waited"_qs, u"other"_qs, u"later"_qs}));
}

void tst_Waiting::finishedCallsAndDestroyedOnes()
{
    ServerThread thread(echoing);
    m_dispatcher->connectToServer(thread.address());
    Call *call = m_dispatcher->call("f", 1);
    bool known = false;
    connect(call, &Call::succeeded, this,
            [&] { known = call->isFinished() && call->waitForFinished(); });
    QTRY_VERIFY(known);

    // A call that is deleted needs no result, and the others do not mind.
    Call *kept = m_dispatcher->call("f", 2);
    delete m_dispatcher->call("f", 3);
    QVERIFY(kept->waitForFinished());
}

void tst_Waiting::largeCallsAndResults()
{
    ServerThread thread(echoing);
    m_dispatcher->connectToServer(thread.address());
    const QByteArray large(12 * 1024 * 1024, 'x');
    Call *behind = m_dispatcher->call("f", large);
    QCOMPARE(m_dispatcher->callAndWait("f", large).value<QByteArray>(), large);
    QVERIFY(behind->waitForFinished());
}

void tst_Waiting::severalServers()
{
    ServerThread first(echoing), second(echoing);
    m_dispatcher->connectToServer(first.address());
    m_dispatcher->connectToServer(second.address());
    m_dispatcher->connectToServer(u"local:amp-nobody-listens-here"_qs);
    QList<Call *> calls;
    for (int i = 0; i < 20; ++i)
        calls << m_dispatcher->call("f", i);
    for (int i = 19; i >= 0; --i) {
        QVERIFY(calls[i]->waitForFinished(5s));
        QCOMPARE(calls[i]->result().value<int>(), i);
    }
}

void tst_Waiting::lostConnections_data()
{
    QTest::addColumn<bool>("idempotent");
    QTest::newRow("ends the call") << false;
    QTest::newRow("idempotent: connects and sends again") << true;
}

void tst_Waiting::lostConnections()
{
    QFETCH(bool, idempotent);
    ServerThread thread([](ScriptedServer &server) {
        server.onCall = [&server](const ScriptedServer::ReceivedCall &call) {
            if (server.connections == 1)
                server.cut();
            else
                server.succeed(call.id, 1);
        };
    });
    m_dispatcher->connectToServer(thread.address());
    const CallResult result = m_dispatcher->callAndWait(CallOptions().idempotent(idempotent), "f");
    QCOMPARE(result.error().code(), idempotent ? ErrorCode::None : ErrorCode::ConnectionLost);
    QCOMPARE(result.execution(), idempotent ? Execution::Started : Execution::Unknown);
    QCOMPARE(m_dispatcher->callAndWait("f").value<int>(), 1);
}

void tst_Waiting::aSilentServerIsGivenUp()
{
    ServerThread thread([](ScriptedServer &server) {
        server.onCall = {};
        server.answersPings = false;
    });
    m_dispatcher->setHeartbeat(5ms);
    m_dispatcher->setReconnect(false);
    m_dispatcher->connectToServer(thread.address());
    const CallResult result = m_dispatcher->callAndWait("f");
    QCOMPARE(result.error().code(), ErrorCode::ConnectionLost);
    QVERIFY2(result.error().message().contains(u"silent"_qs), qPrintable(result.error().message()));
}

void tst_Waiting::whatEndsACallInLine_data()
{
    QTest::addColumn<QString>("why");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("connectToServer") << u"never called"_qs << ErrorCode::NotConnected;
    QTest::newRow("deadline") << u"deadline"_qs << ErrorCode::Expired;
    QTest::newRow("line time-out") << u"line"_qs << ErrorCode::NotConnected;
    QTest::newRow("last attempt") << u"once"_qs << ErrorCode::NotConnected;
}

void tst_Waiting::whatEndsACallInLine()
{
    QFETCH(QString, why);
    QFETCH(ErrorCode, code);
    CallOptions options;
    if (why == u"deadline")
        options.deadline(20ms);
    if (why == u"line")
        m_dispatcher->setLineTimeout(20ms);
    if (why == u"once")
        m_dispatcher->setReconnect(false);
    if (why != u"never called")
        m_dispatcher->connectToServer(u"local:amp-nobody-listens-here"_qs);
    const CallResult result = m_dispatcher->callAndWait(options, "f");
    QCOMPARE(result.error().code(), code);
    QCOMPARE(result.execution(), Execution::NeverSent);
}

void tst_Waiting::byEventsOnlyTheDispatcherHoldsBack()
{
    EventDispatcher dispatcher;
    bool told = false, timerRan = false;
    dispatcher.call(
        this, [&](const CallResult &) { told = true; }, "f");
    QTimer::singleShot(0, this, [&] { timerRan = true; });
    Call *call = dispatcher.call("f");
    QSignalSpy finished(call, &Call::finished);
    QVERIFY(call->waitForFinished());
    QCOMPARE(call->result().value<int>(), 1);
    QVERIFY(!told);
    QVERIFY(finished.isEmpty());
    QVERIFY(timerRan); // as the header says
    QVERIFY(dispatcher.callAndWait("f").succeeded());
    QVERIFY(!told);
    QVERIFY(finished.wait());
    QVERIFY(told);
}

void tst_Waiting::byEventsTheTimeoutLeavesTheCall()
{
    EventDispatcher dispatcher;
    dispatcher.delayMs = -1;
    Call *call = dispatcher.call("f");
    QVERIFY(!call->waitForFinished(10ms));
    QVERIFY(!call->waitForFinished(0ms));
    call->cancel();
    QVERIFY(call->waitForFinished());
    QCOMPARE(call->result().error().code(), ErrorCode::Cancelled);
}

void tst_Waiting::byEventsTheProgramMayDoAnything_data()
{
    QTest::addColumn<QString>("deed");
    for (const char *deed : {"delete dispatcher", "delete call", "wait", "call"})
        QTest::newRow(deed) << QString::fromLatin1(deed);
}

void tst_Waiting::byEventsTheProgramMayDoAnything()
{
    QFETCH(QString, deed);
    auto dispatcher = std::make_unique<EventDispatcher>();
    dispatcher->delayMs = deed.startsWith(u"delete"_qs) ? -1 : 10;
    QPointer<Call> call = dispatcher->call("f");
    bool inner = false;
    QTimer::singleShot(1, this, [&] {
        if (deed == u"delete dispatcher")
            dispatcher.reset();
        else if (deed == u"delete call")
            delete call;
        else if (deed == u"wait")
            inner = dispatcher->callAndWait("f").succeeded();
        else
            dispatcher->call("f");
    });
    QCOMPARE(call->waitForFinished(), !deed.startsWith(u"delete"_qs));
    QCOMPARE(inner, deed == u"wait");
    if (dispatcher)
        QTRY_COMPARE(dispatcher->outstanding(), 0);
    if (deed == u"delete dispatcher") {
        init();
        dispatcher = std::make_unique<EventDispatcher>();
        dispatcher->delayMs = -1;
        QTimer::singleShot(1, this, [&] { dispatcher.reset(); });
        QCOMPARE(dispatcher->callAndWait("f").error().code(), ErrorCode::Cancelled);
    }
}

QTEST_GUILESS_MAIN(tst_Waiting)
#include "tst_waiting.moc"
