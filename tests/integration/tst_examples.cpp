// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Every example runs against a real server and prints what it is there to show.

#include <memory>

#include <QRegularExpression>
#include <QTest>

#include "tests/support/serverprocess.h"

using namespace Amp::Test;

class TestExamples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void output_data();
    void output();
    void printsOfProceduresReachTheServer();
    void saysWhenNobodyListens();

private:
    std::unique_ptr<ServerProcess> m_server;
};

namespace {

struct Ended
{
    int code = -1;
    QString output; // both channels
};

Ended runExample(const QString &name, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(builtPath(QStringLiteral("bin/examples/") + name), arguments);
    if (!process.waitForFinished(30'000)) // against hangs only
        return {-1, QStringLiteral("%1 did not end: %2").arg(name, process.errorString())};
    return {process.exitCode(), QString::fromUtf8(process.readAll())};
}

} // namespace

void TestExamples::initTestCase()
{
    const QString plugins = builtPath(QStringLiteral("lib/amp-examples/"));
    m_server = std::make_unique<ServerProcess>(QStringList{
        QStringLiteral("--workers=native:4"), QStringLiteral("--workers=python:1"),
        QStringLiteral("--include=%1greetings.so").arg(plugins),
        QStringLiteral("--include=%1office.so").arg(plugins),
        QStringLiteral("--include=") + sourcePath(QStringLiteral("client/examples/words.py"))});
    QVERIFY2(!m_server->address().isEmpty(), qPrintable(m_server->output()));
}

void TestExamples::output_data()
{
    QTest::addColumn<QStringList>("expected"); // regular expressions, in any order

    QTest::newRow("quickstart") << QStringList{
        QStringLiteral("^4 calls of sleep\\(1\\) took \\d\\.\\d s on 4 workers$")};
    QTest::newRow("asyncconnect") << QStringList{
        QStringLiteral("^One call waits in line\\.\\nConnected\\.\\n!rabiznaz$")};
    QTest::newRow("bounds") << QStringList{
        QStringLiteral("^TimedOut: sleep ran longer than its time-out of 0.1 s\\.$"),
        QStringLiteral("^Cancelled: .+$")};
    QTest::newRow("includes") << QStringList{
        QStringLiteral("^greet\\(World\\): Hello, World!$"),
        QStringLiteral("^Greeter::letters\\(World\\): 13$"),
        QStringLiteral("^count_words\\(four words of text\\): 4$"),
        QStringLiteral("^Words::longest\\(the longest of these\\): longest$"),
        QStringLiteral("^greets\\(World\\): .*greet.*$")};
    QTest::newRow("throwing") << QStringList{
        QStringLiteral("^Result: 3.5$"),
        QStringLiteral("^ProcedureFailed: .*division by zero.*\\n  its type: std::domain_error$"),
        QStringLiteral("^ProcedureFailed: ValueError: .*words\\.py:\\d+.*\\n"
                       "  its type: ValueError$"),
        QStringLiteral("^BadArguments: Argument 1 of divide must be double, not QString")};
    QTest::newRow("crashing") << QStringList{
        QStringLiteral("^Worker \\d+ of pool native was ended by signal 11 .*\\n"
                       "It ran: Started\\nThe next call: !rabiznaz$")};
    QTest::newRow("printing") << QStringList{QStringLiteral("^Missing: 3$")};
    QTest::newRow("mailer") << QStringList{
        QStringLiteral("^Engines to ada@example.org: sent$"),
        QStringLiteral("^Moths to grace@example.org: sent$"),
        QStringLiteral("^Silence to nobody: .*nobody is no address, Silence was not sent")};
    // As many connections as workers at most, however many calls.
    QTest::newRow("state") << QStringList{QStringLiteral("^20 queries, connections: [1-4]$")};
#ifdef AMP_HAS_WINDOWS
    QTest::newRow("smoothwindow") << QStringList{
        QStringLiteral("^40 calls, longest pause of the window: \\d+ ms$")};
#endif
}

void TestExamples::output()
{
    QFETCH(QStringList, expected);
    const Ended ended = runExample(QString::fromLatin1(QTest::currentDataTag()),
                                   {m_server->address(), QStringLiteral("--close")});
    QVERIFY2(ended.code == 0, qPrintable(ended.output));
    for (const QString &pattern : expected) {
        const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
        QVERIFY2(expression.match(ended.output).hasMatch(),
                 qPrintable(QStringLiteral("%1 is not in:\n%2").arg(pattern, ended.output)));
    }
}

void TestExamples::printsOfProceduresReachTheServer()
{
    runExample(QStringLiteral("printing"), {m_server->address()});
    QVERIFY(m_server->waitForOutput(QStringLiteral("shelf 7: 3 books are missing")));
}

void TestExamples::saysWhenNobodyListens()
{
    const Ended ended =
        runExample(QStringLiteral("quickstart"), {QStringLiteral("local:nobody-listens-here")});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.output.contains(QStringLiteral("nobody-listens-here")),
             qPrintable(ended.output));
}

QTEST_GUILESS_MAIN(TestExamples)
#include "tst_examples.moc"
