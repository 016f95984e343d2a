// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// How amp-server ends: calls are let end, and nothing outlives it, however it goes.

#include <csignal>

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

// Everything that a server of this test starts inherits it.
QByteArray marker()
{
    return "AMP_TEST_RUN=" + QByteArray::number(QCoreApplication::applicationPid());
}

bool nothingIsLeft()
{
    return processesWithVariable(marker()).isEmpty();
}

QStringList withPython(QStringList arguments = {})
{
    return QStringList{QStringLiteral("--include=") +
                       sourcePath(QStringLiteral("tests/support/python/troubles.py"))} +
           arguments;
}

// A server in the foreground of a terminal of its own.
class TerminalServer
{
public:
    explicit TerminalServer(const QStringList &arguments)
    {
        std::vector<QByteArray> words{builtPath(QStringLiteral("bin/amp-server")).toUtf8()};
        for (const QString &argument : arguments)
            words.push_back(argument.toUtf8());
        std::vector<char *> argv;
        for (QByteArray &word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        m_pid = ::forkpty(&m_terminal, nullptr, nullptr, nullptr);
        if (m_pid == 0) {
            ::execv(argv[0], argv.data());
            ::_exit(127);
        }
        m_notifier = std::make_unique<QSocketNotifier>(m_terminal, QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                         [this] { read(); });
    }
    ~TerminalServer()
    {
        if (m_pid > 0 && !hasEnded())
            ::kill(m_pid, SIGKILL);
        hangUp();
    }
    Q_DISABLE_COPY_MOVE(TerminalServer)

    const QByteArray &output() const { return m_output; }
    QString address() const
    {
        static const QRegularExpression pattern(QStringLiteral("listens on (\\S+)\\.\\s"));
        return pattern.match(QString::fromUtf8(m_output)).captured(1);
    }
    void press(char key) const { QVERIFY(::write(m_terminal, &key, 1) == 1); }
    void hangUp()
    {
        m_notifier.reset();
        if (m_terminal >= 0)
            ::close(std::exchange(m_terminal, -1));
    }
    bool hasEnded() { return m_ended || (m_ended = ::waitpid(m_pid, &m_status, WNOHANG) == m_pid); }
    bool succeeded() const { return WIFEXITED(m_status) && WEXITSTATUS(m_status) == 0; }

private:
    void read()
    {
        char bytes[4096];
        const ssize_t count = ::read(m_terminal, bytes, sizeof bytes);
        if (count > 0)
            m_output.append(bytes, count);
        else
            m_notifier->setEnabled(false);
    }

    pid_t m_pid = -1;
    int m_terminal = -1;
    int m_status = 0;
    bool m_ended = false;
    QByteArray m_output;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace

class TestServerEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void callsAreLetEnd_data() { signalRows(); }
    void callsAreLetEnd();
    void largeResultsArriveBeforeTheEnd();
    void secondSignalEndsAtOnce_data() { signalRows(); }
    void secondSignalEndsAtOnce();
    void drainLimit();
    void signalWhileStarting();
    void childrenOfCallsEndWithTheServer();
    void killedServer_data();
    void killedServer();
    void controlC();
    void terminalIsClosed();

private:
    static void signalRows();

    QTemporaryDir m_temporary;
    std::unique_ptr<JobDispatcher> m_client;
};

void TestServerEnd::signalRows()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void TestServerEnd::initTestCase()
{
    const QByteArray entry = marker();
    qputenv("AMP_TEST_RUN", entry.sliced(entry.indexOf('=') + 1));
    qputenv("PATH", "/usr/bin:" + qgetenv("PATH"));
    qputenv("TMPDIR", m_temporary.path().toUtf8());
}

void TestServerEnd::init()
{
    m_client = std::make_unique<JobDispatcher>();
}

void TestServerEnd::cleanup()
{
    m_client.reset();
    QTRY_VERIFY2(nothingIsLeft(), "a process is left");
    QCOMPARE(QDir(m_temporary.path())
                 .entryList(QDir::AllEntries | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList());
}

void TestServerEnd::callsAreLetEnd()
{
    QFETCH(int, signal);
    ServerProcess server(withPython({QStringLiteral("--workers=2"), QStringLiteral("--debug"),
                                     QStringLiteral("--listen=local:end-of-server")}));
    m_client->setReconnect(false);
    m_client->connectToServer(server.address());
    QVERIFY(m_client->waitForConnected(20s));
    Results results;
    for (int i = 0; i < 2; ++i)
        m_client->call(this, results.taker(), "nap", 1.0);
    for (int i = 0; i < 20; ++i)
        m_client->call(this, results.taker(), "nap", 0.01);
    QTRY_COMPARE(poolStat(*m_client, "python", "busy"), 2);

    server.signal(signal);
    QVERIFY(server.waitForOutput(QStringLiteral("calls are let end")));
    const CallResult late = callAndWait(*m_client, "nap", 0.0);
    QCOMPARE(late.error().code(), ErrorCode::ShuttingDown);
    QCOMPARE(late.execution(), Execution::NotStarted);
    JobDispatcher newcomer;
    QSignalSpy refused(&newcomer, &JobDispatcher::connectionFailed);
    newcomer.connectToServer(server.address());
    QTRY_VERIFY(!refused.isEmpty());

    QVERIFY(results.waitFor(22));
    QCOMPARE(results.count(ErrorCode::None), 22);
    QCOMPARE(server.waitForEnd(), 0);
}

// What a slow reader has not taken yet is still part of its calls.
void TestServerEnd::largeResultsArriveBeforeTheEnd()
{
    ServerProcess server(withPython({QStringLiteral("--workers=2")}));
    m_client->setReconnect(false);
    m_client->connectToServer(server.address());
    QVERIFY(m_client->waitForConnected(20s));
    Results results;
    for (int i = 0; i < 4; ++i)
        m_client->call(this, results.taker(), "big", 8 * 1024 * 1024);
    QCOMPARE(callAndWait(*m_client, "strlen", "abc").value(), QVariant(3));
    server.signal(SIGTERM);
    QTest::qSleep(1500); // reads nothing while the server ends
    QVERIFY(results.waitFor(4));
    QCOMPARE(results.count(ErrorCode::None), 4);
    QCOMPARE(server.waitForEnd(), 0);
}

void TestServerEnd::secondSignalEndsAtOnce()
{
    QFETCH(int, signal);
    ServerProcess server(withPython({QStringLiteral("--workers=2"), QStringLiteral("--debug")}));
    m_client->setReconnect(false);
    m_client->connectToServer(server.address());
    QVERIFY(m_client->waitForConnected(20s));
    QTRY_COMPARE(server.output().count(QStringLiteral("is ready")), 2);
    Results results;
    for (int i = 0; i < 5; ++i)
        m_client->call(this, results.taker(), "nap", 3600.0);
    QTRY_VERIFY(server.output().contains(QStringLiteral("#5 nap")));
    server.signal(signal);
    QVERIFY(server.waitForOutput(QStringLiteral("calls are let end")));
    QVERIFY(results.all().isEmpty());
    server.signal(signal);
    QVERIFY(results.waitFor(5));
    QCOMPARE(results.count(ErrorCode::ShuttingDown), 5);
    const auto started =
        std::count_if(results.all().begin(), results.all().end(), [](const CallResult &result) {
            return result.execution() == Execution::Started;
        });
    QCOMPARE(started, 2);
    QCOMPARE(server.waitForEnd(), 0);
}

void TestServerEnd::drainLimit()
{
    ServerProcess server(withPython({QStringLiteral("--drain-limit=300ms")}));
    m_client->setReconnect(false);
    m_client->connectToServer(server.address());
    QVERIFY(m_client->waitForConnected(20s));
    Results results;
    m_client->call(this, results.taker(), "nap", 3600.0);
    QCOMPARE(callAndWait(*m_client, "nap", 0.0).value(), QVariant(0.0)); // both have arrived
    server.signal(SIGTERM);
    QVERIFY(results.waitFor(1));
    QCOMPARE(results.count(ErrorCode::ShuttingDown), 1);
    QCOMPARE(server.waitForEnd(), 0);
    QVERIFY2(server.output().contains(QRegularExpression(
                 QStringLiteral("1 calls did not end within --drain-limit.*: nap\\."))),
             qPrintable(server.output()));
}

void TestServerEnd::signalWhileStarting()
{
    QTemporaryDir folder;
    QFile slow(folder.filePath(QStringLiteral("slow.py")));
    QVERIFY(slow.open(QIODevice::WriteOnly));
    slow.write("import subprocess\nsubprocess.run(['sleep', '1000'])\n");
    slow.close();
    QProcess server;
    server.start(
        builtPath(QStringLiteral("bin/amp-server")),
        {QStringLiteral("--listen=127.0.0.1:0"), QStringLiteral("--include=") + slow.fileName()});
    QVERIFY(server.waitForStarted());
    QTRY_VERIFY(!processesWithArgument("1000").isEmpty());
    server.terminate();
    QVERIFY(server.waitForFinished());
    QCOMPARE(server.exitCode(), 0);
    QTRY_VERIFY(nothingIsLeft());
    QVERIFY(folder.remove());
}

void TestServerEnd::childrenOfCallsEndWithTheServer()
{
    ServerProcess server(withPython());
    m_client->connectToServer(server.address());
    const CallResult result = callAndWait(*m_client, "with_child", "1000", 0.0);
    QVERIFY(isAlive(result.value().toLongLong()));
    server.signal(SIGTERM);
    QCOMPARE(server.waitForEnd(), 0);
    QTRY_VERIFY(!isAlive(result.value().toLongLong()));
}

void TestServerEnd::killedServer_data()
{
    QTest::addColumn<QByteArray>("pool");
    QTest::addColumn<QByteArray>("procedure");
    QTest::addColumn<QVariantList>("arguments");
    QTest::newRow("idle") << QByteArray() << QByteArray() << QVariantList();
    QTest::newRow("busy in C++") << QByteArray("native") << QByteArray("spin")
                                 << QVariantList{3600.0};
    QTest::newRow("busy in Python")
        << QByteArray("python") << QByteArray("nap") << QVariantList{3600.0};
    QTest::newRow("Python with a child") << QByteArray("python") << QByteArray("with_child")
                                         << QVariantList{QStringLiteral("1000"), 3600.0};
    QTest::newRow("binary with a child") << QByteArray("python3") << QByteArray("nap_with_child")
                                         << QVariantList{QByteArray("3600")};
}

void TestServerEnd::killedServer()
{
    QFETCH(QByteArray, pool);
    QFETCH(QByteArray, procedure);
    QFETCH(QVariantList, arguments);
    qint64 longest = 0;
    for (int round = 0; round < 4; ++round) {
        ServerProcess server(
            withPython({QStringLiteral("--workers=2"),
                        QStringLiteral("--include=") +
                            builtPath(QStringLiteral("lib/amp-examples/greetings.so")),
                        QStringLiteral("--binary=python3 ") +
                            sourcePath(QStringLiteral("tests/support/python/raw_worker.py"))}));
        m_client = std::make_unique<JobDispatcher>();
        m_client->setReconnect(false);
        m_client->connectToServer(server.address());
        QVERIFY2(m_client->waitForConnected(20s), qPrintable(server.output()));
        Results results;
        for (int i = 0; i < 2 && !procedure.isEmpty(); ++i) {
            if (arguments.size() == 1)
                m_client->call(this, results.taker(), procedure, arguments.at(0));
            else
                m_client->call(this, results.taker(), procedure, arguments.at(0), arguments.at(1));
        }
        if (procedure.endsWith("child"))
            QTRY_VERIFY(processesWithArgument("1000").size() >= 2);
        else if (!procedure.isEmpty())
            QTRY_COMPARE(poolStat(*m_client, pool.constData(), "busy"), 2);

        QElapsedTimer clock;
        clock.start();
        server.signal(SIGKILL);
        QTRY_VERIFY(nothingIsLeft());
        longest = std::max(longest, clock.elapsed());
        QCOMPARE(server.waitForEnd(), -SIGKILL);
    }
    qInfo("nothing was left after %lld ms at the latest", longest);
}

void TestServerEnd::controlC()
{
    TerminalServer server(
        withPython({QStringLiteral("--listen=127.0.0.1:0"), QStringLiteral("--workers=2"),
                    QStringLiteral("--include=") +
                        builtPath(QStringLiteral("lib/amp-examples/greetings.so"))}));
    QTRY_VERIFY2_WITH_TIMEOUT(!server.address().isEmpty(), server.output(), 20'000);
    m_client->connectToServer(server.address());
    QVERIFY(m_client->waitForConnected(20s));
    Results results;
    for (int i = 0; i < 2; ++i) {
        m_client->call(this, results.taker(), "nap", 0.7);
        m_client->call(this, results.taker(), "sleep", 0.7);
    }
    QTRY_COMPARE(poolStat(*m_client, "python", "busy") + poolStat(*m_client, "native", "busy"), 4);
    QVERIFY(results.all().isEmpty());
    server.press('\x03');
    QVERIFY(results.waitFor(4));
    QCOMPARE(results.count(ErrorCode::None), 4);
    QTRY_VERIFY(server.hasEnded());
    QVERIFY(server.succeeded());
}

void TestServerEnd::terminalIsClosed()
{
    TerminalServer server(
        withPython({QStringLiteral("--listen=127.0.0.1:0"), QStringLiteral("--workers=2")}));
    QTRY_VERIFY2_WITH_TIMEOUT(!server.address().isEmpty(), server.output(), 20'000);
    m_client->connectToServer(server.address());
    QVERIFY(m_client->waitForConnected(20s));
    Results results;
    m_client->call(this, results.taker(), "nap", 0.7);
    QTRY_COMPARE(poolStat(*m_client, "python", "busy"), 1);
    server.hangUp();
    QVERIFY(results.waitFor(1));
    QCOMPARE(results.count(ErrorCode::None), 1);
    QTRY_VERIFY(server.hasEnded());
    QVERIFY(server.succeeded());
}

QTEST_GUILESS_MAIN(TestServerEnd)
#include "tst_server_end.moc"
