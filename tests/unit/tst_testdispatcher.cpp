// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <memory>
#include <stdexcept>

#include <QBitArray>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include "core/dispatch/testdispatcher.h"

using namespace Amp;
using namespace std::chrono_literals;

using Script = std::function<void(TestDispatcher &)>;

class tst_TestDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_dispatcher.reset(); }

    void answersThroughTheCodec_data();
    void answersThroughTheCodec();
    void functionsGetTheArguments();
    void unexpectedCallsFail();
    void argumentsThatCannotTravelDoNotArrive();
    void theNextAnswerComesFirst();
    void failures_data();
    void failures();
    void crashesAreTriedAgainWhenIdempotent();
    void timeStandsStill();
    void boundsEndCalls_data();
    void boundsEndCalls();
    void cancel_data();
    void cancel();
    void progressAndParts();
    void callsAreRecorded();
    void answersComeFromTheEventLoop();
    void functionsMayDoAnything();
    void realTimePassesByItself();
    void waitingMovesTime();
    void waitingInRealTime();

private:
    // Makes a call whose result is added to m_results.
    CallId call(const CallOptions &options = {}, const QVariant &argument = 1)
    {
        return m_dispatcher->call(
            options, this, [this](const CallResult &result) { m_results << result; }, "f",
            argument);
    }

    std::unique_ptr<TestDispatcher> m_dispatcher;
    QList<CallResult> m_results;
};

void tst_TestDispatcher::init()
{
    m_dispatcher = std::make_unique<TestDispatcher>();
    m_results.clear();
}

void tst_TestDispatcher::answersThroughTheCodec_data()
{
    QTest::addColumn<QVariant>("scripted");
    QTest::addColumn<QVariant>("received");
    QTest::newRow("number") << QVariant(5) << QVariant(5);
    QTest::newRow("short") << QVariant::fromValue(short(5)) << QVariant(5);
    QTest::newRow("text") << QVariant(u"ä"_qs) << QVariant(u"ä"_qs);
    QTest::newRow("list") << QVariant::fromValue(QList<int>{1, 2}) << QVariant(QVariantList{1, 2});
    QTest::newRow("nothing") << QVariant() << QVariant();
}

void tst_TestDispatcher::answersThroughTheCodec()
{
    QFETCH(QVariant, scripted);
    QFETCH(QVariant, received);
    m_dispatcher->on("f").result(scripted);
    call();
    QTRY_COMPARE(m_results.size(), 1);
    QVERIFY(m_results[0].succeeded());
    QCOMPARE(m_results[0].value().metaType(), received.metaType());
    QCOMPARE(m_results[0].value(), received);
    QVERIFY(m_results[0].workerPid() != 0);
    QCOMPARE(m_results[0].attempts(), 1);
}

void tst_TestDispatcher::functionsGetTheArguments()
{
    m_dispatcher->on("add", [](const QVariantList &arguments) {
        return arguments.at(0).toInt() + arguments.at(1).toInt();
    });
    m_dispatcher->on("throw", [](const QVariantList &) -> QVariant {
        throw std::runtime_error("no such image");
    });
    QCOMPARE(m_dispatcher->callAndWait("add", 2, short(3)).value(), QVariant(5));
    const CallResult thrown = m_dispatcher->callAndWait("throw");
    QCOMPARE(thrown.error().code(), ErrorCode::ProcedureFailed);
    QVERIFY(thrown.error().message().contains(u"no such image"_qs));
    QCOMPARE(thrown.execution(), Execution::Started);
}

void tst_TestDispatcher::unexpectedCallsFail()
{
    m_dispatcher->on("strrev");
    const CallResult result = m_dispatcher->callAndWait("strref", u"x"_qs);
    QCOMPARE(result.error().code(), ErrorCode::NoSuchProcedure);
    QCOMPARE(result.execution(), Execution::NotStarted);
    QVERIFY(result.error().message().contains(u"did you mean strrev?"_qs));
    QCOMPARE(result.error().details().value(u"nearest"_qs).toStringList(),
             QStringList{u"strrev"_qs});
}

