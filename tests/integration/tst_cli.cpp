// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <csignal>
#include <functional>
#include <memory>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>

#include "client/cli/exitcodes.h"
#include "tests/support/serverprocess.h"

using namespace Amp;

// amp-call and amp-ctl as they are run, against peers of all kinds and against amp-server.
class tst_Cli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void strangers_data();
    void strangers();
    void nobodyListens();
    void usage();
    void interruptWhileConnecting();

    void results_data();
    void results();
    void failures_data();
    void failures();
    void repeatPrintsEveryResult();
    void repeatCountsFailures();
    void interruptCancels();
    void ctl();
    void pauseAndResume();

    void cleanupTestCase();

private:
    struct Outcome
    {
        int exitCode = -1;
        QByteArray out;
        QByteArray err;
    };
    static QString path(const QString &program)
    {
        return Test::builtPath(QStringLiteral("bin/") + program);
    }
    static Outcome outcomeOf(QProcess &process);
    static Outcome run(const QString &program, const QStringList &arguments);
    // Splits a command line at spaces; @ is the address of amp-server.
    Outcome call(QString line);
    Outcome ctl(QString line);
    QString serverAddress();

    std::unique_ptr<Test::ServerProcess> m_server;
};

tst_Cli::Outcome tst_Cli::outcomeOf(QProcess &process)
{
    if (process.state() != QProcess::NotRunning)
        QSignalSpy(&process, &QProcess::finished).wait(20'000);
    const bool ended =
        process.state() == QProcess::NotRunning && process.exitStatus() == QProcess::NormalExit;
    return {ended ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

tst_Cli::Outcome tst_Cli::run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(path(program), arguments);
    return outcomeOf(process);
}

tst_Cli::Outcome tst_Cli::call(QString line)
{
    return run(QStringLiteral("amp-call"), line.replace(u'@', serverAddress()).split(u' '));
}

tst_Cli::Outcome tst_Cli::ctl(QString line)
{
    return run(QStringLiteral("amp-ctl"), line.replace(u'@', serverAddress()).split(u' '));
}

QString tst_Cli::serverAddress()
{
    if (!m_server)
        m_server =
            std::make_unique<Test::ServerProcess>(QStringList(QStringLiteral("--workers=2")));
    return m_server->address();
}

void tst_Cli::cleanupTestCase()
{
    m_server.reset();
}

void tst_Cli::strangers_data()
{
    using Peer = std::function<void(QTcpSocket *)>;
    QTest::addColumn<Peer>("peer");
    QTest::newRow("web server") << Peer([](QTcpSocket *socket) {
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    QTest::newRow("SSH server") << Peer(
        [](QTcpSocket *socket) { socket->write("SSH-2.0-OpenSSH_9.2p1\r\n"); });
    QTest::newRow("closes at once")
        << Peer([](QTcpSocket *socket) { socket->disconnectFromHost(); });
    QTest::newRow("silent") << Peer([](QTcpSocket *) {});
}

void tst_Cli::strangers()
{
    QFETCH(std::function<void(QTcpSocket *)>, peer);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, this,
            [&] { peer(server.nextPendingConnection()); });
    const QString address = QStringLiteral("127.0.0.1:%1").arg(server.serverPort());
    const Outcome outcomes[] = {
        run(QStringLiteral("amp-call"),
            {QStringLiteral("--connect-timeout=300ms"), address, QStringLiteral("strrev")}),
        run(QStringLiteral("amp-ctl"),
            {QStringLiteral("--timeout=300ms"), address, QStringLiteral("ping")})};
    for (const Outcome &outcome : outcomes) {
        QCOMPARE(outcome.exitCode, exitCodeOf(ErrorCode::NotConnected));
        QCOMPARE(outcome.out, QByteArray());
        QVERIFY2(outcome.err.contains(address.toUtf8()), outcome.err);
        QVERIFY2(outcome.err.count('\n') == 1, outcome.err);
    }
}

void tst_Cli::nobodyListens()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QString address = QStringLiteral("127.0.0.1:%1").arg(server.serverPort());
    server.close();
    const Outcome outcome = run(QStringLiteral("amp-call"), {address, QStringLiteral("strrev")});
    QCOMPARE(outcome.exitCode, exitCodeOf(ErrorCode::NotConnected));
    QVERIFY2(outcome.err.contains(address.toUtf8()), outcome.err);
    QVERIFY2(outcome.err.count('\n') == 1, outcome.err);
}

void tst_Cli::usage()
{
    const Outcome wrong = run(QStringLiteral("amp-call"), {QStringLiteral("--x")});
    QCOMPARE(wrong.exitCode, exitCodeOf(CliExit::Usage));
    QCOMPARE(wrong.out, QByteArray());
    QCOMPARE(wrong.err.count('\n'), 1);
    const Outcome help = run(QStringLiteral("amp-ctl"), {QStringLiteral("-h")});
    QCOMPARE(help.exitCode, 0);
    QVERIFY(help.out.startsWith("Usage: amp-ctl "));
    QCOMPARE(help.err, QByteArray());
}

void tst_Cli::interruptWhileConnecting()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    QProcess process;
    process.start(path(QStringLiteral("amp-call")),
                  {QStringLiteral("--connect-timeout=1min"),
                   QStringLiteral("127.0.0.1:%1").arg(silent.serverPort()), QStringLiteral("f")});
    QTRY_VERIFY(silent.hasPendingConnections());
    ::kill(pid_t(process.processId()), SIGINT);
    const Outcome outcome = outcomeOf(process);
    QCOMPARE(outcome.exitCode, exitCodeOf(ErrorCode::Cancelled));
    QCOMPARE(outcome.err.count('\n'), 1);
}

void tst_Cli::results_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("out");
    const auto row = [](const char *line, const char *out) {
        QTest::newRow(line) << QString::fromUtf8(line) << QByteArray(out);
    };
    row("@ strrev zanzibar!", "\"!rabiznaz\"\n");
    row("--raw @ strrev zanzibar!", "!rabiznaz");
    row("@ add -1 2", "1\n");
    row("@ echo 9007199254740993", "9007199254740993\n");
    row("@ echo 18446744073709551615", "18446744073709551615\n");
    row("@ echo {\"$bytes\":\"AP8=\"}", "{\"$bytes\": \"AP8=\"}\n");
    row("--raw @ echo {\"$bytes\":\"YWI=\"}", "ab");
    row("--raw @ echo 3.0", "3.0\n");
    row("@ echo null", "null\n");
    row("--timeout=10s --deadline=10s --priority=low --idempotent @ echo [1,{\"a\":true}]",
        "[1, {\"a\": true}]\n");
}

