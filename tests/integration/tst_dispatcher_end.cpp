// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// However a dispatcher or its program ends: no process is left.

#include <csignal>

#include <QProcess>
#include <QTest>
#include <QThread>

#include <Amp/LocalDispatcher>
#include <Amp/ThreadDispatcher>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;

namespace {

enum class Language { Cpp, Python };

QString includeOf(Language language)
{
    return language == Language::Cpp
               ? builtPath(QStringLiteral("tests/plugins/good_plugin.so"))
               : sourcePath(QStringLiteral("tests/support/python/counterparts.py"));
}

QByteArray marker()
{
    return "AMP_TEST_RUN=" + QByteArray::number(QCoreApplication::applicationPid());
}

// The processes that this one has started, and those that they have.
bool hasProcesses()
{
    QList<qint64> processes = processesWithVariable(marker());
    processes.removeAll(QCoreApplication::applicationPid());
    return !processes.isEmpty();
}

std::unique_ptr<LocalDispatcher> make(Language language)
{
    auto dispatcher = std::make_unique<LocalDispatcher>();
    dispatcher->addInclude(includeOf(language));
    dispatcher->setWorkers(2);
    return dispatcher;
}

} // namespace

class TestDispatcherEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();

    void beforeItStarted();
    void whileItStarts_data() { languages(); }
    void whileItStarts();
    void withIdleWorkers_data() { languages(); }
    void withIdleWorkers();
    void inACallback_data() { languages(); }
    void inACallback();
    void inAThreadOfItsOwn_data() { languages(); }
    void inAThreadOfItsOwn();
    void movedToAThread();
    void programEnds_data();
    void programEnds();

private:
    static void languages();
};

void TestDispatcherEnd::languages()
{
    QTest::addColumn<Language>("language");
    QTest::newRow("C++") << Language::Cpp;
    QTest::newRow("Python") << Language::Python;
}

void TestDispatcherEnd::initTestCase()
{
    qputenv("PATH", "/usr/bin:" + qgetenv("PATH"));
    const QByteArray entry = marker();
    qputenv("AMP_TEST_RUN", entry.sliced(entry.indexOf('=') + 1));
}

// The destructor returns when the workers are gone, so there is nothing to wait for.
void TestDispatcherEnd::cleanup()
{
    QVERIFY2(childrenOf(QCoreApplication::applicationPid()).isEmpty(), "a process is left");
}

void TestDispatcherEnd::beforeItStarted()
{
    make(Language::Cpp);
}

// While plugins are described, and while workers start.
void TestDispatcherEnd::whileItStarts()
{
    QFETCH(Language, language);
    {
        const auto dispatcher = make(language);
        dispatcher->start();
    }
    QVERIFY(!hasProcesses());
    const auto dispatcher = make(language);
    dispatcher->start();
    // Asked once: the process that describes plugins goes before workers come.
    QVERIFY(QTest::qWaitFor(hasProcesses, 30'000));
}

void TestDispatcherEnd::withIdleWorkers()
{
    QFETCH(Language, language);
    auto dispatcher = make(language);
    QVERIFY(callAndWait(*dispatcher, "startChild").value().toInt() > 0);
    dispatcher.reset();
    QTRY_VERIFY(!hasProcesses()); // what a worker has started is ended, and init's to reap
}

void TestDispatcherEnd::inACallback()
{
    QFETCH(Language, language);
    auto dispatcher = make(language);
    QVERIFY(callAndWait(*dispatcher, "startChild").value().toInt() > 0);
    bool gone = false;
    connect(dispatcher->call("tellAndWait"), &Call::partReceived, this, [&] {
        dispatcher.reset();
        gone = childrenOf(QCoreApplication::applicationPid()).isEmpty();
    });
    QTRY_VERIFY_WITH_TIMEOUT(!dispatcher, 30'000);
    QVERIFY(gone);
    QTRY_VERIFY(!hasProcesses());
}

void TestDispatcherEnd::inAThreadOfItsOwn()
{
    QFETCH(Language, language);
    QThread thread;
    QObject starter;
    starter.moveToThread(&thread);
    connect(&thread, &QThread::started, &starter, [&] {
        LocalDispatcher *dispatcher = make(language).release();
        connect(&thread, &QThread::finished, dispatcher, &QObject::deleteLater);
        connect(dispatcher->call("tellAndWait"), &Call::partReceived, &thread, &QThread::quit,
                Qt::DirectConnection); // quit() may be called from any thread
    });
    thread.start();
    QVERIFY(thread.wait(30'000));
    QTRY_VERIFY(!hasProcesses());
}

void TestDispatcherEnd::movedToAThread()
{
    QThread thread;
    LocalDispatcher *dispatcher = make(Language::Cpp).release();
    dispatcher->moveToThread(&thread);
    connect(&thread, &QThread::finished, dispatcher, &QObject::deleteLater);
    CallResult result;
    connect(&thread, &QThread::started, dispatcher, [&] {
        dispatcher->call(
            dispatcher,
            [&](const CallResult &end) {
                result = end;
                thread.quit();
            },
            "greet", "Ada");
    });
    thread.start();
    QVERIFY(thread.wait(30'000));
    QCOMPARE(result.value(), QVariant(u"Hello, Ada!"_qs));
}

void TestDispatcherEnd::programEnds_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char *where, const char *storage, const char *end, Language language,
                        bool busy) {
        const char *languageName = language == Language::Cpp ? "C++" : "Python";
        QTest::addRow("%s, %s, %s, %s, %s", where, storage, end, languageName,
                      busy ? "busy" : "idle")
            << QStringList{QString::fromLatin1(where), QString::fromLatin1(storage),
                           QString::fromLatin1(end), includeOf(language),
                           busy ? QStringLiteral("busy") : QStringLiteral("idle")};
    };
    for (const char *storage : {"static", "static in a function", "leaked"}) {
        for (const char *end : {"return", "exit", "exit in main", "_exit", "kill"}) {
            for (const bool busy : {false, true}) {
                row("local", storage, end, Language::Cpp, busy);
                row("thread", storage, end, Language::Cpp, busy);
            }
        }
    }
    for (const char *end : {"return", "exit", "_exit"})
        row("local", "leaked", end, Language::Python, true);
    row("local", "static", "exit", Language::Python, true);
}

void TestDispatcherEnd::programEnds()
{
    QFETCH(QStringList, arguments);
    QProcess program;
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(builtPath(QStringLiteral("bin/dispatcherprogram")), arguments);
    QVERIFY(program.waitForFinished());
    const QByteArray output = program.readAll();
    if (arguments[2] == u"kill") {
        QCOMPARE(program.exitCode(), SIGKILL);
    } else {
        QVERIFY2(program.exitStatus() == QProcess::NormalExit, output);
        QVERIFY2(program.exitCode() == 7, output);
    }
    QCOMPARE(output, QByteArray());
    QTRY_VERIFY2(!hasProcesses(), "a process is left");
}

QTEST_GUILESS_MAIN(TestDispatcherEnd)
#include "tst_dispatcher_end.moc"
