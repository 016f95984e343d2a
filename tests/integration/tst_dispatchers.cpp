// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What the documentation promises of every dispatcher, held to each of them with procedures in C++
// and in Python. It makes the table in resources/docs/dispatchers.md: AMP_UPDATE_DOCS=1 writes it.

#include <QBitArray>
#include <QFile>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include <Amp/LocalDispatcher>
#include <Amp/ThreadDispatcher>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

enum class Where { Job, Local, Thread };
enum class Language { Cpp, Python };

QString includeOf(Language language)
{
    return language == Language::Cpp
               ? builtPath(QStringLiteral("tests/plugins/good_plugin.so"))
               : sourcePath(QStringLiteral("tests/support/python/counterparts.py"));
}

// The ways in which a program hears of its calls.
enum class Way { Succeeded, Failed, Finished, Progressed, PartReceived, Callback, Future };

// Makes a call and runs the code in the callback of that kind.
template <typename Code>
void callTo(Dispatcher &dispatcher, Way way, QObject *context, Code code)
{
    if (way == Way::Callback) {
        dispatcher.call(
            context, [code](const CallResult &) { code(); }, "echo", 1);
        return;
    }
    if (way == Way::Future) {
        dispatcher.call<QVariant>("greet", "Ada").then(context, [code](const QVariant &) {
            code();
        });
        return;
    }
    const bool tells = way == Way::Progressed || way == Way::PartReceived;
    Call *call = way == Way::Failed ? dispatcher.call("fail")
                 : tells            ? dispatcher.call("tellAndWait")
                                    : dispatcher.call("greet", "Ada");
    // It waits for that; first of all, since the code may wait for the worker that runs it.
    if (tells)
        QObject::connect(call, &Call::partReceived, call, &Call::cancel);
    switch (way) {
    case Way::Succeeded:
        QObject::connect(call, &Call::succeeded, context, code);
        break;
    case Way::Failed:
        QObject::connect(call, &Call::failed, context, code);
        break;
    case Way::Finished:
        QObject::connect(call, &Call::finished, context, code);
        break;
    case Way::Progressed:
        QObject::connect(call, &Call::progressed, context, code);
        break;
    case Way::PartReceived:
        QObject::connect(call, &Call::partReceived, context, code);
        break;
    case Way::Callback:
    case Way::Future:
        break;
    }
}

constexpr Way allWays[] = {Way::Succeeded,    Way::Failed,   Way::Finished, Way::Progressed,
                           Way::PartReceived, Way::Callback, Way::Future};

} // namespace

class TestDispatchers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();

    void valueBySignalCallbackAndFuture_data() { rows("a value by signal, callback and future"); }
    void valueBySignalCallbackAndFuture();
    void badArguments_data() { rows("`BadArguments`"); }
    void badArguments();
    void noSuchProcedure_data() { rows("`NoSuchProcedure`, with the nearest names"); }
    void noSuchProcedure();
    void procedureFailed_data() { rows("`ProcedureFailed`: type, text, and in Python the place"); }
    void procedureFailed();
    void notSerializable_data() { rows("`NotSerializable`, argument and result"); }
    void notSerializable();
    void crash_data() { rows("a crash ends one call, and the next one works"); }
    void crash();
    void progressAndParts_data() { rows("progress and parts while the call runs"); }
    void progressAndParts();
    void metadata_data() { rows("metadata of the call"); }
    void metadata();
    void cancelQueuedAndRunning_data() { rows("cancel, queued and running"); }
    void cancelQueuedAndRunning();
    void timeout_data() { rows("a time-out, also of what does not listen"); }
    void timeout();
    void deadline_data() { rows("a deadline"); }
    void deadline();
    void priorities_data() { rows("priorities"); }
    void priorities();
    void state_data() { rows("state kept between calls"); }
    void state();
    void nestedLoopInCallbacks_data() { rows("an event loop in every kind of callback"); }
    void nestedLoopInCallbacks();
    void newCallInCallbacks_data() { rows("a call in every kind of callback"); }
    void newCallInCallbacks();
    void deletedInCallbacks_data() { rows("the dispatcher deleted in every kind of callback"); }
    void deletedInCallbacks();
    void cancelInCallbacks_data() { rows("the cancel of another call in every kind of callback"); }
    void cancelInCallbacks();
    void disconnectInCallbacks_data() { rows("a disconnect in every kind of callback"); }
    void disconnectInCallbacks();
    void blockingWait_data() { rows("`callAndWait()`, without an event loop"); }
    void blockingWait();

