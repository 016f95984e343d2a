// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What an operator does to a running server with amp-ctl, and what it means for the calls that are
// there: each of them ends once, and none for another reason than the operator's. Takes about 15 s,
// most of it for starting servers.

#include <csignal>

#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

struct Outcome
{
    int exitCode = -1;
    QString out;
    QString err;
};

constexpr int badArguments = 12;

QVariantMap workerOf(JobDispatcher &client, int id)
{
    for (const QVariant &worker : commandAndWait(client, "workers").toList()) {
        if (worker.toMap().value(QStringLiteral("id")).toInt() == id)
            return worker.toMap();
    }
    return {};
}

QVariant valueOf(const QVariantMap &map, const char *key)
{
    return map.value(QLatin1StringView(key));
}

} // namespace

class TestOperations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void mistakes_data();
    void mistakes();
    void cancel_data();
    void cancel();
    void kill_data();
    void kill();
    void killedIdempotentCallRunsAgain();
    void killedWhileStarting();
    void restartWaitsForTheCall();
    void restartOfIdleWorkers();
    void resizeUnderLoad();
    void drain();
    void drainWhilePaused();
    void reloadUnderACall();
    void reloadOfABrokenFile_data();
    void reloadOfABrokenFile();
    void reloadOfAPlugin();
    void reloadIsOneAtATime();
    void hangUpReloads();
    void watch();

private:
    Outcome ctl(const QString &line) const;
    bool write(const QByteArray &python) const;
    void copyPlugin(const char *name) const;
    void call(Results &results, QByteArrayView procedure, double seconds)
    {
        m_client->call(this, results.taker(), procedure, seconds);
    }
    // A call that runs in a Python worker until release().
    void hold(Results &results)
    {
        m_client->call(this, results.taker(), "hold", m_folder->filePath(QStringLiteral("go")));
    }
    void release() const
    {
        QVERIFY(QFile(m_folder->filePath(QStringLiteral("go"))).open(QIODevice::WriteOnly));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<JobDispatcher> m_client;
};

// Two native workers, w01 and w02, and two Python workers, w03 and w04.
void TestOperations::init()
{
    if (m_server)
        return;
    qunsetenv("PYTHONDONTWRITEBYTECODE"); // as users run it
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(write("def version() -> int:\n    return 1\n"));
    copyPlugin("good_plugin");
    m_server = std::make_unique<ServerProcess>(
        QStringList{QStringLiteral("--include=") + m_folder->filePath(QStringLiteral("ops.py")),
                    QStringLiteral("--include=") + m_folder->filePath(QStringLiteral("ops.so")),
                    QStringLiteral("--workers=2"), QStringLiteral("--grace=100ms")});
    m_client = std::make_unique<JobDispatcher>();
    m_client->setReconnect(false);
    m_client->connectToServer(m_server->address());
    QVERIFY(m_client->waitForConnected(20s));
    QTRY_COMPARE(poolStat(*m_client, "native", "idle"), 2);
    QTRY_COMPARE(poolStat(*m_client, "python", "idle"), 2);
}

void TestOperations::cleanup()
{
    // After a mistake nothing is different, and the next row need not wait for another server.
    if (QTest::currentTestFunction() == QByteArray("mistakes") && !QTest::currentTestFailed())
        return;
    m_client.reset();
    m_server.reset();
    m_folder.reset();
}

Outcome TestOperations::ctl(const QString &line) const
{
    QProcess process;
    QSignalSpy finished(&process, &QProcess::finished);
    process.start(builtPath(QStringLiteral("bin/amp-ctl")),
                  QStringList(m_server->address()) + line.split(u' '));
    if (process.state() != QProcess::NotRunning)
        finished.wait(30'000);
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

// The Python file: nap(), hold() and what is given. It is replaced, never half written.
bool TestOperations::write(const QByteArray &python) const
{
    const QString path = m_folder->filePath(QStringLiteral("ops.py"));
    QFile file(path + QStringLiteral(".new"));
    const QByteArray text = "import os, time\n"
                            "def nap(seconds: float) -> int:\n"
                            "    time.sleep(seconds)\n"
                            "    return version()\n"
                            "def hold(path: str) -> int:\n"
                            "    while not os.path.exists(path):\n"
                            "        time.sleep(0.01)\n"
                            "    return version()\n" +
                            python;
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return false;
    file.close();
    return std::rename(qPrintable(file.fileName()), qPrintable(path)) == 0;
}

void TestOperations::copyPlugin(const char *name) const
{
    const QString path = m_folder->filePath(QStringLiteral("ops.so"));
    const QString copy = path + QStringLiteral(".new");
    QVERIFY(QFile::copy(builtPath(QStringLiteral("tests/plugins/%1.so").arg(QLatin1String(name))),
                        copy));
    QVERIFY(std::rename(qPrintable(copy), qPrintable(path)) == 0);
}

void TestOperations::mistakes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *line, const char *sentence) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(sentence);
    };
    row("cancel 4711", "^Call 4711 is not queued and does not run");
    row("cancel 4711 4712", "^None of these 2 calls is queued or runs");
    row("cancel 0", "named by its number");
    row("kill-worker 5", "^There is no worker 5; there are w01 to w04\\.$");
    row("kill-worker w00", "^There is no worker 0;");
    row("restart-worker w99", "^There is no worker 99;");
    row("restart-worker 99999999999", "^There is no worker 99999999999;");
    row("workers 0", "^A pool has from 1 to 1000 workers, not 0\\.$");
    row("workers python 1001", "^A pool has from 1 to 1000 workers, not 1001\\.$");
    row("workers pyton 2", "^There is no pool pyton; did you mean python\\?$");
    row("workers ruby 2", "^There is no pool ruby; there are native and python\\.$");
    row("calls 0", "from 1 to 10000");
}

