// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <memory>

#include <QBitArray>
#include <QEventLoop>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include "core/dispatch/dispatcher.h"
#include "core/protocol/messages.h"
#include "core/protocol/valuecodec.h"

using namespace Amp;
using namespace std::chrono_literals;

namespace {

// Keeps what it was given until the test ends it.
class ManualDispatcher : public Dispatcher
{
public:
    QList<CallRequest> requests;
    QList<CallId> withdrawn;
    bool endsAtOnce = false;

    using Dispatcher::deliverPart;
    using Dispatcher::deliverProgress;

    void succeed(CallId id, const QVariant &value) { deliver(CallResult(id, value)); }
    void succeedAll()
    {
        for (const CallRequest &request : std::exchange(requests, {}))
            succeed(request.id, quint64(request.id));
    }
    void fail(CallId id, ErrorCode code = ErrorCode::WorkerCrashed)
    {
        deliver(CallResult(id, Error(code, u"It crashed."_qs), Execution::Started));
    }

private:
    void submit(CallRequest &request) override
    {
        const CallId id = request.id;
        requests.append(std::move(request));
        if (endsAtOnce)
            succeed(id, 1);
    }
    void withdraw(CallId id) override { withdrawn.append(id); }
};

Wire::Call parsed(const QByteArray &frame)
{
    return std::get<Wire::Call>(*Wire::parse(scanFrame(frame).frame));
}

QVariantList argumentsOf(const CallRequest &request)
{
    return *decodeArguments(parsed(request.frame).arguments);
}

void runNestedLoop(const std::function<bool()> &until)
{
    QEventLoop loop;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        if (until())
            loop.quit();
    });
    timer.start(1);
    loop.exec();
}

} // namespace

class tst_Dispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void argumentsBecomeValues();
    void optionsTravel();
    void wrongCallsEndWithoutTravelling_data();
    void wrongCallsEndWithoutTravelling();
    void theSignalsOfACall();
    void progressAndPartsComeInOrder();
    void aCallDeletesItself();
    void callbackGetsTheResult();
    void callbackIsDroppedWithItsContext();
    void nothingIsDeliveredBeforeTheEventLoop_data();
    void nothingIsDeliveredBeforeTheEventLoop();
    void anyForm_data();
    void userCodeMayDoAnything_data();
    void userCodeMayDoAnything();
    void aNestedLoopGetsFurtherResults();
    void deletingACallWithdrawsIt();
    void cancelAsksAndKeepsTheCall();
    void outstandingCounts();
    void futureGetsTheValue();
    void futureRefusesWhatDoesNotFit_data();
    void futureRefusesWhatDoesNotFit();
    void futureThrowsCallError();
    void futuresEndWithTheDispatcher();
    void theContextOfAContinuationMayGo();
    void debugWritesALinePerEvent();

private:
    std::unique_ptr<ManualDispatcher> m_dispatcher;
};

void tst_Dispatcher::init()
{
    m_dispatcher = std::make_unique<ManualDispatcher>();
}

void tst_Dispatcher::cleanup()
{
    m_dispatcher.reset();
}

void tst_Dispatcher::argumentsBecomeValues()
{
    const char *pointer = "pointer";
    m_dispatcher->call("f", "literal", pointer, std::string("std"), u"16"_qs, QByteArray("bytes"),
                       7, 7u, qint64(-1), true, 2.5, QVariant(u"variant"_qs), nullptr,
                       QVariantList{1}, QLatin1String("latin"));
    const QVariantList expected = {u"literal"_qs,
                                   u"pointer"_qs,
                                   u"std"_qs,
                                   u"16"_qs,
                                   QByteArray("bytes"),
                                   7,
                                   7u,
                                   qint64(-1),
                                   true,
                                   2.5,
                                   u"variant"_qs,
                                   QVariant::fromValue(nullptr),
                                   QVariantList{1},
                                   u"latin"_qs};
    const QVariantList given = argumentsOf(m_dispatcher->requests.first());
    QCOMPARE(given.size(), expected.size());
    for (qsizetype i = 0; i < given.size(); ++i) {
        QCOMPARE(given[i].isNull(), expected[i].isNull());
        if (!expected[i].isNull())
            QCOMPARE(given[i], expected[i]);
    }
    m_dispatcher->call("f", ArgumentList{{1, u"two"_qs}});
    QCOMPARE(argumentsOf(m_dispatcher->requests.last()), QVariantList({1, u"two"_qs}));
    const CallRequest &request = m_dispatcher->requests.first();
    QCOMPARE(parsed(request.frame).procedure.toByteArray(), "f");
    QCOMPARE(scanFrame(request.frame).frame.id, quint64(request.id));
}

