// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What workers print: it is shown under its call, as text, and harms neither calls nor the server.

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

qint64 residentKiB(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/status").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    static const QRegularExpression pattern(QStringLiteral("VmRSS:\\s+(\\d+)"));
    return pattern.match(QString::fromLatin1(file.readAll())).captured(1).toLongLong();
}

} // namespace

class TestWorkerOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void shownAsTextUnderItsCall_data();
    void shownAsTextUnderItsCall();
    void everyLineUnderItsOwnCall();
    void floods_data();
    void floods();

private:
    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<JobDispatcher> m_client;
};

void TestWorkerOutput::init()
{
    m_server = std::make_unique<ServerProcess>(QStringList{
        QStringLiteral("--workers=1"),
        QStringLiteral("--include=") + builtPath(QStringLiteral("tests/plugins/good_plugin.so")),
        QStringLiteral("--include=") +
            sourcePath(QStringLiteral("tests/support/python/troubles.py"))});
    m_client = std::make_unique<JobDispatcher>();
    m_client->connectToServer(m_server->address());
    QVERIFY2(m_client->waitForConnected(30s), qPrintable(m_server->output()));
}

void TestWorkerOutput::cleanup()
{
    m_client.reset();
    QVERIFY2(m_server->isRunning(), qPrintable(m_server->output()));
    m_server.reset();
}

void TestWorkerOutput::shownAsTextUnderItsCall_data()
{
    QTest::addColumn<QByteArray>("procedure");
    QTest::addColumn<QVariant>("argument");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const char *procedure, QVariant argument,
                        const char *shown) {
        QTest::newRow(name) << QByteArray(procedure) << argument << QString::fromUtf8(shown);
    };
    row("print", "say", QStringLiteral("hello"), "hello");
    row("print of escapes", "say", QStringLiteral("a\x1b[31mred"), "a\\x1b[31mred");
    row("print in C++", "print", QStringLiteral("hello"), "hello");
    row("child", "child_says", QStringLiteral("from a child"), "from a child");
    row("bytes with NUL", "say_bytes", QByteArray("a\0b\n", 4), "a\\x00b");
    row("title of the terminal", "say_bytes", QByteArray("\x1b]0;title\x07\n"),
        "\\x1b]0;title\\x07");
    row("half a character", "say_bytes", QByteArray("half \xc3\n"), "half \xef\xbf\xbd");
    row("without an end", "say_bytes", QByteArray("to be continued"), "to be continued");
    row("looks like a frame", "say_bytes", QByteArray("\0\0\0\x09\x0a\0\0\0\0\0\0\0\1\n", 14),
        "\\x00\\x00\\x00\\t");
}

void TestWorkerOutput::shownAsTextUnderItsCall()
{
    QFETCH(QByteArray, procedure);
    QFETCH(QVariant, argument);
    QFETCH(QString, shown);
    QCOMPARE(callAndWait(*m_client, "divide", 4, 2).value(), QVariant(2.0));
    const CallResult result = callAndWait(*m_client, procedure, argument);
    QVERIFY2(result.succeeded(), qPrintable(result.error().message()));
    const QString line = QStringLiteral("worker %1 (%2 #%3): %4")
                             .arg(result.workerPid())
                             .arg(QString::fromUtf8(procedure))
                             .arg(quint64(result.callId()))
                             .arg(shown);
    QVERIFY2(m_server->waitForOutput(line), qPrintable(m_server->output()));
    QVERIFY(!m_server->output().contains(QChar(0x1b)));
    QVERIFY(!m_server->output().contains(QChar(0)));
    QCOMPARE(callAndWait(*m_client, "divide", 4, 2).value(), QVariant(2.0));
}

void TestWorkerOutput::everyLineUnderItsOwnCall()
{
    constexpr int calls = 200;
    Results results;
    QHash<QString, QString> callOfText;
    for (int i = 0; i < calls; ++i) {
        const QString text = QStringLiteral("text-%1-").arg(i);
        const CallId id = m_client->call(this, results.taker(), "say", text);
        callOfText.insert(text, QStringLiteral("(say #%1): ").arg(quint64(id)));
    }
    QVERIFY(results.waitFor(calls));
    QCOMPARE(results.count(ErrorCode::None), calls);
    QTRY_COMPARE(m_server->output().count(QStringLiteral("text-")), calls);
    for (auto line = callOfText.cbegin(); line != callOfText.cend(); ++line)
        QVERIFY2(m_server->output().contains(line.value() + line.key()), qPrintable(line.key()));
}

void TestWorkerOutput::floods_data()
{
    QTest::addColumn<QByteArray>("procedure");
    QTest::addColumn<int>("amount");
    const bool full = qEnvironmentVariableIsSet("AMP_FULL");
    QTest::newRow("a line of 10 MiB") << QByteArray("pour") << 10;
    QTest::newRow("200 MiB, or 1 GiB") << QByteArray("pour") << (full ? 1024 : 200);
    QTest::newRow("many lines") << QByteArray("say") << (full ? 5'000'000 : 200'000);
}

void TestWorkerOutput::floods()
{
    QFETCH(QByteArray, procedure);
    QFETCH(int, amount);
    QCOMPARE(callAndWait(*m_client, "divide", 4, 2).value(), QVariant(2.0));
    QCOMPARE(callAndWait(*m_client, "strlen", "abc").value(), QVariant(3));
    const qint64 before = residentKiB(m_server->pid());
    QElapsedTimer clock;
    clock.start();
    Results flood;
    if (procedure == "pour")
        m_client->call(this, flood.taker(), procedure, amount);
    else
        m_client->call(this, flood.taker(), procedure, QString(100, u'y'), amount);
    qint64 most = before;
    int beside = 0;
    while (flood.all().isEmpty()) {
        QCOMPARE(callAndWait(*m_client, "strlen", "abc").value(), QVariant(3));
        ++beside;
        most = std::max(most, residentKiB(m_server->pid()));
        m_server->output(); // a terminal that is read
        flood.waitFor(1, 20);
    }
    QVERIFY2(flood.all().first().succeeded(), qPrintable(flood.all().first().error().message()));
    QCOMPARE(callAndWait(*m_client, "divide", 4, 2).value(), QVariant(2.0));
    qInfo("the server grew by %lld KiB; %d calls beside it", most - before, beside);
    QVERIFY2(most - before < 8 * 1024, "the server keeps what is printed");

    const QString output = m_server->output();
    // 500 lines a second of two pools, and what a terminal that was read late has left over.
    const qint64 shown = (clock.elapsed() / 1000 + 2) * 2 * 500 * 150;
    QVERIFY2(output.size() < std::max<qint64>(1024 * 1024, shown),
             qPrintable(QString::number(output.size())));
    const QString mark = procedure == "pour" ? QStringLiteral(" ... (cut)")
                                             : QStringLiteral("more lines, more than");
    QVERIFY2(m_server->waitForOutput(mark), qPrintable(output.right(500)));
}

QTEST_GUILESS_MAIN(TestWorkerOutput)
#include "tst_worker_output.moc"