private:
    static void rows(const char *promise);
    std::unique_ptr<Dispatcher> make() const;
    bool isRefused();
    void setCell(const QString &text, const QString &sentence = {});
    bool occupy(Results &results);
    QString table() const;

    std::unique_ptr<ServerProcess> m_servers[2];
    std::unique_ptr<Dispatcher> m_dispatcher;
    Where m_where = Where::Job;
    Language m_language = Language::Cpp;
    QStringList m_promises;              // in the order of the functions
    QHash<QString, QStringList> m_cells; // by promise, in the order of the columns
    QStringList m_sentences;             // that cells refer to by their number
};

// Helpers

void TestDispatchers::rows(const char *promise)
{
    QTest::addColumn<QString>("promise");
    QTest::addColumn<int>("where");
    QTest::addColumn<int>("language");
    const char *dispatchers[] = {"Job", "Local", "Thread"};
    for (int where = 0; where < 3; ++where) {
        for (int language = 0; language < 2; ++language)
            QTest::addRow("%s, %s", dispatchers[where], language == 0 ? "C++" : "Python")
                << QString::fromUtf8(promise) << where << language;
    }
}

void TestDispatchers::initTestCase()
{
    qputenv("PATH", "/usr/bin:" + qgetenv("PATH"));
    for (const Language language : {Language::Cpp, Language::Python}) {
        auto &server = m_servers[int(language)];
        server = std::make_unique<ServerProcess>(QStringList{
            QStringLiteral("--workers=1"), QStringLiteral("--include=") + includeOf(language)});
        QVERIFY2(!server->address().isEmpty(), qPrintable(server->output()));
    }
}

void TestDispatchers::init()
{
    QFETCH(QString, promise);
    QFETCH(int, where);
    QFETCH(int, language);
    m_where = Where(where);
    m_language = Language(language);
    if (!m_promises.contains(promise))
        m_promises.append(promise);
    m_dispatcher = make();
}

void TestDispatchers::cleanup()
{
    m_dispatcher.reset();
    if (m_cells.value(m_promises.last()).size() < int(m_where) * 2 + int(m_language) + 1)
        setCell(QTest::currentTestFailed() ? QStringLiteral("**no**") : QStringLiteral("yes"));
}

// One line of the program differs.
std::unique_ptr<Dispatcher> TestDispatchers::make() const
{
    if (m_where == Where::Job) {
        auto dispatcher = std::make_unique<JobDispatcher>();
        dispatcher->connectToServer(m_servers[int(m_language)]->address());
        return dispatcher;
    }
    if (m_where == Where::Local) {
        auto dispatcher = std::make_unique<LocalDispatcher>();
        dispatcher->addInclude(includeOf(m_language));
        dispatcher->setWorkers(1);
        return dispatcher;
    }
    auto dispatcher = std::make_unique<ThreadDispatcher>();
    dispatcher->addInclude(includeOf(m_language));
    dispatcher->setThreads(1);
    return dispatcher;
}

// A sentence is what the dispatcher says about it.
void TestDispatchers::setCell(const QString &text, const QString &sentence)
{
    if (!sentence.isEmpty() && !m_sentences.contains(sentence))
        m_sentences.append(sentence);
    const QString number = sentence.isEmpty()
                               ? QString()
                               : QStringLiteral(" (%1)").arg(m_sentences.indexOf(sentence) + 1);
    m_cells[m_promises.last()].append(text + number);
}