void tst_Dispatcher::optionsTravel()
{
    const auto options = CallOptions()
                             .timeout(5s)
                             .deadline(70ms)
                             .priority(Priority::High)
                             .idempotent()
                             .metadata("trace", "0af7");
    m_dispatcher->call(options, "f");
    const Wire::Call call = parsed(m_dispatcher->requests.first().frame);
    QCOMPARE(call.timeoutMs, 5000u);
    QCOMPARE(call.deadlineMs, 70u);
    QCOMPARE(call.priority, Priority::High);
    QCOMPARE(call.flags, Wire::Call::idempotentFlag);
    QCOMPARE(call.metadata.toByteArray(), QByteArray("\0\5trace\0\4"
                                                     "0af7",
                                                     13));

    m_dispatcher->call(CallOptions().timeout(-1s).deadline(24h * 365), "f");
    const Wire::Call bounded = parsed(m_dispatcher->requests.last().frame);
    QCOMPARE(bounded.timeoutMs, 0u);
    QCOMPARE(bounded.deadlineMs, 0xffffffffu);
    QCOMPARE(bounded.flags, quint8(0));
}

void tst_Dispatcher::wrongCallsEndWithoutTravelling_data()
{
    QTest::addColumn<QByteArray>("procedure");
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<QVariant>("argument");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("hint");

    const QByteArray f("f"), none;
    QTest::newRow("type") << f << none << QVariant(QBitArray(3)) << ErrorCode::NotSerializable
                          << u"QBitArray"_qs;
    QTest::newRow("no name") << none << none << QVariant(1) << ErrorCode::NoSuchProcedure
                             << u"has 0"_qs;
    QTest::newRow("long name") << QByteArray(256, 'f') << none << QVariant(1)
                               << ErrorCode::NoSuchProcedure << u"has 256"_qs;
    QTest::newRow("metadata") << f << QByteArray(1100, 'm') << QVariant(1) << ErrorCode::TooLarge
                              << u"1024"_qs;
    QTest::newRow("long metadata")
        << f << QByteArray(70'000, 'm') << QVariant(1) << ErrorCode::TooLarge << u"70005"_qs;
    QTest::newRow("payload") << f << none << QVariant(QByteArray(16 * 1024 * 1024, 'p'))
                             << ErrorCode::TooLarge << QString::number(Limits::maxPayloadBytes);
}

void tst_Dispatcher::wrongCallsEndWithoutTravelling()
{
    QFETCH(QByteArray, procedure);
    QFETCH(QByteArray, metadata);
    QFETCH(QVariant, argument);
    QFETCH(ErrorCode, code);
    QFETCH(QString, hint);

    CallOptions options;
    if (!metadata.isEmpty())
        options.metadata("k", metadata);
    Call *call = m_dispatcher->call(options, procedure, 1, argument);
    QSignalSpy finished(call, &Call::finished);
    QVERIFY(finished.isEmpty());
    QVERIFY(finished.wait());
    const auto result = finished[0][0].value<CallResult>();
    QCOMPARE(result.error().code(), code);
    QCOMPARE(result.execution(), Execution::NeverSent);
    QVERIFY2(result.error().message().contains(hint), qPrintable(result.error().message()));
    QVERIFY(m_dispatcher->requests.isEmpty());
}

void tst_Dispatcher::theSignalsOfACall()
{
    QStringList order;
    const auto listen = [&order](Call *call) {
        connect(call, &Call::succeeded,
                [&](const QVariant &v) { order << u"+"_qs + v.toString(); });
        connect(call, &Call::failed, [&](const Error &e) { order << u"-"_qs + e.message(); });
        connect(call, &Call::finished, [&](const CallResult &r) {
            order << (r.succeeded() ? u"finished"_qs : QString::fromUtf8(nameOf(r.execution())));
        });
    };
    Call *good = m_dispatcher->call("good");
    Call *bad = m_dispatcher->call("bad");
    listen(good);
    listen(bad);
    QCOMPARE(good->procedure(), "good");
    QVERIFY(good->id() != bad->id());
    m_dispatcher->succeed(good->id(), 5);
    m_dispatcher->fail(bad->id());
    m_dispatcher->succeed(good->id(), 6); // a second result of a call is nobody's
    QTRY_COMPARE(order.size(), 4);
    QCOMPARE(order, QStringList({u"+5"_qs, u"finished"_qs, u"-It crashed."_qs, u"Started"_qs}));
    QCoreApplication::processEvents();
    QCOMPARE(order.size(), 4);
}

void tst_Dispatcher::progressAndPartsComeInOrder()
{
    Call *call = m_dispatcher->call("f");
    QStringList order;
    connect(call, &Call::progressed, [&](quint64 done, quint64 total, const QString &text) {
        order << u"%1/%2 %3"_qs.arg(done).arg(total).arg(text);
    });
    connect(call, &Call::partReceived, [&](const QVariant &v) { order << v.toString(); });
    connect(call, &Call::finished, [&] { order << u"end"_qs; });
    m_dispatcher->deliverProgress(call->id(), 1, 2, u"half"_qs);
    m_dispatcher->deliverPart(call->id(), u"part"_qs);
    m_dispatcher->succeed(call->id(), {});
    m_dispatcher->deliverPart(call->id(), u"late"_qs);
    QTRY_COMPARE(order, QStringList({u"1/2 half"_qs, u"part"_qs, u"end"_qs}));
}

void tst_Dispatcher::aCallDeletesItself()
{
    QPointer<Call> call = m_dispatcher->call("f");
    m_dispatcher->succeed(call->id(), {});
    QTRY_VERIFY(!call);
    QVERIFY(m_dispatcher->withdrawn.isEmpty());
}

void tst_Dispatcher::callbackGetsTheResult()
{
    QList<CallResult> results;
    const CallId id = m_dispatcher->call(
        this, [&](const CallResult &result) { results << result; }, "f", 1);
    m_dispatcher->succeed(id, 42);
    QTRY_COMPARE(results.size(), 1);
    QVERIFY(results[0].succeeded());
    QCOMPARE(results[0].callId(), id);
    QCOMPARE(results[0].value<int>(), 42);
    QCOMPARE(results[0].execution(), Execution::Started);
}

void tst_Dispatcher::callbackIsDroppedWithItsContext()
{
    int told = 0;
    auto context = std::make_unique<QObject>();
    const auto tell = [&](const CallResult &) { ++told; };
    m_dispatcher->call(context.get(), tell, "f");
    m_dispatcher->call(this, tell, "f");
    m_dispatcher->succeedAll();
    context.reset();
    QTRY_COMPARE(m_dispatcher->outstanding(), 0);
    QCOMPARE(told, 1);
}

void tst_Dispatcher::anyForm_data()
{
    QTest::addColumn<QString>("form");
    for (const char *form : {"object", "callback", "future"})
        QTest::newRow(form) << QString::fromLatin1(form);
}

void tst_Dispatcher::nothingIsDeliveredBeforeTheEventLoop_data()
{
    anyForm_data();
}

// An event that was posted before call() comes before the result: also for a call that is made
// while results are being handed over.
void tst_Dispatcher::nothingIsDeliveredBeforeTheEventLoop()
{
    QFETCH(QString, form);
    m_dispatcher->endsAtOnce = true;
    bool returned = true;
    int told = 0;
    const std::function<void()> callAgain = [&] {
        QVERIFY(std::exchange(returned, false));
        if (++told > 3)
            return;
        QMetaObject::invokeMethod(
            this, [&] { returned = true; }, Qt::QueuedConnection);
        if (form == u"object")
            connect(m_dispatcher->call("f"), &Call::finished, this, [&] { callAgain(); });
        else if (form == u"callback")
            m_dispatcher->call(
                this, [&](const CallResult &) { callAgain(); }, "f");
        else
            m_dispatcher->call<int>("f").then([&](int) { callAgain(); });
    };
    callAgain();
    QTRY_COMPARE(told, 4);
}

void tst_Dispatcher::userCodeMayDoAnything_data()
{
    QTest::addColumn<QString>("form");
    QTest::addColumn<QString>("deed");
    for (const char *form : {"object", "callback", "future"}) {
        for (const char *deed :
             {"call", "cancel", "delete dispatcher", "delete other call", "delete own call",
              "delete context", "nested loop", "delete dispatcher in nested loop"})
            QTest::addRow("%s: %s", form, deed)
                << QString::fromLatin1(form) << QString::fromLatin1(deed);
    }
}

// Three calls end in one turn; the code that receives the second does the deed. Whoever still can
// be told afterwards is told.
void tst_Dispatcher::userCodeMayDoAnything()
{
    QFETCH(QString, form);
    QFETCH(QString, deed);
    auto context = std::make_unique<QObject>();
    int told = 0;
    QPointer<Call> own;
    const auto act = [&](int number) {
        ++told;
        if (number != 2)
            return;
        const auto deleteDispatcher = [&] { m_dispatcher.reset(); };
        if (deed == u"call")
            m_dispatcher->call("more");
        else if (deed == u"cancel")
            m_dispatcher->cancel(CallId(3));
        else if (deed == u"delete dispatcher")
            deleteDispatcher();
        else if (deed == u"delete own call")
            delete own;
        else if (deed == u"delete other call")
            qDeleteAll(m_dispatcher->findChildren<Call *>(QString(), Qt::FindDirectChildrenOnly));
        else if (deed == u"delete context")
            context.reset();
        else if (deed == u"nested loop")
            runNestedLoop([&] { return told >= 3; });
        else
            runNestedLoop([&] {
                deleteDispatcher();
                return true;
            });
    };
    const auto start = [&](int number) {
        if (form == u"object") {
            Call *call = m_dispatcher->call("f");
            if (number == 2)
                own = call;
            connect(call, &Call::finished, context.get(), [&act, number] { act(number); });
        } else if (form == u"callback") {
            m_dispatcher->call(
                context.get(), [&act, number](const CallResult &) { act(number); }, "f");
        } else {
            m_dispatcher->call<void>("f")
                .then([&act, number] { act(number); })
                .onFailed([&told](const CallError &) { ++told; });
        }
    };
    for (int number = 1; number <= 3; ++number)
        start(number);
    const QPointer<Dispatcher> dispatcher(m_dispatcher.get());
    m_dispatcher->succeedAll();
    QTRY_VERIFY(!dispatcher || dispatcher->outstanding() == (deed == u"call" ? 1 : 0));

    const bool future = form == u"future";
    const bool thirdIsGone = deed == u"delete dispatcher" || deed == u"delete context" ||
                             (deed == u"delete other call" && form == u"object");
    QCOMPARE(told, thirdIsGone && !future ? 2 : 3);
}

void tst_Dispatcher::aNestedLoopGetsFurtherResults()
{
    // Results that come while the nested loop runs, not only those that were there before.
    QList<int> order;
    m_dispatcher->call(
        this,
        [&](const CallResult &) {
            const CallId later = m_dispatcher->call(
                this, [&](const CallResult &) { order << 2; }, "f");
            QTimer::singleShot(0, this, [this, later] { m_dispatcher->succeed(later, 1); });
            runNestedLoop([&] { return !order.isEmpty(); });
            order << 1;
        },
        "f");
    m_dispatcher->succeedAll();
    QTRY_COMPARE(order, QList<int>({2, 1}));
}

void tst_Dispatcher::deletingACallWithdrawsIt()
{
    Call *call = m_dispatcher->call("f");
    const CallId id = call->id();
    delete call;
    QCOMPARE(m_dispatcher->withdrawn, QList<CallId>({id}));
    QCOMPARE(m_dispatcher->outstanding(), 0);
    m_dispatcher->succeed(id, 1);
    QCoreApplication::processEvents();
}

void tst_Dispatcher::cancelAsksAndKeepsTheCall()
{
    Call *call = m_dispatcher->call("f");
    QSignalSpy finished(call, &Call::finished);
    call->cancel();
    QCOMPARE(m_dispatcher->withdrawn, QList<CallId>({call->id()}));
    QCOMPARE(m_dispatcher->outstanding(), 1);
    m_dispatcher->fail(call->id(), ErrorCode::Cancelled);
    QVERIFY(finished.wait());
    QCOMPARE(finished[0][0].value<CallResult>().error().code(), ErrorCode::Cancelled);
    QVERIFY(!m_dispatcher->cancel(CallId(1)));
    QVERIFY(!m_dispatcher->cancel(CallId::None));
    QCOMPARE(m_dispatcher->withdrawn.size(), 1);
}

void tst_Dispatcher::outstandingCounts()
{
    m_dispatcher->call("f");
    m_dispatcher->call(
        this, [](const CallResult &) {}, "f");
    auto future = m_dispatcher->call<int>("f");
    QCOMPARE(m_dispatcher->outstanding(), 3);
    m_dispatcher->succeedAll();
    QCOMPARE(m_dispatcher->outstanding(), 3); // they have not been handed over
    QTRY_COMPARE(m_dispatcher->outstanding(), 0);
    QVERIFY(future.isFinished());
}

void tst_Dispatcher::futureGetsTheValue()
{
    auto number = m_dispatcher->call<int>("f");
    auto text = m_dispatcher->call<QString>("f");
    auto variant = m_dispatcher->call<QVariant>("f");
    auto nothing = m_dispatcher->call<void>(CallOptions().timeout(1s), "f");
    int seen = 0;
    auto chained = number.then(this, [&](int value) { return seen = value; });
    m_dispatcher->succeed(CallId(1), qlonglong(7));
    m_dispatcher->succeed(CallId(2), u"seven"_qs);
    m_dispatcher->succeed(CallId(3), 7.5);
    m_dispatcher->succeed(CallId(4), u"ignored"_qs);
    QTRY_VERIFY(nothing.isFinished());
    QCOMPARE(text.result(), u"seven"_qs);
    QCOMPARE(variant.result(), QVariant(7.5));
    QTRY_COMPARE(seen, 7);
}

void tst_Dispatcher::futureRefusesWhatDoesNotFit_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<bool>("fits");
    QTest::newRow("int") << QVariant(5) << true;
    QTest::newRow("whole double") << QVariant(5.0) << true;
    QTest::newRow("fraction") << QVariant(5.5) << false;
    QTest::newRow("too large") << QVariant(qlonglong(1) << 40) << false;
    QTest::newRow("negative is fine") << QVariant(qlonglong(-1)) << true;
    QTest::newRow("text") << QVariant(u"five"_qs) << false;
    QTest::newRow("list") << QVariant(QVariantList{5}) << false;
    QTest::newRow("nothing") << QVariant() << false;
}