// One sentence each, and nothing has changed.
void TestOperations::mistakes()
{
    QFETCH(QString, line);
    QFETCH(QString, sentence);
    const Outcome outcome = ctl(line);
    QCOMPARE(outcome.exitCode, badArguments);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.trimmed().contains(QRegularExpression(sentence)), qPrintable(outcome.err));
    QCOMPARE(poolStat(*m_client, "native", "workersEnded"), 0);
    QCOMPARE(poolStat(*m_client, "python", "workersEnded"), 0);
    QCOMPARE(commandAndWait(*m_client, "workers").toList().size(), 4);
}

void TestOperations::cancel_data()
{
    QTest::addColumn<QByteArray>("procedure");
    QTest::addColumn<QString>("pool");
    QTest::newRow("native") << QByteArray("sleep") << QStringLiteral("native");
    QTest::newRow("Python") << QByteArray("nap") << QStringLiteral("python");
}

void TestOperations::cancel()
{
    QFETCH(QByteArray, procedure);
    QFETCH(QString, pool);
    Results results;
    for (int i = 0; i < 4; ++i)
        call(results, procedure, i == 3 ? 0.0 : 3600.0);
    QTRY_COMPARE(poolStat(*m_client, pool, QStringLiteral("busy")), 2);
    const QString calls = ctl(QStringLiteral("calls")).out;
    QVERIFY2(calls.contains(QRegularExpression(QStringLiteral("  1  running .* w0\\d"))) &&
                 calls.contains(QRegularExpression(QStringLiteral("  3  queued  "))),
             qPrintable(calls));

    QCOMPARE(ctl(QStringLiteral("cancel 3 1 99")).out, QStringLiteral("2 calls cancelled.\n"));
    QVERIFY(results.waitFor(3)); // the fourth call has taken the worker of the first
    QCOMPARE(results.count(ErrorCode::Cancelled), 2);
    QCOMPARE(results.count(ErrorCode::None), 1);
    for (const CallResult &result : results.all().first(2)) {
        QCOMPARE(result.error().message(), QStringLiteral("Cancelled by an operator."));
        QCOMPARE(result.execution(),
                 result.callId() == CallId(3) ? Execution::NotStarted : Execution::Started);
    }
    QCOMPARE(poolStat(*m_client, pool, QStringLiteral("cancelled")), 2);
    QCOMPARE(poolStat(*m_client, pool, QStringLiteral("busy")), 1);
    QCOMPARE(ctl(QStringLiteral("cancel 2")).exitCode, 0);
    QVERIFY(results.waitFor(4));
}

void TestOperations::kill_data()
{
    cancel_data();
}