// Whether this dispatcher has no such procedures at all, which it must say with a sentence.
bool TestDispatchers::isRefused()
{
    if (m_where != Where::Thread || m_language != Language::Python)
        return false;
    const CallResult result = callAndWait(*m_dispatcher, "greet", "Ada");
    const QString message = result.error().message();
    const qsizetype begin = message.indexOf(includeOf(m_language));
    [&] {
        QCOMPARE(result.error().code(), ErrorCode::NoSuchProcedure);
        QVERIFY2(begin > 0 && message.contains(u" is a Python file, which threads cannot run: "),
                 qPrintable(message));
        setCell(QStringLiteral("refused"),
                message.sliced(begin).replace(includeOf(m_language), u"FILE.py"_qs));
    }();
    return true;
}

// Gives the one worker a call that runs until it is cancelled.
bool TestDispatchers::occupy(Results &results)
{
    Call *call = m_dispatcher->call("tellAndWait");
    connect(call, &Call::finished, this, results.taker());
    QSignalSpy runs(call, &Call::progressed);
    return runs.wait(30'000);
}

// The promises

void TestDispatchers::valueBySignalCallbackAndFuture()
{
    if (isRefused())
        return;
    const QVariant expected = QStringLiteral("Hello, Ada!");
    Call *call = m_dispatcher->call("greet", "Ada");
    QSignalSpy succeeded(call, &Call::succeeded);
    QSignalSpy finished(call, &Call::finished);
    Results results;
    m_dispatcher->call(this, results.taker(), "greet", "Ada");
    QFuture<QString> future = m_dispatcher->call<QString>("greet", "Ada");
    QVERIFY(results.waitFor(1));
    QTRY_VERIFY(future.isFinished());

    QCOMPARE(succeeded.size(), 1);
    QCOMPARE(succeeded.first().first(), expected);
    QCOMPARE(finished.size(), 1);
    QCOMPARE(results.all().first().value(), expected);
    QCOMPARE(results.all().first().execution(), Execution::Started);
    QCOMPARE(results.all().first().workerPid() != 0, m_where != Where::Thread);
    QCOMPARE(future.result(), expected.toString());
    QCOMPARE(m_dispatcher->outstanding(), 0);
}

void TestDispatchers::badArguments()
{
    if (isRefused())
        return;
    const CallResult tooMany = callAndWait(*m_dispatcher, "greet", "Ada", "Bob");
    QCOMPARE(tooMany.error().code(), ErrorCode::BadArguments);
    const CallResult wrong = callAndWait(*m_dispatcher, "greet", QVariantList{1});
    QCOMPARE(wrong.error().code(), ErrorCode::BadArguments);
    QVERIFY(wrong.execution() != Execution::Started);
    QCOMPARE(wrong.error().details().value(QStringLiteral("argument")).toInt(), 1);
    QVERIFY2(wrong.error().message().contains(u"greet"), qPrintable(wrong.error().message()));
}

void TestDispatchers::noSuchProcedure()
{
    if (isRefused())
        return;
    const CallResult result = callAndWait(*m_dispatcher, "gret", "Ada");
    QCOMPARE(result.error().code(), ErrorCode::NoSuchProcedure);
    QVERIFY(result.execution() != Execution::Started);
    QVERIFY2(result.error().message().contains(u"did you mean greet"),
             qPrintable(result.error().message()));
}

void TestDispatchers::procedureFailed()
{
    if (isRefused())
        return;
    const CallResult result = callAndWait(*m_dispatcher, "failWith", "runtime_error");
    const QVariantMap details = result.error().details();
    QCOMPARE(result.error().code(), ErrorCode::ProcedureFailed);
    QCOMPARE(result.execution(), Execution::Started);
    QCOMPARE(details.value(QStringLiteral("text")), QVariant(u"out of paper"_qs));
    const bool python = m_language == Language::Python;
    QCOMPARE(details.value(QStringLiteral("type")),
             QVariant(python ? u"RuntimeError"_qs : u"std::runtime_error"_qs));
    QCOMPARE(details.value(QStringLiteral("line")).toInt() > 0, python);
}

void TestDispatchers::notSerializable()
{
    if (isRefused())
        return;
    const CallResult argument = callAndWait(*m_dispatcher, "greet", QBitArray(3));
    QCOMPARE(argument.error().code(), ErrorCode::NotSerializable);
    QCOMPARE(argument.execution(), Execution::NeverSent);
    const CallResult result = callAndWait(*m_dispatcher, "unknown");
    QCOMPARE(result.error().code(), ErrorCode::NotSerializable);
    QCOMPARE(result.execution(), Execution::Started);
}

void TestDispatchers::crash()
{
    if (isRefused())
        return;
    const CallResult result = callAndWait(*m_dispatcher, "crash", "segfault");
    QCOMPARE(result.execution(), Execution::Started);
    if (m_where == Where::Thread) {
        setCell(QStringLiteral("refused"), result.error().message());
        QCOMPARE(result.error().code(), ErrorCode::ProcedureFailed);
        QVERIFY2(result.error().message().contains(u"would end the whole program"),
                 qPrintable(result.error().message()));
    } else {
        QCOMPARE(result.error().code(), ErrorCode::WorkerCrashed);
        QVERIFY2(result.error().message().contains(u"SIGSEGV"),
                 qPrintable(result.error().message()));
    }
    QVERIFY(callAndWait(*m_dispatcher, "greet", "Ada").succeeded());
}

void TestDispatchers::progressAndParts()
{
    if (isRefused())
        return;
    Call *call = m_dispatcher->call("tellAndWait");
    QSignalSpy progressed(call, &Call::progressed);
    QSignalSpy parts(call, &Call::partReceived);
    QSignalSpy finished(call, &Call::finished);
    QVERIFY(parts.wait(30'000));
    QCOMPARE(progressed.size(), 1);
    QCOMPARE(progressed.first(), QVariantList({quint64(1), quint64(2), u"half"_qs}));
    QCOMPARE(parts.first().first().toList(), QVariantList({1, u"one"_qs}));
    QVERIFY(finished.isEmpty());
    call->cancel();
    QVERIFY(finished.wait(30'000));
}

void TestDispatchers::metadata()
{
    if (isRefused())
        return;
    const CallResult result =
        callAndWait(*m_dispatcher, CallOptions().metadata("trace", "7f"), "traceId");
    QCOMPARE(result.value<QString>(), u"7f"_qs);
}

void TestDispatchers::cancelQueuedAndRunning()
{
    if (isRefused())
        return;
    Call *running = m_dispatcher->call("tellAndWait");
    QSignalSpy runs(running, &Call::progressed);
    QSignalSpy runningEnds(running, &Call::finished);
    QVERIFY(runs.wait(30'000));
    Results results;
    const CallId queued = m_dispatcher->call(this, results.taker(), "greet", "Ada");
    QVERIFY(m_dispatcher->cancel(queued));
    QVERIFY(results.waitFor(1));
    QCOMPARE(results.all().first().error().code(), ErrorCode::Cancelled);
    QVERIFY(results.all().first().execution() != Execution::Started);
    running->cancel();
    QVERIFY(runningEnds.wait(30'000));
    const auto end = runningEnds.first().first().value<CallResult>();
    QCOMPARE(end.error().code(), ErrorCode::Cancelled);
    QCOMPARE(end.execution(), Execution::Started);
    QVERIFY(!m_dispatcher->cancel(queued));
    QVERIFY(callAndWait(*m_dispatcher, "greet", "Ada").succeeded());
}

void TestDispatchers::timeout()
{
    if (isRefused())
        return;
    QVERIFY(callAndWait(*m_dispatcher, "greet", "Ada").succeeded());
    constexpr double seconds = 0.6;
    QElapsedTimer clock;
    clock.start();
    const CallResult result =
        callAndWait(*m_dispatcher, CallOptions().timeout(50ms), "spin", seconds);
    QCOMPARE(result.error().code(), ErrorCode::TimedOut);
    QCOMPARE(result.execution(), Execution::Started);
    QVERIFY2(clock.elapsed() < qint64(1000 * seconds), "it ended by itself");
    const bool inThread = m_where == Where::Thread;
    QCOMPARE(result.error().message().contains(u"cannot be ended"), inThread);
    if (inThread)
        setCell(QStringLiteral("yes, for the caller"), result.error().message());
    QVERIFY(callAndWait(*m_dispatcher, "greet", "Ada").succeeded());
}

void TestDispatchers::deadline()
{
    if (isRefused())
        return;
    Results occupied;
    QVERIFY(occupy(occupied));
    const CallResult result =
        callAndWait(*m_dispatcher, CallOptions().deadline(20ms), "greet", "Ada");
    QCOMPARE(result.error().code(), ErrorCode::Expired);
    QVERIFY(result.execution() != Execution::Started);
}

void TestDispatchers::priorities()
{
    if (isRefused())
        return;
    Call *first = m_dispatcher->call("tellAndWait");
    QSignalSpy runs(first, &Call::progressed);
    QVERIFY(runs.wait(30'000));
    Results results;
    for (const Priority priority : {Priority::Low, Priority::Normal, Priority::High}) {
        for (int i = 0; i < 3; ++i)
            m_dispatcher->call(CallOptions().priority(priority), this, results.taker(), "strlen",
                               QString(int(priority), u'x'));
    }
    // A call that is made now is behind those in every line.
    QVERIFY(m_dispatcher->call("strlen", ""));
    first->cancel();
    QVERIFY(results.waitFor(9));
    QCOMPARE(results.all().first().value(), QVariant(int(Priority::High)));
    QCOMPARE(results.all().last().value(), QVariant(int(Priority::Low)));
}

void TestDispatchers::state()
{
    if (isRefused())
        return;
    const int before = callAndWait(*m_dispatcher, "countCalls").value<int>();
    QVERIFY(before > 0);
    QCOMPARE(callAndWait(*m_dispatcher, "countCalls").value<int>(), before + 1);
}

void TestDispatchers::nestedLoopInCallbacks()
{
    if (isRefused())
        return;
    for (const Way way : allWays) {
        QObject context;
        std::optional<CallResult> inside;
        callTo(*m_dispatcher, way, &context, [&] {
            if (!inside) {
                inside = CallResult();
                inside = callAndWait(*m_dispatcher, "strrev", "abc");
            }
        });
        QTRY_VERIFY_WITH_TIMEOUT(inside && inside->succeeded(), 30'000);
        QCOMPARE(inside->value(), QVariant(u"cba"_qs));
        QTRY_COMPARE(m_dispatcher->outstanding(), 0);
    }
}

void TestDispatchers::newCallInCallbacks()
{
    if (isRefused())
        return;
    for (const Way way : allWays) {
        QObject context;
        Results results;
        callTo(*m_dispatcher, way, &context,
               [&] { m_dispatcher->call(&context, results.taker(), "strrev", "abc"); });
        QVERIFY(results.waitFor(1));
        QCOMPARE(results.all().first().value(), QVariant(u"cba"_qs));
        QTRY_COMPARE(m_dispatcher->outstanding(), 0);
    }
}

void TestDispatchers::deletedInCallbacks()
{
    if (isRefused())
        return;
    for (const Way way : allWays) {
        QObject context;
        Results results;
        if (!m_dispatcher)
            m_dispatcher = make();
        callTo(*m_dispatcher, way, &context, [this] { m_dispatcher.reset(); });
        QFuture<void> other = m_dispatcher->call<void>("sleep", 3600);
        QTRY_VERIFY_WITH_TIMEOUT(!m_dispatcher, 30'000);
        QVERIFY(other.isFinished());
        QVERIFY_EXCEPTION_THROWN(other.waitForFinished(), CallError);
    }
}

void TestDispatchers::cancelInCallbacks()
{
    if (isRefused())
        return;
    for (const Way way : allWays) {
        QObject context;
        Results results;
        CallId other = CallId::None;
        bool done = false;
        callTo(*m_dispatcher, way, &context, [&] {
            if (!std::exchange(done, true))
                m_dispatcher->cancel(other);
        });
        other = m_dispatcher->call(&context, results.taker(), "sleep", 3600);
        QVERIFY(results.waitFor(1));
        QCOMPARE(results.all().first().error().code(), ErrorCode::Cancelled);
        QTRY_COMPARE(m_dispatcher->outstanding(), 0);
    }
}

void TestDispatchers::disconnectInCallbacks()
{
    if (isRefused())
        return;
    auto *dispatcher = qobject_cast<JobDispatcher *>(m_dispatcher.get());
    if (!dispatcher)
        return setCell(QStringLiteral("no connection"));
    for (const Way way : allWays) {
        QObject context;
        Results results;
        callTo(*dispatcher, way, &context, [&] { dispatcher->disconnectFromServer(); });
        dispatcher->call(&context, results.taker(), "sleep", 3600);
        QVERIFY(results.waitFor(1));
        QVERIFY(!results.all().first().succeeded());
        QTRY_COMPARE(dispatcher->outstanding(), 0);
        dispatcher->connectToServer(m_servers[int(m_language)]->address());
    }
}

// What a program's objects have posted meanwhile stays where it is, see Dispatcher.
void TestDispatchers::blockingWait()
{
    if (isRefused())
        return;
    Results results;
    m_dispatcher->call(this, results.taker(), "greet", "Ada");
    QCOMPARE(m_dispatcher->callAndWait("greet", "Bob").value(), QVariant(u"Hello, Bob!"_qs));
    QVERIFY2(results.all().isEmpty(), "a callback ran inside of callAndWait()");
    QVERIFY(results.waitFor(1));
}

// The table

QString TestDispatchers::table() const
{
    QString table =
        QStringLiteral("| | Job, C++ | Job, Python | Local, C++ | Local, Python "
                       "| Thread, C++ | Thread, Python |\n|---|---|---|---|---|---|---|\n");
    for (const QString &promise : m_promises)
        table += QStringLiteral("| %1 | %2 |\n")
                     .arg(promise, m_cells.value(promise).join(QStringLiteral(" | ")));
    table += u'\n';
    for (qsizetype i = 0; i < m_sentences.size(); ++i)
        table += QStringLiteral("%1. *%2*\n").arg(i + 1).arg(m_sentences[i]);
    return table;
}

void TestDispatchers::cleanupTestCase()
{
    constexpr qsizetype allPromises = 19;
    if (m_promises.size() < allPromises)
        return; // somebody runs a part of it
    QFile file(sourcePath(QStringLiteral("resources/docs/dispatchers.md")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QString text = QString::fromUtf8(file.readAll());
    file.close();
    const qsizetype begin = text.indexOf(u"| | Job, C++ |");
    const qsizetype end = text.indexOf(u"\n## ", begin);
    QVERIFY(begin > 0 && end > begin);
    if (qEnvironmentVariableIsSet("AMP_UPDATE_DOCS")) {
        text.replace(begin, end - begin, table());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text.toUtf8());
        return;
    }
    QVERIFY2(text.mid(begin, end - begin) == table(),
             "resources/docs/dispatchers.md says otherwise; AMP_UPDATE_DOCS=1 updates it");
}

QTEST_GUILESS_MAIN(TestDispatchers)
#include "tst_dispatchers.moc"