void tst_Dispatcher::futureRefusesWhatDoesNotFit()
{
    QFETCH(QVariant, value);
    QFETCH(bool, fits);
    auto future = m_dispatcher->call<int>("f");
    m_dispatcher->succeed(CallId(1), value);
    QTRY_VERIFY(future.isFinished());
    try {
        QCOMPARE(future.result(), value.toInt());
        QVERIFY(fits);
    } catch (const CallError &error) {
        QVERIFY(!fits);
        QCOMPARE(error.code(), ErrorCode::NotSerializable);
        QCOMPARE(error.execution(), Execution::Started);
    }
}

void tst_Dispatcher::futureThrowsCallError()
{
    ErrorCode handled = ErrorCode::None;
    auto future = m_dispatcher->call<int>("f").onFailed([&](const CallError &error) {
        handled = error.code();
        return -1;
    });
    auto plain = m_dispatcher->call<void>("f");
    m_dispatcher->fail(CallId(1));
    m_dispatcher->fail(CallId(2));
    QTRY_VERIFY(plain.isFinished());
    QCOMPARE(handled, ErrorCode::WorkerCrashed);
    QCOMPARE(future.result(), -1);
    try {
        plain.waitForFinished();
        QFAIL("nothing was thrown");
    } catch (const CallError &error) {
        QCOMPARE(error.result().callId(), CallId(2));
        QCOMPARE(error.what(), "It crashed.");
    }
}

