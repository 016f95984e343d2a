// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// How dispatchers without a server start, and what they say of what does not.

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <Amp/LocalDispatcher>
#include <Amp/ThreadDispatcher>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

QString plugin(const char *name)
{
    return builtPath(QStringLiteral("tests/plugins/%1_plugin.so").arg(QLatin1StringView(name)));
}

QString counterparts()
{
    return sourcePath(QStringLiteral("tests/support/python/counterparts.py"));
}

} // namespace

class TestDispatcherStart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void startedOnce_data();
    void startedOnce();
    void startsAhead();
    void everyKindOfInclude();
    void includeThatDoesNotLoad_data();
    void includeThatDoesNotLoad();
    void startLimit();
    void noWorkerProgram();
    void includeThatIsLate_data();
    void includeThatIsLate();
    void outputIsLogged();
    void cancelledCallEndsItsWorker();
    void nameThatTwoPluginsDefine();

private:
    QString write(const char *name, const QByteArray &text);
    std::unique_ptr<Dispatcher> make(const QString &where, const QStringList &includes);

    QTemporaryDir m_folder;
    int m_started = 0;      // signals of the dispatcher that make() has made
    QStringList m_failures; // the same
};

void TestDispatcherStart::initTestCase()
{
    qputenv("PATH", "/usr/bin:" + qgetenv("PATH"));
}

QString TestDispatcherStart::write(const char *name, const QByteArray &text)
{
    QFile file(m_folder.filePath(QLatin1StringView(name)));
    [&] { QVERIFY(file.open(QIODevice::WriteOnly)); }();
    file.write(text);
    return file.fileName();
}

std::unique_ptr<Dispatcher> TestDispatcherStart::make(const QString &where,
                                                      const QStringList &includes)
{
    const auto prepared = [&]<typename D>(std::unique_ptr<D> dispatcher) {
        m_started = 0;
        m_failures.clear();
        connect(dispatcher.get(), &D::started, this, [this] { ++m_started; });
        connect(dispatcher.get(), &D::startFailed, this,
                [this](const QString &reason) { m_failures.append(reason); });
        for (const QString &include : includes)
            dispatcher->addInclude(include);
        return std::unique_ptr<Dispatcher>(std::move(dispatcher));
    };
    return where == u"local" ? prepared(std::make_unique<LocalDispatcher>())
                             : prepared(std::make_unique<ThreadDispatcher>());
}

void TestDispatcherStart::startedOnce_data()
{
    QTest::addColumn<QString>("where");
    QTest::newRow("local") << u"local"_qs;
    QTest::newRow("thread") << u"thread"_qs;
}

void TestDispatcherStart::startedOnce()
{
    QFETCH(QString, where);
    const auto dispatcher = make(where, {plugin("good")});
    QCOMPARE(callAndWait(*dispatcher, "greet", "Ada").value(), QVariant(u"Hello, Ada!"_qs));
    QTRY_COMPARE(m_started, 1);
    QVERIFY(callAndWait(*dispatcher, "greet", "Ada").succeeded());
    QCOMPARE(m_started, 1);
    QCOMPARE(m_failures, QStringList());
}

