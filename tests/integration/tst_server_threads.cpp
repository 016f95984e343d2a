// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// amp-server --threads: the same plugins without worker processes, and what threads cannot do.

#include <csignal>

#include <QTemporaryDir>
#include <QTest>

#include "server/exitcodes.h"
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

QStringList threads(const QStringList &more = {})
{
    return QStringList{QStringLiteral("--threads"), QStringLiteral("--workers=2"),
                       QStringLiteral("--include=") + plugin("good")} +
           more;
}

} // namespace

class TestServerThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void servesWithoutProcesses();
    void folderOfPlugins();
    void callsRunSideBySide();
    void timeoutIsToldInTime();
    void reloadIsRefused();
    void callsAreLetEnd();
    void whatDoesNotReturnEndsWithTheServer();
    void pluginThatDoesNotLoad_data();
    void pluginThatDoesNotLoad();
};

void TestServerThreads::servesWithoutProcesses()
{
    ServerProcess server(threads());
    JobDispatcher client;
    client.connectToServer(server.address());
    const CallResult result = callAndWait(client, "greet", "Ada");
    QCOMPARE(result.value(), QVariant(u"Hello, Ada!"_qs));
    QCOMPARE(result.workerPid(), 0);
    QCOMPARE(poolStats(client, QStringLiteral("threads")).value(QStringLiteral("workers")).toInt(),
             2);
    QCOMPARE(childrenOf(server.pid()).size(), 1); // its guard
    const CallResult crash = callAndWait(client, "crash");
    QCOMPARE(crash.error().code(), ErrorCode::ProcedureFailed);
    QVERIFY(callAndWait(client, "greet", "Ada").succeeded());
}

void TestServerThreads::folderOfPlugins()
{
    QTemporaryDir folder;
    QVERIFY(QFile::link(plugin("good"), folder.filePath(QStringLiteral("good.so"))));
    ServerProcess server(
        {QStringLiteral("--threads"), QStringLiteral("--include=") + folder.path()});
    JobDispatcher client;
    client.connectToServer(server.address());
    QCOMPARE(callAndWait(client, "greet", "Ada").value(), QVariant(u"Hello, Ada!"_qs));
}

// Each waits for the end of the other.
void TestServerThreads::callsRunSideBySide()
{
    ServerProcess server(threads());
    JobDispatcher client;
    client.connectToServer(server.address());
    QList<Call *> calls{client.call("tellAndWait"), client.call("tellAndWait")};
    int running = 0;
    Results results;
    for (Call *call : calls) {
        connect(call, &Call::partReceived, this, [&] { ++running; });
        connect(call, &Call::finished, this, results.taker());
    }
    QTRY_COMPARE_WITH_TIMEOUT(running, 2, 30'000);
    for (Call *call : calls)
        call->cancel();
    QVERIFY(results.waitFor(2));
    QCOMPARE(results.count(ErrorCode::Cancelled), 2);
}

void TestServerThreads::timeoutIsToldInTime()
{
    ServerProcess server(threads({QStringLiteral("--drain-limit=1ms")}));
    JobDispatcher client;
    client.connectToServer(server.address());
    const CallResult result = callAndWait(client, CallOptions().timeout(50ms), "hang");
    QCOMPARE(result.error().code(), ErrorCode::TimedOut);
    QVERIFY2(result.error().message().contains(u"cannot be ended, and is busy until it returns"),
             qPrintable(result.error().message()));
    QVERIFY(callAndWait(client, "greet", "Ada").succeeded()); // there are two
}

void TestServerThreads::reloadIsRefused()
{
    ServerProcess server(threads());
    JobDispatcher client;
    client.connectToServer(server.address());
    QVERIFY(client.waitForConnected(20s));
    std::optional<Error> refusal;
    client.command(
        this, [&](const Result<QVariant> &reply) { refusal = reply ? Error() : reply.error(); },
        "reload");
    QTRY_VERIFY_WITH_TIMEOUT(refusal, 30'000);
    QVERIFY2(refusal->message().contains(u"Threads keep the plugins"),
             qPrintable(refusal->message()));
    server.signal(SIGHUP);
    QVERIFY(callAndWait(client, "greet", "Ada").succeeded());
}

void TestServerThreads::callsAreLetEnd()
{
    ServerProcess server(threads());
    JobDispatcher client;
    client.connectToServer(server.address());
    Results results;
    client.call(this, results.taker(), "sleep", 0.5);
    QTRY_COMPARE_WITH_TIMEOUT(poolStat(client, "threads", "busy"), 1, 30'000);
    server.signal(SIGTERM);
    QVERIFY(results.waitFor(1));
    QVERIFY2(results.all().first().succeeded(),
             qPrintable(results.all().first().error().message()));
    QCOMPARE(server.waitForEnd(), 0);
}

void TestServerThreads::whatDoesNotReturnEndsWithTheServer()
{
    QTemporaryDir folder;
    const QString socket = folder.filePath(QStringLiteral("amp"));
    ServerProcess server(
        threads({QStringLiteral("--listen=local:") + socket, QStringLiteral("--listen=127.0.0.1:0"),
                 QStringLiteral("--drain-limit=1ms")}));
    JobDispatcher client;
    client.connectToServer(server.address(1));
    Results results;
    client.call(this, results.taker(), "hang");
    QTRY_COMPARE_WITH_TIMEOUT(poolStat(client, "threads", "busy"), 1, 30'000);
    server.signal(SIGTERM);
    QVERIFY(results.waitFor(1));
    QCOMPARE(results.all().first().error().code(), ErrorCode::ShuttingDown);
    QCOMPARE(server.waitForEnd(), 0);
    QVERIFY(server.output().contains(u"do not return are ended with the server"));
    QVERIFY2(!QFile::exists(socket), "its local socket is left");
}

void TestServerThreads::pluginThatDoesNotLoad_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("throws") << plugin("throwing") << u"no licence"_qs;
    QTest::newRow("crashes") << plugin("crashing") << u"crashes when it is loaded"_qs;
    QTest::newRow("no plugin") << plugin("not_a") << u"not a plugin of AMP"_qs;
}

// It is tried in a process of its own first, so that it cannot take the server along.
void TestServerThreads::pluginThatDoesNotLoad()
{
    QFETCH(QString, file);
    QFETCH(QString, sentence);
    ServerProcess server({QStringLiteral("--threads"), QStringLiteral("--include=") + file});
    QCOMPARE(server.waitForEnd(), int(ExitCode::IncludeFails));
    QVERIFY2(server.output().contains(sentence), qPrintable(server.output()));
}

QTEST_GUILESS_MAIN(TestServerThreads)
#include "tst_server_threads.moc"
