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
    void withoutServer();
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

// With a line on its standard input.
Ended runExample(const QString &name, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(builtPath(QStringLiteral("bin/examples/") + name), arguments);
    process.write("Ada\n");
    if (!process.waitForFinished(30'000)) // against hangs only
        return {-1, QStringLiteral("%1 did not end: %2").arg(name, process.errorString())};
    return {process.exitCode(), QString::fromUtf8(process.readAll())};
}

// What an example printed is there, each expectation somewhere.
void verifyPrinted(const Ended &ended, const QStringList &expected)
{
    QVERIFY2(ended.code == 0, qPrintable(ended.output));
    for (const QString &pattern : expected) {
        const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
        QVERIFY2(expression.match(ended.output).hasMatch(),
                 qPrintable(QStringLiteral("%1 is not in:\n%2").arg(pattern, ended.output)));
    }
}

QString plugin(const QString &name)
{
    return builtPath(QStringLiteral("lib/amp-examples/%1.so").arg(name));
}

QString words()
{
    return sourcePath(QStringLiteral("client/examples/words.py"));
}

} // namespace

void TestExamples::initTestCase()
{
    m_server = std::make_unique<ServerProcess>(
        QStringList{QStringLiteral("--workers=native:4"), QStringLiteral("--workers=python:1"),
                    QStringLiteral("--include=") + plugin(QStringLiteral("greetings")),
                    QStringLiteral("--include=") + plugin(QStringLiteral("office")),
                    QStringLiteral("--include=") + words()});
    QVERIFY2(!m_server->address().isEmpty(), qPrintable(m_server->output()));
}

void TestExamples::output_data()
{
    QTest::addColumn<QStringList>("expected"); // regular expressions, in any order

    QTest::newRow("quickstart") << QStringList{
        QStringLiteral("^Done!$"),
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
    QTest::newRow("waiting") << QStringList{
        QStringLiteral("^Sum: 5\\nsleep ran longer than its time-out of 0.1 s\\.\\n"
                       "Ended by cancel\\(\\): yes$")};
    QTest::newRow("futures") << QStringList{
        QStringLiteral("^Quotient: 3\\.5$"), QStringLiteral("^Failed: .*division by zero$"),
        QStringLiteral("^Reversed: !aibarA\\nReversed: !rabiznaz$")};
    QTest::newRow("coroutine") << QStringList{
        QStringLiteral("^Sum: 5\\nReversed: !aibarA\\nReversed: !rabiznaz\\n"
                       "Argument 2 of add must be number, not QString .three.\\.$")};
    QTest::newRow("discovery") << QStringList{
        QStringLiteral("^count_words\\(str\\) -> int  Counts the words of a text\\.$"),
        QStringLiteral("^greet\\(QString\\) -> QString  Greets somebody by name\\.$"),
        QStringLiteral("^NeverSent: .*greet.*$")};
    QTest::newRow("reactor") << QStringList{
        QStringLiteral("^Type a line\\.\\nYou typed: Ada\\n"
                       "Price: 600\\nPrice: 600\\nPrice: 600\\nPatient: yes$")};
    QTest::newRow("printing") << QStringList{QStringLiteral("^Missing: 3$")};
    QTest::newRow("mailer") << QStringList{
        QStringLiteral("^Engines to ada@example.org: sent$"),
        QStringLiteral("^Moths to grace@example.org: sent$"),
        QStringLiteral("^Silence to nobody: .*nobody is no address, Silence was not sent")};
    // As many connections as workers at most, however many calls.
    QTest::newRow("state") << QStringList{QStringLiteral("^20 queries, connections: [1-4]$")};
#ifdef AMP_HAS_WINDOWS
    QTest::newRow("watch") << QStringList{QStringLiteral("^Workers: 5$")};
    QTest::newRow("smoothwindow") << QStringList{
        QStringLiteral("^40 calls, longest pause of the window: \\d+ ms$")};
#endif
}

void TestExamples::output()
{
    QFETCH(QStringList, expected);
    verifyPrinted(runExample(QString::fromLatin1(QTest::currentDataTag()),
                             {m_server->address(), QStringLiteral("--close")}),
                  expected);
}

void TestExamples::withoutServer()
{
    verifyPrinted(
        runExample(QStringLiteral("local"), {plugin(QStringLiteral("greetings")), words()}),
        {QStringLiteral("^Hello, World!$"), QStringLiteral("^4$"),
         QStringLiteral("^1\\n1\\n1\\nDone! It took \\d+\\.\\d s$")});
    verifyPrinted(runExample(QStringLiteral("threads"), {plugin(QStringLiteral("greetings"))}),
                  {QStringLiteral("^Hello, World!$"), QStringLiteral("^!rabiznaz$"),
                   QStringLiteral("a crash in a thread would end the whole program")});
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