void tst_TestDispatcher::argumentsThatCannotTravelDoNotArrive()
{
    m_dispatcher->on("f").result(QBitArray(3));
    const CallResult argument = m_dispatcher->callAndWait("f", QBitArray(3));
    QCOMPARE(argument.error().code(), ErrorCode::NotSerializable);
    QCOMPARE(argument.execution(), Execution::NeverSent);
    QVERIFY(m_dispatcher->calls().isEmpty());
    const CallResult result = m_dispatcher->callAndWait("f");
    QCOMPARE(result.error().code(), ErrorCode::NotSerializable);
    QCOMPARE(result.execution(), Execution::Started);
    QVERIFY(result.error().message().startsWith(u"The result of f: "_qs));
    m_dispatcher->on("f").result(QByteArray(17 * 1024 * 1024, 'x'));
    QCOMPARE(m_dispatcher->callAndWait("f").error().code(), ErrorCode::TooLarge);
}

void tst_TestDispatcher::theNextAnswerComesFirst()
{
    m_dispatcher->on("f").result(0);
    m_dispatcher->onNext("f").result(1);
    m_dispatcher->onNext("f").fail(ErrorCode::TooBusy, u"Later."_qs);
    QStringList results;
    for (int i = 0; i < 4; ++i) {
        const CallResult result = m_dispatcher->callAndWait("f");
        results << (result.succeeded() ? result.value<QString>() : result.error().message());
    }
    QCOMPARE(results.join(u' '), u"1 Later. 0 0"_qs);
    m_dispatcher->on("f").result(7);
    QCOMPARE(m_dispatcher->callAndWait("f").value<int>(), 7);
}

void tst_TestDispatcher::failures_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<Execution>("execution");
    QTest::newRow("thrown") << ErrorCode::ProcedureFailed << Execution::Started;
    QTest::newRow("busy") << ErrorCode::TooBusy << Execution::NotStarted;
    QTest::newRow("lost") << ErrorCode::ConnectionLost << Execution::Unknown;
    QTest::newRow("unsent") << ErrorCode::NotConnected << Execution::NeverSent;
    QTest::newRow("crash") << ErrorCode::WorkerCrashed << Execution::Started;
}

void tst_TestDispatcher::failures()
{
    QFETCH(ErrorCode, code);
    QFETCH(Execution, execution);
    if (code == ErrorCode::WorkerCrashed)
        m_dispatcher->on("f").crash();
    else
        m_dispatcher->on("f").fail(code, u"Sorry."_qs, {{u"a"_qs, 1}});
    call();
    QTRY_COMPARE(m_results.size(), 1);
    const CallResult &result = m_results[0];
    QCOMPARE(result.error().code(), code);
    QCOMPARE(result.execution(), execution);
    if (code == ErrorCode::WorkerCrashed)
        QCOMPARE(result.error().details().value(u"signalName"_qs).toString(), u"SIGSEGV"_qs);
    else
        QCOMPARE(result.error().details().value(u"a"_qs).toInt(), 1);
}

void tst_TestDispatcher::crashesAreTriedAgainWhenIdempotent()
{
    const auto idempotent = CallOptions().idempotent();
    m_dispatcher->on("f").crash();
    const CallResult given = m_dispatcher->callAndWait(idempotent, "f");
    QCOMPARE(given.error().code(), ErrorCode::WorkerCrashed);
    QCOMPARE(given.attempts(), 3);
    QVERIFY(given.error().message().contains(u"tried 3 times"_qs));
    m_dispatcher->on("f").result(1);
    m_dispatcher->onNext("f").crash();
    const CallResult saved = m_dispatcher->callAndWait(idempotent, "f");
    QVERIFY(saved.succeeded());
    QCOMPARE(saved.attempts(), 2);
    m_dispatcher->onNext("f").crash();
    QVERIFY(!m_dispatcher->callAndWait("f").succeeded());
    QCOMPARE(m_dispatcher->calls().size(), 3);
}