void TestOperations::kill()
{
    QFETCH(QByteArray, procedure);
    QFETCH(QString, pool);
    const int first = pool == QStringLiteral("native") ? 1 : 3;
    Results results;
    for (int i = 0; i < 2; ++i)
        call(results, procedure, 3600.0);
    QTRY_COMPARE(poolStat(*m_client, pool, QStringLiteral("busy")), 2);
    for (int i = 0; i < 5; ++i)
        call(results, procedure, 0.0);
    QTRY_COMPARE(poolStat(*m_client, pool, QStringLiteral("queued")), 5);
    const QVariantMap before = workerOf(*m_client, first);

    QCOMPARE(ctl(QStringLiteral("kill-worker w0%1").arg(first)).exitCode, 0);
    QVERIFY(results.waitFor(6)); // those that waited go to the new process
    QCOMPARE(results.count(ErrorCode::None), 5);
    QCOMPARE(results.all().first().error().code(), ErrorCode::WorkerCrashed);
    const QString message = results.all().first().error().message();
    QVERIFY2(message.contains(QStringLiteral("because an operator killed it")),
             qPrintable(message));
    QVERIFY2(message.contains(valueOf(before, "pid").toString()), qPrintable(message));

    const QVariantMap after = workerOf(*m_client, first);
    QVERIFY(valueOf(after, "pid") != valueOf(before, "pid"));
    QCOMPARE(valueOf(after, "restarts").toInt(), 1);
    QCOMPARE(valueOf(after, "lastRestartWhy").toString(), QStringLiteral("an operator killed it"));
    QCOMPARE(valueOf(after, "callsDone").toInt(), 6);
    QCOMPARE(poolStat(*m_client, pool, QStringLiteral("workersEnded")), 1);
}

void TestOperations::killedIdempotentCallRunsAgain()
{
    Results results;
    m_client->call(CallOptions().idempotent(), this, results.taker(), "sleep", 0.5);
    QTRY_COMPARE(poolStat(*m_client, "native", "busy"), 1);
    const bool isFirst = valueOf(workerOf(*m_client, 1), "call").toInt() != 0;
    QCOMPARE(
        ctl(isFirst ? QStringLiteral("kill-worker 1") : QStringLiteral("kill-worker 2")).exitCode,
        0);
    QVERIFY(results.waitFor(1));
    QCOMPARE(results.count(ErrorCode::None), 1);
}

// It is replaced at once, and nobody is told that a worker could not start.
void TestOperations::killedWhileStarting()
{
    QVERIFY(write("def version() -> int:\n    return 1\nhold('" +
                  m_folder->filePath(QStringLiteral("go")).toUtf8() + "')\n"));
    QCOMPARE(ctl(QStringLiteral("restart-worker 3")).exitCode, 0);
    QTRY_COMPARE(valueOf(workerOf(*m_client, 3), "state").toString(), QStringLiteral("starting"));
    QCOMPARE(ctl(QStringLiteral("kill-worker 3")).exitCode, 0);
    QTRY_COMPARE(valueOf(workerOf(*m_client, 3), "restarts").toInt(), 2);
    release();
    QTRY_COMPARE(valueOf(workerOf(*m_client, 3), "state").toString(), QStringLiteral("idle"));
    QCOMPARE(valueOf(workerOf(*m_client, 3), "lastRestartWhy").toString(),
             QStringLiteral("an operator killed it"));
    QVERIFY(!m_server->output().contains(QStringLiteral("could not start")));
}

void TestOperations::restartWaitsForTheCall()
{
    Results results;
    for (int i = 0; i < 2; ++i)
        hold(results);
    QTRY_COMPARE(poolStat(*m_client, "python", "busy"), 2);
    const qint64 pid = valueOf(workerOf(*m_client, 3), "pid").toLongLong();
    QCOMPARE(ctl(QStringLiteral("restart-worker w03")).exitCode, 0);
    QCOMPARE(valueOf(workerOf(*m_client, 3), "pid").toLongLong(), pid); // not before its call
    release();
    QVERIFY(results.waitFor(2));
    QCOMPARE(results.count(ErrorCode::None), 2);
    QTRY_VERIFY(valueOf(workerOf(*m_client, 3), "state") == QStringLiteral("idle"));
    const QVariantMap after = workerOf(*m_client, 3);
    QVERIFY(valueOf(after, "pid").toLongLong() != pid);
    QCOMPARE(valueOf(after, "lastRestartWhy").toString(),
             QStringLiteral("an operator restarted it"));
    QCOMPARE(valueOf(workerOf(*m_client, 4), "restarts").toInt(), 0);
}

// Processes that end before their first call are no sign of trouble when they were told to.
void TestOperations::restartOfIdleWorkers()
{
    for (int round = 1; round <= 5; ++round) {
        QCOMPARE(ctl(QStringLiteral("restart-worker 1")).exitCode, 0);
        QTRY_COMPARE(valueOf(workerOf(*m_client, 1), "restarts").toInt(), round);
        QTRY_COMPARE(valueOf(workerOf(*m_client, 1), "state").toString(), QStringLiteral("idle"));
    }
    QCOMPARE(poolStat(*m_client, "native", "startsFailed"), 0);
    QCOMPARE(poolStat(*m_client, "native", "workersStarted"), 7);
}