void tst_Dispatcher::futuresEndWithTheDispatcher()
{
    int handled = 0;
    QPointer<Call> object = m_dispatcher->call("f");
    QSignalSpy finished(object, &Call::finished);
    auto future = m_dispatcher->call<int>("f");
    m_dispatcher->call<int>("f").onFailed([&](const CallError &error) {
        handled += error.code() == ErrorCode::Cancelled;
        return 0;
    });
    m_dispatcher->call(
        this, [&](const CallResult &) { QFAIL("told after the end"); }, "f");
    m_dispatcher.reset();
    QVERIFY(future.isFinished());
    QVERIFY_EXCEPTION_THROWN(future.result(), CallError);
    QCOMPARE(handled, 1);
    QVERIFY(!object);
    QVERIFY(finished.isEmpty());
}

void tst_Dispatcher::theContextOfAContinuationMayGo()
{
    // In every order of success, failure, and the end of context and dispatcher. Before Qt 6.6.2
    // a context must not go first: Qt asserts it.
    constexpr bool contextMayGoFirst = QT_VERSION >= QT_VERSION_CHECK(6, 6, 2);
    for (int order = 0; order < 8; ++order) {
        auto context = std::make_unique<QObject>();
        auto chain = m_dispatcher->call<int>("f").then(context.get(), [](int) {}).onFailed([] {});
        if (order & 1 && contextMayGoFirst)
            context.reset();
        const CallId id = m_dispatcher->requests.takeFirst().id;
        if (order & 2)
            m_dispatcher->succeed(id, 1);
        else
            m_dispatcher->fail(id);
        if (order & 4)
            init();
        QCoreApplication::processEvents();
        context.reset();
        QCoreApplication::processEvents();
    }
}

void tst_Dispatcher::debugWritesALinePerEvent()
{
    m_dispatcher->setDebug(true);
    QTest::ignoreMessage(QtInfoMsg, "call 1 calls f");
    m_dispatcher->call("f");
    QTest::ignoreMessage(QtInfoMsg, "call 1 is asked to end");
    m_dispatcher->cancel(CallId(1));
    QTest::ignoreMessage(QtInfoMsg, "call 1 WorkerCrashed, Started: It crashed.");
    m_dispatcher->fail(CallId(1));
    QTRY_COMPARE(m_dispatcher->outstanding(), 0);
}

QTEST_GUILESS_MAIN(tst_Dispatcher)
#include "tst_dispatcher.moc"
