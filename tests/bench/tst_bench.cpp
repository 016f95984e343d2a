// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// The load generator against a real server: that it measures, not what.

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/serverprocess.h"

using namespace Amp::Test;

class TestBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void measures_data();
    void measures();
    void fillsAQueue();
    void comparesLocally();
    void windowLeavesNoProcess();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();

private:
    static void start(QProcess &bench, const QStringList &arguments);
    static QStringList processIds(const ServerProcess &server);
};

void TestBench::start(QProcess &bench, const QStringList &arguments)
{
    bench.start(builtPath(QStringLiteral("bin/amp-bench")), arguments);
    QVERIFY(bench.waitForStarted());
}

QStringList TestBench::processIds(const ServerProcess &server)
{
    QStringList workers;
    for (const qint64 pid : childrenOf(server.pid()))
        workers.append(QString::number(pid));
    return {QStringLiteral("server=%1").arg(server.pid()),
            QStringLiteral("worker=") + workers.join(QLatin1Char(','))};
}

void TestBench::measures_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QStringList>("arguments");
    for (const QString &path : {QStringLiteral("wire"), QStringLiteral("load")}) {
        const auto row = [&path](const char *name, const QStringList &arguments) {
            QTest::addRow("%s, %s", qPrintable(path), name) << path << arguments;
        };
        row("one at a time", {QStringLiteral("lat"), QStringLiteral("calls=20")});
        row("many connections", {QStringLiteral("thr"), QStringLiteral("clients=3"),
                                 QStringLiteral("depth=5"), QStringLiteral("calls=1000000")});
        row("large payloads",
            {QStringLiteral("thr"), QStringLiteral("depth=4"), QStringLiteral("payload=65536")});
    }
}

void TestBench::measures()
{
    QFETCH(QString, path);
    QFETCH(QStringList, arguments);
    const ServerProcess server({QStringLiteral("--workers=1")});
    arguments.insert(1, QString::number(server.port()));
    arguments.prepend(path);

    QProcess bench;
    start(bench, arguments + QStringList{QStringLiteral("seconds=0.1")} + processIds(server));
    QVERIFY(bench.waitForFinished());
    QCOMPARE(bench.readAllStandardError(), QByteArray());
    const QJsonObject report = QJsonDocument::fromJson(bench.readAllStandardOutput()).object();

    for (const char *key : {"calls", "sec", "rate", "mbps", "p50", "p99", "cpu_server",
                            "cpu_worker", "cpu_client", "sw_server", "sw_worker"})
        QVERIFY2(report[QLatin1StringView(key)].toDouble() > 0, key);
    QVERIFY(report[QLatin1StringView("total")].toInt() >
            report[QLatin1StringView("calls")].toInt());
    QVERIFY(report[QLatin1StringView("p99")].toDouble() >=
            report[QLatin1StringView("p50")].toDouble());
}

void TestBench::fillsAQueue()
{
    ServerProcess server({QStringLiteral("--workers=1"), QStringLiteral("--paused")});
    QProcess bench;
    start(bench, {QStringLiteral("wire"), QStringLiteral("queue"), QString::number(server.port()),
                  QStringLiteral("calls=1000"), QStringLiteral("seconds=60")});
    QVERIFY(bench.waitForReadyRead());
    QCOMPARE(bench.readAllStandardOutput(), QByteArray("SENT\n"));
    QCOMPARE(bench.state(), QProcess::Running);
    bench.kill();
    QVERIFY(bench.waitForFinished());
}

void TestBench::comparesLocally()
{
    QProcess bench;
    start(bench,
          {QStringLiteral("local"), QStringLiteral("seconds=0.05"), QStringLiteral("depth=4")});
    QVERIFY(bench.waitForFinished());
    QCOMPARE(bench.readAllStandardError(), QByteArray());
    const QByteArray table = bench.readAllStandardOutput();
    for (const char *way : {"QProcess", "LocalDispatcher", "ThreadDispatcher"})
        QVERIFY2(table.contains(way), table);
    for (const QByteArray &row : table.trimmed().split('\n').sliced(2)) {
        const QByteArrayList cells = row.split('|');
        QCOMPARE(cells.size(), 8);
        for (int i = 2; i < 7; ++i)
            QVERIFY2(cells[i].trimmed().toDouble() > 0, row);
    }
}

// Closed in the middle of its calls.
void TestBench::windowLeavesNoProcess()
{
#ifndef AMP_HAS_WINDOWS
    QSKIP("This build has no Qt Widgets.");
#endif
    const QByteArray number = QByteArray::number(QCoreApplication::applicationPid());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("AMP_TEST_RUN"), QString::fromLatin1(number));
    const QTemporaryDir runtime; // Qt has a word to say where there is none
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), runtime.path());
    QProcess window;
    window.setProcessEnvironment(environment);
    window.start(builtPath(QStringLiteral("bin/amp-bench-window")),
                 {QStringLiteral("calls=2000"), QStringLiteral("close")});
    QVERIFY(window.waitForFinished());
    QVERIFY2(processesWithVariable("AMP_TEST_RUN=" + number).isEmpty(), "a process is left");
    const QByteArray output = window.readAllStandardOutput();
    const QRegularExpression closed(QStringLiteral("closed with [1-9]\\d* calls in flight"));
    QVERIFY2(closed.match(QString::fromLatin1(output)).hasMatch(), output);
    QVERIFY2(output.contains("longest pause of the event loop: "), output);
    QCOMPARE(window.readAllStandardError(), QByteArray());
    QCOMPARE(window.exitCode(), 0);
}

void TestBench::saysWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("nothing") << QStringList() << QByteArray("That is no measurement.") << 2;
    QTest::newRow("a mode that there is not")
        << QStringList{QStringLiteral("wire"), QStringLiteral("fast"), QStringLiteral("1")}
        << QByteArray("That is no measurement.") << 2;
    QTest::newRow("a setting that there is not")
        << QStringList{QStringLiteral("wire"), QStringLiteral("lat"), QStringLiteral("1"),
                       QStringLiteral("speed=9")}
        << QByteArray("speed=9 is no setting.") << 2;
    QTest::newRow("a local setting that there is not")
        << QStringList{QStringLiteral("local"), QStringLiteral("speed=9")}
        << QByteArray("speed=9 is no setting.") << 2;
    QTest::newRow("a queue through the library")
        << QStringList{QStringLiteral("load"), QStringLiteral("queue"), QStringLiteral("1")}
        << QByteArray("That is no measurement.") << 2;
    QTest::newRow("nobody listens to the library")
        << QStringList{QStringLiteral("load"), QStringLiteral("lat"), QStringLiteral("1")}
        << QByteArray("Connecting failed") << 3;
    QTest::newRow("nobody listens")
        << QStringList{QStringLiteral("wire"), QStringLiteral("lat"), QStringLiteral("1")}
        << QByteArray("Connecting failed") << 3;
}

void TestBench::saysWhatIsWrong()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, sentence);
    QProcess bench;
    start(bench, arguments);
    QVERIFY(bench.waitForFinished());
    QVERIFY2(bench.readAllStandardError().contains(sentence), sentence.constData());
    QTEST(bench.exitCode(), "exitCode");
}

QTEST_GUILESS_MAIN(TestBench)
#include "tst_bench.moc"