void TestOperations::resizeUnderLoad()
{
    constexpr int calls = 300;
    Results results;
    for (int i = 0; i < calls; ++i)
        call(results, "sleep", 0.01);
    for (const char *count : {"6", "1", "4", "3"})
        QCOMPARE(ctl(QStringLiteral("workers native ") + QLatin1String(count)).exitCode, 0);
    QVERIFY(results.waitFor(calls));
    QCOMPARE(results.count(ErrorCode::None), calls);
    QTRY_COMPARE(poolStat(*m_client, "native", "idle"), 3);
    QCOMPARE(poolStat(*m_client, "native", "workers"), 3);
    QCOMPARE(poolStat(*m_client, "native", "succeeded"), calls);
    QCOMPARE(poolStat(*m_client, "native", "crashed"), 0);
    QCOMPARE(poolStat(*m_client, "python", "workers"), 2);

    QCOMPARE(ctl(QStringLiteral("workers 1")).exitCode, 0); // of every pool
    QTRY_COMPARE(commandAndWait(*m_client, "workers").toList().size(), 2);
    QTRY_COMPARE(poolStat(*m_client, "python", "idle"), 1);
}

void TestOperations::drain()
{
    Results results;
    for (int i = 0; i < 6; ++i)
        hold(results);
    QTRY_COMPARE(poolStat(*m_client, "python", "queued"), 4);
    const QString answer = ctl(QStringLiteral("drain")).out;
    QVERIFY2(answer.contains(QStringLiteral("ends after 6 calls.")), qPrintable(answer));
    const CallResult late = callAndWait(*m_client, "strrev", QStringLiteral("late"));
    QCOMPARE(late.error().code(), ErrorCode::ShuttingDown);
    release();
    QVERIFY(results.waitFor(6));
    QCOMPARE(results.count(ErrorCode::None), 6);
    QCOMPARE(m_server->waitForEnd(), 0);
}

// What waits would otherwise never end, and nobody may stop it again.
void TestOperations::drainWhilePaused()
{
    QCOMPARE(ctl(QStringLiteral("pause")).exitCode, 0);
    Results results;
    hold(results);
    QTRY_COMPARE(poolStat(*m_client, "python", "queued"), 1);
    QVERIFY(commandAndWait(*m_client, "drain").toInt() == 1);
    std::optional<Error> refused;
    m_client->command(
        this, [&](const Result<QVariant> &reply) { refused = reply ? Error() : reply.error(); },
        "pause");
    QTRY_VERIFY(refused.has_value());
    QCOMPARE(refused->code(), ErrorCode::ShuttingDown);
    release();
    QVERIFY(results.waitFor(1));
    QCOMPARE(results.count(ErrorCode::None), 1);
    QCOMPARE(m_server->waitForEnd(), 0);
}

void TestOperations::reloadUnderACall()
{
    Results results;
    hold(results);
    QTRY_COMPARE(poolStat(*m_client, "python", "busy"), 1);
    QVERIFY(write("def version() -> int:\n    return 2\n\ndef added() -> int:\n    return 3\n"));
    const Outcome reload = ctl(QStringLiteral("reload"));
    QVERIFY2(reload.exitCode == 0, qPrintable(reload.err));
    QVERIFY(reload.out.contains(QStringLiteral("native, python")));
    // From the answer on every call that starts runs the new file.
    QCOMPARE(callAndWait(*m_client, "version").value(), QVariant(2));
    QCOMPARE(callAndWait(*m_client, "added").value(), QVariant(3));
    QVERIFY(results.all().isEmpty());
    release();
    QVERIFY(results.waitFor(1));
    QCOMPARE(results.all().first().value(), QVariant(1)); // as it was begun
    QTRY_COMPARE(poolStat(*m_client, "python", "idle"), 2);
    QCOMPARE(callAndWait(*m_client, "nap", 0.0).value(), QVariant(2));
    for (const QVariant &worker : commandAndWait(*m_client, "workers").toList())
        QCOMPARE(valueOf(worker.toMap(), "restarts").toInt(), 1);
}

void TestOperations::reloadOfABrokenFile_data()
{
    QTest::addColumn<QByteArray>("python");
    QTest::addColumn<QByteArray>("plugin");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("Python") << QByteArray("def broken(:\n") << QByteArray("twin_plugin")
                            << QStringLiteral("ops\\.py:9: SyntaxError");
    QTest::newRow("plugin") << QByteArray("def version() -> int:\n    return 2\n")
                            << QByteArray("not_a_plugin") << QStringLiteral("ops\\.so");
    QTest::newRow("same name twice")
        << QByteArray("def greet() -> int:\n    return 2\n") << QByteArray("twin_plugin")
        << QStringLiteral("native and python both define greet");
}