void TestDispatcherStart::startsAhead()
{
    LocalDispatcher dispatcher;
    dispatcher.setWorkers(3);
    QSignalSpy started(&dispatcher, &LocalDispatcher::started);
    dispatcher.start();
    QVERIFY(started.isEmpty());
    QVERIFY(started.wait(30'000));
    QTRY_COMPARE(childrenOf(QCoreApplication::applicationPid()).size(), 3);
}

// All of them stand beside each other.
void TestDispatcherStart::everyKindOfInclude()
{
    QTemporaryDir plugins;
    QVERIFY(QFile::link(plugin("good"), plugins.filePath(QStringLiteral("good.so"))));
    LocalDispatcher dispatcher;
    dispatcher.setWorkers(1);
    dispatcher.addInclude(plugins.path());
    dispatcher.addInclude(write("more.py", "def answer() -> int:\n    return 42\n"));
    dispatcher.addBinary(QStringLiteral("/usr/bin/python3 ") +
                         sourcePath(QStringLiteral("tests/support/python/raw_worker.py")));
    QCOMPARE(callAndWait(dispatcher, "greet", "Ada").value(), QVariant(u"Hello, Ada!"_qs));
    QCOMPARE(callAndWait(dispatcher, "answer").value(), QVariant(42));
    QCOMPARE(callAndWait(dispatcher, "strrev", "abc").value(), QVariant(u"cba"_qs));
    QCOMPARE(callAndWait(dispatcher, "reverse", QByteArray("abc")).value(),
             QVariant(QByteArray("cba")));
}

void TestDispatcherStart::includeThatDoesNotLoad_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("sentence");
    const QString broken = write("broken.py", "def broken(:\n");
    for (const QString &where : {u"local"_qs, u"thread"_qs}) {
        const auto row = [&](const char *name, const QString &file, const QString &sentence) {
            QTest::addRow("%s, %s", qPrintable(where), name) << where << file << sentence;
        };
        row("no such file", m_folder.filePath(u"nowhere.so"_qs), u"nowhere.so"_qs);
        row("no plugin", plugin("not_a"), u"not a plugin of AMP"_qs);
        row("throws", plugin("throwing"), u"no licence"_qs);
        row("a folder without plugins", m_folder.path(), u"has no plugins"_qs);
    }
    QTest::newRow("local, crashes")
        << u"local"_qs << plugin("crashing") << u"crashes when it is loaded (signal 6)"_qs;
    QTest::newRow("local, syntax error") << u"local"_qs << broken << u"broken.py:1: SyntaxError"_qs;
    QTest::newRow("thread, Python")
        << u"thread"_qs << counterparts() << u"is a Python file, which threads cannot run"_qs;
}

// The others are there all the same.
void TestDispatcherStart::includeThatDoesNotLoad()
{
    QFETCH(QString, where);
    QFETCH(QString, file);
    QFETCH(QString, sentence);
    const auto dispatcher = make(where, {file, plugin("good")});
    QCOMPARE(callAndWait(*dispatcher, "greet", "Ada").value(), QVariant(u"Hello, Ada!"_qs));
    const CallResult missing = callAndWait(*dispatcher, "perhaps_of_that_one");
    QCOMPARE(missing.error().code(), ErrorCode::NoSuchProcedure);
    QVERIFY2(missing.error().message().contains(sentence), qPrintable(missing.error().message()));
    QTRY_COMPARE(m_failures.size(), 1);
    QVERIFY2(m_failures.first().contains(sentence), qPrintable(m_failures.first()));
}

void TestDispatcherStart::startLimit()
{
    LocalDispatcher dispatcher;
    dispatcher.addInclude(write("slow.py", "import time\ntime.sleep(3600)\n"));
    dispatcher.setStartLimit(300ms);
    const CallResult result = callAndWait(dispatcher, "anything");
    QVERIFY2(result.error().message().contains(u"0.3 s that setStartLimit() sets"),
             qPrintable(result.error().message()));
}

void TestDispatcherStart::noWorkerProgram()
{
    LocalDispatcher dispatcher;
    dispatcher.setWorkerProgram(QStringLiteral("/nowhere/amp-worker"));
    QSignalSpy failed(&dispatcher, &LocalDispatcher::startFailed);
    const CallResult result = callAndWait(dispatcher, "strrev", "abc");
    QCOMPARE(result.error().code(), ErrorCode::NotConnected);
    QVERIFY(result.execution() != Execution::Started);
    for (const char *part : {"/nowhere/amp-worker", "AMP_WORKER"})
        QVERIFY2(result.error().message().contains(QLatin1StringView(part)),
                 qPrintable(result.error().message()));
    QTRY_COMPARE(failed.size(), 1);
}

void TestDispatcherStart::includeThatIsLate_data()
{
    startedOnce_data();
}

void TestDispatcherStart::includeThatIsLate()
{
    QFETCH(QString, where);
    const auto dispatcher = make(where, {});
    QVERIFY(callAndWait(*dispatcher, "strrev", "abc").succeeded());
    if (auto *local = qobject_cast<LocalDispatcher *>(dispatcher.get()))
        local->addInclude(plugin("good"));
    else
        qobject_cast<ThreadDispatcher *>(dispatcher.get())->addInclude(plugin("good"));
    QVERIFY(m_failures.isEmpty());
    QTRY_COMPARE(m_failures.size(), 1);
    QVERIFY(m_failures.first().contains(u"call addInclude() before start()"));
    const CallResult missing = callAndWait(*dispatcher, "greet", "Ada");
    QVERIFY(missing.error().message().contains(u"call addInclude() before start()"));
}

void TestDispatcherStart::outputIsLogged()
{
    LocalDispatcher dispatcher;
    dispatcher.addInclude(plugin("good"));
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(QStringLiteral("^\\d+: some words$")));
    QVERIFY(callAndWait(dispatcher, "print", "some words\n").succeeded());
}

void TestDispatcherStart::cancelledCallEndsItsWorker()
{
    LocalDispatcher dispatcher;
    dispatcher.addInclude(plugin("good"));
    dispatcher.setWorkers(1);
    dispatcher.setGrace(10ms);
    const CallResult before = callAndWait(dispatcher, "greet", "Ada");
    Call *call = dispatcher.call("hang");
    QSignalSpy finished(call, &Call::finished);
    QVERIFY(callAndWait(dispatcher, CallOptions().deadline(50ms), "greet", "Ada").error().code() ==
            ErrorCode::Expired); // it runs by now
    call->cancel();
    QVERIFY(finished.wait(30'000));
    QCOMPARE(finished.first().first().value<CallResult>().error().code(), ErrorCode::Cancelled);
    const CallResult after = callAndWait(dispatcher, "greet", "Ada");
    QVERIFY(after.succeeded());
    QVERIFY(after.workerPid() != before.workerPid());
}

void TestDispatcherStart::nameThatTwoPluginsDefine()
{
    LocalDispatcher dispatcher;
    dispatcher.addInclude(plugin("good"));
    dispatcher.addInclude(counterparts());
    dispatcher.addInclude(plugin("twin"));
    QSignalSpy failed(&dispatcher, &LocalDispatcher::startFailed);
    QVERIFY(callAndWait(dispatcher, "greet", "Ada").succeeded());
    QTRY_VERIFY(!failed.isEmpty());
    QVERIFY2(failed.first().first().toString().contains(u"both define greet"),
             qPrintable(failed.first().first().toString()));
}

QTEST_GUILESS_MAIN(TestDispatcherStart)
#include "tst_dispatcher_start.moc"