void tst_TestDispatcher::timeStandsStill()
{
    m_dispatcher->on("f").delay(1h);
    m_dispatcher->onNext("f").delay(2h);
    const CallId slow = call();
    const CallId fast = call();
    m_dispatcher->advance(59min);
    QCoreApplication::processEvents();
    QVERIFY(m_results.isEmpty());
    m_dispatcher->advance(2h);
    QVERIFY(m_results.isEmpty()); // they come from the event loop
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(m_results[0].callId(), fast);
    QCOMPARE(m_results[1].callId(), slow);
    QCOMPARE(m_results[1].runningTime(), 2h);
}

void tst_TestDispatcher::boundsEndCalls_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<CallOptions>("options");
    QTest::addColumn<int>("afterSeconds");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<Execution>("execution");
    const auto row = [](const char *name, Script script, const CallOptions &options, int seconds,
                        ErrorCode code, Execution execution) {
        QTest::newRow(name) << script << options << seconds << code << execution;
    };
    const auto started = Execution::Started;
    row(
        "time-out", [](auto &d) { d.on("f").delay(3s); }, CallOptions().timeout(2s), 2,
        ErrorCode::TimedOut, started);
    row(
        "time-out counts from the start", [](auto &d) { d.on("f").queued(4s).delay(3s); },
        CallOptions().timeout(2s), 6, ErrorCode::TimedOut, started);
    row(
        "never", [](auto &d) { d.on("f").never(); }, CallOptions().timeout(2s), 2,
        ErrorCode::TimedOut, started);
    row(
        "deadline", [](auto &d) { d.on("f").queued(3s); }, CallOptions().deadline(2s), 2,
        ErrorCode::Expired, Execution::NotStarted);
    row(
        "a deadline bounds the start only", [](auto &d) { d.on("f").delay(3s); },
        CallOptions().deadline(2s), 3, ErrorCode::None, started);
    row(
        "within both", [](auto &d) { d.on("f").queued(1s).delay(1s); },
        CallOptions().deadline(2s).timeout(2s), 2, ErrorCode::None, started);
}

void tst_TestDispatcher::boundsEndCalls()
{
    QFETCH(Script, script);
    QFETCH(CallOptions, options);
    QFETCH(int, afterSeconds);
    QFETCH(ErrorCode, code);
    QFETCH(Execution, execution);
    script(*m_dispatcher);
    call(options);
    m_dispatcher->advance(std::chrono::seconds(afterSeconds) - 1ms);
    QCoreApplication::processEvents();
    QVERIFY(m_results.isEmpty());
    m_dispatcher->advance(1ms);
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].error().code(), code);
    QCOMPARE(m_results[0].execution(), execution);
}

void tst_TestDispatcher::cancel_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Execution>("execution");
    QTest::newRow("queued") << Script([](auto &d) { d.on("f").queued(1s); })
                            << Execution::NotStarted;
    QTest::newRow("running") << Script([](auto &d) { d.on("f").delay(1s); }) << Execution::Started;
    QTest::newRow("never") << Script([](auto &d) { d.on("f").never(); }) << Execution::Started;
}

void tst_TestDispatcher::cancel()
{
    QFETCH(Script, script);
    QFETCH(Execution, execution);
    script(*m_dispatcher);
    const CallId id = call();
    m_dispatcher->advance(10ms);
    QVERIFY(!m_dispatcher->calls().first().cancelled);
    QVERIFY(m_dispatcher->cancel(id));
    QVERIFY(m_dispatcher->calls().first().cancelled);
    m_dispatcher->advance(1h);
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results[0].error().code(), ErrorCode::Cancelled);
    QCOMPARE(m_results[0].execution(), execution);
}

void tst_TestDispatcher::progressAndParts()
{
    m_dispatcher->on("f").progress(1, 2, u"half"_qs).part(u"a"_qs).part(short(1)).result(3);
    Call *call = m_dispatcher->call("f");
    QStringList notes;
    connect(call, &Call::progressed, this, [&](quint64 done, quint64 total, const QString &text) {
        notes << u"%1/%2 %3"_qs.arg(done).arg(total).arg(text);
    });
    connect(call, &Call::partReceived, this, [&](const QVariant &v) { notes << v.toString(); });
    connect(call, &Call::succeeded, this, [&](const QVariant &v) { notes << v.toString(); });
    QTRY_COMPARE(notes, QStringList({u"1/2 half"_qs, u"a"_qs, u"1"_qs, u"3"_qs}));
}