// One file that fails keeps all others from being loaded, too.
void TestOperations::reloadOfABrokenFile()
{
    QFETCH(QByteArray, python);
    QFETCH(QByteArray, plugin);
    QFETCH(QString, sentence);
    QVERIFY(write(python));
    copyPlugin(plugin.constData());
    const Outcome reload = ctl(QStringLiteral("reload"));
    QCOMPARE(reload.exitCode, badArguments);
    QVERIFY2(reload.err.startsWith(QStringLiteral("Nothing was reloaded")) &&
                 reload.err.contains(QRegularExpression(sentence)),
             qPrintable(reload.err));
    QVERIFY(m_server->waitForOutput(QStringLiteral("Nothing was reloaded"))); // in its log, too
    QCOMPARE(callAndWait(*m_client, "version").value(), QVariant(1));
    QVERIFY(callAndWait(*m_client, "single").error().code() == ErrorCode::NoSuchProcedure);
    for (const QVariant &worker : commandAndWait(*m_client, "workers").toList())
        QCOMPARE(valueOf(worker.toMap(), "restarts").toInt(), 0);

    QVERIFY(write("def version() -> int:\n    return 3\n")); // mended
    copyPlugin("twin_plugin");
    QCOMPARE(ctl(QStringLiteral("reload")).exitCode, 0);
    QCOMPARE(callAndWait(*m_client, "version").value(), QVariant(3));
    QCOMPARE(callAndWait(*m_client, "single").value(), QVariant(true));
}

void TestOperations::reloadOfAPlugin()
{
    QCOMPARE(callAndWait(*m_client, "single").error().code(), ErrorCode::NoSuchProcedure);
    copyPlugin("twin_plugin");
    QCOMPARE(ctl(QStringLiteral("reload")).exitCode, 0);
    QCOMPARE(callAndWait(*m_client, "single").value(), QVariant(true));
    QCOMPARE(callAndWait(*m_client, "countCalls").error().code(), ErrorCode::NoSuchProcedure);
    const QString procedures = ctl(QStringLiteral("procedures")).out;
    QVERIFY(procedures.contains(QStringLiteral("single(")));
    QVERIFY(!procedures.contains(QStringLiteral("countCalls(")));
}

void TestOperations::reloadIsOneAtATime()
{
    QList<ErrorCode> codes;
    const auto note = [&](const Result<QVariant> &reply) {
        codes.append(reply ? ErrorCode::None : reply.error().code());
    };
    m_client->command(this, note, "reload");
    m_client->command(this, note, "reload");
    m_client->command(this, note, "stats"); // is not held up
    QTRY_COMPARE(codes, QList({ErrorCode::TooBusy, ErrorCode::None, ErrorCode::None}));
    QTRY_COMPARE(poolStat(*m_client, "python", "workersEnded"), 2);
}

void TestOperations::hangUpReloads()
{
    QVERIFY(write("def version() -> int:\n    return 2\n"));
    m_server->signal(SIGHUP);
    QTRY_COMPARE(callAndWait(*m_client, "version").value(), QVariant(2));
    QVERIFY(write("def broken(:\n"));
    m_server->signal(SIGHUP);
    QVERIFY(m_server->waitForOutput(QStringLiteral("Nothing was reloaded")));
    QCOMPARE(callAndWait(*m_client, "version").value(), QVariant(2));
}

void TestOperations::watch()
{
    QProcess process;
    QSignalSpy finished(&process, &QProcess::finished);
    process.start(builtPath(QStringLiteral("bin/amp-ctl")),
                  {m_server->address(), QStringLiteral("stats"), QStringLiteral("--watch")});
    QByteArray out; // a line of titles, then one a second
    const auto lines = [&] {
        out += process.readAllStandardOutput();
        return out.count('\n');
    };
    QTRY_VERIFY(lines() >= 2); // the titles and the first line
    Results results;
    for (int i = 0; i < 50; ++i)
        m_client->call(this, results.taker(), "strrev", QStringLiteral("x"));
    QVERIFY(results.waitFor(50));
    const auto hasRate = [&] {
        const QList<QByteArray> printed = out.trimmed().split('\n').sliced(2);
        return std::ranges::any_of(printed, [](const QByteArray &line) {
            return line.simplified().split(' ').first().toInt() > 0;
        });
    };
    QTRY_VERIFY(lines() >= 3 && hasRate());
    QVERIFY(out.trimmed().startsWith("calls/s "));
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.state() == QProcess::NotRunning || finished.wait(20'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestOperations)
#include "tst_operations.moc"