void tst_Cli::results()
{
    QFETCH(QString, line);
    const Outcome outcome = call(line);
    QCOMPARE(outcome.err, QByteArray());
    QTEST(outcome.out, "out");
    QCOMPARE(outcome.exitCode, 0);
}

void tst_Cli::failures_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *line, ErrorCode code, const char *expected) {
        QTest::newRow(line) << QString::fromLatin1(line) << code << QString::fromLatin1(expected);
    };
    row("@ strrew a", ErrorCode::NoSuchProcedure, "did you mean strrev\\?");
    row("@ add 1", ErrorCode::BadArguments, "add");
    row("@ fail a\x1b[2J", ErrorCode::ProcedureFailed, "a\\\\x1b\\[2J");
    row("@ crash abort", ErrorCode::WorkerCrashed, "SIGABRT");
    row("--timeout=100ms @ sleep 60", ErrorCode::TimedOut, "sleep .*0\\.1 s");
}

void tst_Cli::failures()
{
    QFETCH(QString, line);
    QFETCH(ErrorCode, code);
    QFETCH(QString, expected);
    const Outcome outcome = call(line);
    QVERIFY2(outcome.err.contains("\n"), outcome.err);
    const QString sentence = QString::fromUtf8(outcome.err.left(outcome.err.indexOf('\n')));
    QVERIFY2(sentence.contains(QRegularExpression(expected)), qPrintable(sentence));
    QCOMPARE(outcome.out, QByteArray());
    QCOMPARE(outcome.exitCode, exitCodeOf(code));
}

void tst_Cli::repeatPrintsEveryResult()
{
    const Outcome outcome = call(QStringLiteral("--repeat=50 --parallel=8 @ strlen abc"));
    QCOMPARE(outcome.err, QByteArray()); // stderr is no terminal: no bar
    QCOMPARE(outcome.out, QByteArray("3\n").repeated(50));
    QCOMPARE(outcome.exitCode, 0);
}

void tst_Cli::repeatCountsFailures()
{
    const Outcome outcome = call(QStringLiteral("-n5 -p2 @ fail oops"));
    QVERIFY2(outcome.err.startsWith("5 of 5 calls failed: 5 ProcedureFailed."), outcome.err);
    QVERIFY2(outcome.err.contains("oops"), outcome.err);
    QCOMPARE(outcome.exitCode, exitCodeOf(ErrorCode::ProcedureFailed));
}

void tst_Cli::interruptCancels()
{
    const auto busy = [this] {
        const QByteArray json = ctl(QStringLiteral("@ stats --json")).out;
        const QJsonArray pools = QJsonDocument::fromJson(json)[u"pools"].toArray();
        return pools.at(0)[u"busy"].toInt(-1);
    };
    const QString address = serverAddress();
    QTRY_COMPARE(busy(), 0);
    QProcess process;
    process.start(path(QStringLiteral("amp-call")),
                  {address, QStringLiteral("sleep"), QStringLiteral("60")});
    QTRY_COMPARE(busy(), 1);
    ::kill(pid_t(process.processId()), SIGINT);
    const Outcome outcome = outcomeOf(process);
    QCOMPARE(outcome.exitCode, exitCodeOf(ErrorCode::Cancelled));
    QCOMPARE(outcome.out, QByteArray());
    QTRY_COMPARE(busy(), 0);
}

void tst_Cli::ctl()
{
    const Outcome text = ctl(QStringLiteral("@ procedures"));
    QCOMPARE(text.exitCode, 0);
    QVERIFY2(text.out.startsWith("native\n") && text.out.contains("  strrev("), text.out);

    const Outcome json = ctl(QStringLiteral("@ procedures --json"));
    const QJsonArray procedures = QJsonDocument::fromJson(json.out).array();
    QVERIFY(!procedures.isEmpty());
    QCOMPARE(procedures.at(0)[u"pool"].toString(), QStringLiteral("native"));

    const Outcome ping = ctl(QStringLiteral("@ ping -n3"));
    QCOMPARE(ping.exitCode, 0);
    QCOMPARE(ping.out.count(" answered in "), 3);
    QVERIFY2(ping.out.contains("3 answers: fastest"), ping.out);
}

void tst_Cli::pauseAndResume()
{
    QCOMPARE(ctl(QStringLiteral("@ pause")).exitCode, 0);
    const Outcome expired = call(QStringLiteral("--deadline=100ms @ echo 1"));
    QCOMPARE(expired.exitCode, exitCodeOf(ErrorCode::Expired));
    QCOMPARE(ctl(QStringLiteral("@ resume")).exitCode, 0);
    QCOMPARE(call(QStringLiteral("@ echo 1")).out, QByteArray("1\n"));
}

QTEST_GUILESS_MAIN(tst_Cli)

#include "tst_cli.moc"
