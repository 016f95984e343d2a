// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// amp-bench against real servers: that it measures, not what.

#include <csignal>

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "tests/bench/benchoptions.h"
#include "tests/support/serverprocess.h"

using namespace Amp;
using namespace Amp::Test;

class TestBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comparesWithRelay();
    void printsATable();
    void leavesNoProcess_data();
    void leavesNoProcess();
    void documentsItsOptions();
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
    static QByteArray markProcesses(QProcess &program);
};

const QStringList shortComparison = {QStringLiteral("--rounds=1"), QStringLiteral("--workers=1"),
                                     QStringLiteral("--seconds=0.05")};

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

// All processes that the program starts have the entry that is returned in their environment.
QByteArray TestBench::markProcesses(QProcess &program)
{
    const QString number = QString::number(QCoreApplication::applicationPid());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("AMP_TEST_RUN"), number);
    program.setProcessEnvironment(environment);
    return "AMP_TEST_RUN=" + number.toLatin1();
}

void TestBench::comparesWithRelay()
{
    QProcess bench;
    const QByteArray mark = markProcesses(bench);
    start(bench, shortComparison + QStringList{QStringLiteral("--json")});
    QVERIFY(bench.waitForFinished());
    QCOMPARE(bench.readAllStandardError(), QByteArray());
    QCOMPARE(bench.exitCode(), 0);
    QVERIFY(processesWithVariable(mark).isEmpty());

    QJsonObject report = QJsonDocument::fromJson(bench.readAllStandardOutput()).object();
    for (const char *setting : {"workers", "rounds", "seconds", "processors"})
        QVERIFY2(report.take(QLatin1StringView(setting)).toDouble() > 0, setting);
    QCOMPARE(report.size(), 15);
    for (const QString &figure : report.keys()) {
        for (const char *column : {"relay", "amp", "ratio"})
            QVERIFY2(report[figure].toObject()[QLatin1StringView(column)].toDouble() > 0,
                     qPrintable(figure));
    }
}

void TestBench::printsATable()
{
    QProcess bench;
    start(bench, shortComparison);
    QVERIFY(bench.waitForFinished());
    const QByteArrayList lines = bench.readAllStandardOutput().trimmed().split('\n');
    QCOMPARE(lines.size(), 2 + 15);
    for (const QByteArray &line : lines)
        QCOMPARE(line.count('|'), 5);
}

void TestBench::leavesNoProcess_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl-C") << SIGINT;
    QTest::newRow("killed") << SIGKILL;
}

void TestBench::leavesNoProcess()
{
    QFETCH(int, signal);
    QProcess bench;
    const QByteArray mark = markProcesses(bench);
    start(bench, {QStringLiteral("--seconds=60"), QStringLiteral("--workers=2")});
    // Itself, the relay and the server with its guard, and two workers for each.
    QTRY_COMPARE_WITH_TIMEOUT(processesWithVariable(mark).size(), 8, 30'000);
    ::kill(pid_t(bench.processId()), signal);
    QVERIFY(bench.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(processesWithVariable(mark).isEmpty(), 30'000);
}

void TestBench::documentsItsOptions()
{
    QFile file(sourcePath(QStringLiteral("resources/docs/commands.md")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    for (const Option &option : Bench::benchSyntax().options)
        QVERIFY2(text.contains(markdownRow(option)), qPrintable(markdownRow(option)));
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
        if (path == u"wire")
            row("at a rate", {QStringLiteral("lat"), QStringLiteral("rate=200")});
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

    for (const char *key :
         {"calls", "sec", "rate", "mbps", "p50", "p99", "cpu_server", "cpu_worker", "cpu_client"})
        QVERIFY2(report[QLatin1StringView(key)].toDouble() > 0, key);
    for (const char *key : {"sw_server", "sw_worker"}) // who spins need not sleep
        QVERIFY2(report[QLatin1StringView(key)].toDouble(-1) >= 0, key);
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
    QProcess window;
    const QByteArray mark = markProcesses(window);
    const QTemporaryDir runtime; // Qt has a word to say where there is none
    QProcessEnvironment environment = window.processEnvironment();
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), runtime.path());
    window.setProcessEnvironment(environment);
    window.start(builtPath(QStringLiteral("bin/amp-bench-window")),
                 {QStringLiteral("calls=2000"), QStringLiteral("close")});
    QVERIFY(window.waitForFinished());
    QVERIFY2(processesWithVariable(mark).isEmpty(), "a process is left");
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
    QTest::newRow("an option that there is not")
        << QStringList{QStringLiteral("--speed=9")} << QByteArray("has no option --speed") << 2;
    QTest::newRow("too many workers")
        << QStringList{QStringLiteral("--workers=101")} << QByteArray("from 1 to 100") << 2;
    QTest::newRow("no time") << QStringList{QStringLiteral("--seconds=0")}
                             << QByteArray("seconds above 0") << 2;
    QTest::newRow("a measurement that there is not")
        << QStringList{QStringLiteral("fast")} << QByteArray("fast is no measurement") << 2;
    QTest::newRow("a server that there is not")
        << QStringList{QStringLiteral("--server=/nowhere/amp-server")}
        << QByteArray("/nowhere/amp-server is no program") << 2;
    QTest::newRow("a server that does not listen")
        << QStringList{QStringLiteral("--server=/bin/true")} << QByteArray("did not listen") << 3;
    QTest::newRow("a mode that there is not")
        << QStringList{QStringLiteral("wire"), QStringLiteral("fast"), QStringLiteral("1")}
        << QByteArray("That is no measurement.") << 2;
    QTest::newRow("a setting that there is not")
        << QStringList{QStringLiteral("wire"), QStringLiteral("lat"), QStringLiteral("1"),
                       QStringLiteral("speed=9")}
        << QByteArray("speed=9 is no setting.") << 2;
    QTest::newRow("a rate of many at a time")
        << QStringList{QStringLiteral("wire"), QStringLiteral("thr"), QStringLiteral("1"),
                       QStringLiteral("rate=9")}
        << QByteArray("rate=9 is no setting.") << 2;
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