void tst_TestDispatcher::callsAreRecorded()
{
    m_dispatcher->on("f");
    m_dispatcher->call(CallOptions().timeout(5s), "f", "text", short(2));
    m_dispatcher->call("unknown");
    QCOMPARE(m_dispatcher->calls().size(), 2);
    const QList<TestDispatcher::RecordedCall> calls = m_dispatcher->callsOf("f");
    QCOMPARE(calls.size(), 1);
    QCOMPARE(calls[0].procedure, "f");
    QCOMPARE(calls[0].arguments, QVariantList({u"text"_qs, 2}));
    QCOMPARE(calls[0].options.timeout(), 5s);
    m_dispatcher->clearCalls();
    QVERIFY(m_dispatcher->calls().isEmpty());
}

void tst_TestDispatcher::answersComeFromTheEventLoop()
{
    int runs = 0;
    m_dispatcher->on("f", [&](const QVariantList &) { return ++runs; });
    QSignalSpy finished(m_dispatcher->call("f"), &Call::finished);
    QCOMPARE(runs, 0);
    QVERIFY(finished.wait());
    QCOMPARE(runs, 1);
}

void tst_TestDispatcher::functionsMayDoAnything()
{
    m_dispatcher->on("f", [&](const QVariantList &arguments) {
        if (arguments.first().toInt() == 1) {
            m_dispatcher->on("f", [](const QVariantList &) { return u"new"_qs; });
            call({}, 2);
        }
        return QVariant();
    });
    call();
    QTRY_COMPARE(m_results.size(), 2);
    QCOMPARE(m_results[1].value<QString>(), u"new"_qs);

    const QPointer<TestDispatcher> dispatcher(m_dispatcher.get());
    m_dispatcher->on("f", [&](const QVariantList &) {
        m_dispatcher.reset();
        return QVariant();
    });
    call();
    call();
    QTRY_VERIFY(!dispatcher);
    QCOMPARE(m_results.size(), 2);
}

void tst_TestDispatcher::realTimePassesByItself()
{
    m_dispatcher->useRealTime();
    m_dispatcher->on("f").delay(20ms);
    QElapsedTimer clock;
    clock.start();
    call();
    QTRY_COMPARE(m_results.size(), 1);
    QVERIFY(clock.elapsed() >= 20);
}

void tst_TestDispatcher::waitingMovesTime()
{
    m_dispatcher->on("f").delay(2h);
    m_dispatcher->onNext("f").delay(1h);
    call(); // another one ends within the wait
    Call *slow = m_dispatcher->call("f");
    QVERIFY(!slow->waitForFinished(90min));
    QVERIFY(!slow->isFinished());
    QVERIFY(slow->waitForFinished(30min));
    QVERIFY(slow->result().succeeded());
    QCOMPARE(slow->result().runningTime(), 2h);
    QVERIFY(m_results.isEmpty());
    QSignalSpy finished(slow, &Call::finished);
    QVERIFY(finished.wait());
    QCOMPARE(m_results.size(), 1);

    m_dispatcher->on("f").never();
    const CallResult never = m_dispatcher->callAndWait("f");
    QCOMPARE(never.error().code(), ErrorCode::Cancelled);
    QCOMPARE(never.execution(), Execution::Started);
}

void tst_TestDispatcher::waitingInRealTime()
{
    m_dispatcher->useRealTime();
    m_dispatcher->on("f").delay(20ms);
    QElapsedTimer clock;
    clock.start();
    m_dispatcher->onNext("f").delay(1h);
    QVERIFY(!m_dispatcher->call("f")->waitForFinished(1ms));
    QVERIFY(m_dispatcher->call("f")->waitForFinished());
    QVERIFY(clock.elapsed() >= 20);
}

QTEST_GUILESS_MAIN(tst_TestDispatcher)
#include "tst_testdispatcher.moc"
