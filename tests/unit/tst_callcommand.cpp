// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QFile>
#include <QtTest>

#include "client/cli/callcommand.h"
#include "client/cli/ctlcommand.h"
#include "client/cli/ctlformat.h"
#include "client/cli/exitcodes.h"
#include "client/cli/progressbar.h"
#include "client/cli/statswatch.h"

using namespace Amp;
using namespace std::chrono_literals;

class tst_CallCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void optionsEndAtTheAddress();
    void valuesArrive();
    void mistakes_data();
    void mistakes();
    void ctlVerbsAndTheirOptions();
    void ctlMistakes_data();
    void ctlMistakes();
    void proceduresAreAligned();
    void statsHaveAColumnForEachPool();
    void pingsAreSummedUp();
    void progressLine();
    void watchShowsWhatHappensBetween();
    void everyErrorHasAnExitCode();
    void documentationListsEverything();

private:
    static QStringList words(const QString &line) { return line.split(u'|'); }
};

void tst_CallCommand::optionsEndAtTheAddress()
{
    const Result<CallCommand> command =
        parseCallCommand(words(QStringLiteral("127.0.0.1:1337|add|-1|2|--help")));
    QVERIFY(command);
    QVERIFY(!command->help);
    QCOMPARE(command->address, QStringLiteral("127.0.0.1:1337"));
    QCOMPARE(command->procedure, QByteArray("add"));
    QCOMPARE(command->arguments, QVariantList({-1, 2, QStringLiteral("--help")}));
    QCOMPARE(command->repeat, 1);
    QCOMPARE(command->connectTimeout, 5s);
}

void tst_CallCommand::valuesArrive()
{
    const Result<CallCommand> command = parseCallCommand(words(QStringLiteral(
        "-t=2s|--deadline|500ms|--priority=high|--idempotent|-n100|-p|4|--connect-timeout=1s|"
        "--progress|--raw|local:amp|Mailer::send|{\"$bytes\":\"YQ==\"}||x y")));
    QVERIFY2(command, command ? "" : qPrintable(command.error().message()));
    QCOMPARE(command->options.timeout(), 2s);
    QCOMPARE(command->options.deadline(), 500ms);
    QCOMPARE(command->options.priority(), Priority::High);
    QVERIFY(command->options.isIdempotent());
    QCOMPARE(command->repeat, 100);
    QCOMPARE(command->parallel, 4);
    QCOMPARE(command->connectTimeout, 1s);
    QVERIFY(command->progress && command->raw);
    QCOMPARE(command->arguments, QVariantList({QByteArray("a"), QString(), QStringLiteral("x y")}));
}

void tst_CallCommand::mistakes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *line, const char *expected) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(expected);
    };
    row("127.0.0.1:1", "where to call and what.*--help");
    row("--raw", "where to call and what");
    row("*:1337|f", "\\*");
    row("127.0.0.1:0|f", "0");
    row("nonsense|f", "nonsense.*127.0.0.1:1337");
    row("127.0.0.1:1|", "name of a procedure");
    row("127.0.0.1:1|f|99999999999999999999", "99999999999999999999.*64 bits");
    row("--timeout=2|127.0.0.1:1|f", "--timeout=2: .*500ms");
    row("--timeout|127.0.0.1:1|f", "--timeout=127.0.0.1:1: ");
    row("--connect-timeout=0s|127.0.0.1:1|f", "--connect-timeout=5s");
    row("--priority=urgent|127.0.0.1:1|f", "low, normal or high");
    row("--repeat=0|127.0.0.1:1|f", "--repeat=0: .*from 1 to");
    row("--parallel=10001|127.0.0.1:1|f", "--parallel=10001: .*from 1 to 10000");
    row("--repaet=3|127.0.0.1:1|f", "Did you mean --repeat");
    row("--p=3|127.0.0.1:1|f", "--priority or --parallel or --progress");
}

void tst_CallCommand::mistakes()
{
    QFETCH(QString, line);
    QFETCH(QString, expected);
    const Result<CallCommand> command = parseCallCommand(words(line));
    QVERIFY(!command);
    const QString message = command.error().message();
    QVERIFY2(message.contains(QRegularExpression(expected)), qPrintable(message));
    QVERIFY2(message.endsWith(u'.') && !message.contains(u'\n'), qPrintable(message));
}

void tst_CallCommand::ctlVerbsAndTheirOptions()
{
    const auto parse = [](const char *line) {
        return parseCtlCommand(words(QString::fromLatin1(line)));
    };
    const Result<CtlCommand> stats = parse("--timeout=1s|local:amp|stats|--json");
    QVERIFY(stats);
    QCOMPARE(stats->address, QStringLiteral("local:amp"));
    QCOMPARE(stats->verb->name, QLatin1StringView("stats"));
    QVERIFY(stats->json);
    QCOMPARE(stats->timeout, 1s);

    const Result<CtlCommand> ping = parse("127.0.0.1:1|ping|--count=3");
    QVERIFY(ping);
    QCOMPARE(ping->count, 3);
    QVERIFY(parse("127.0.0.1:1|pause"));
    QVERIFY(parse("127.0.0.1:1|stats|--watch")->watch);

    QCOMPARE(parse("127.0.0.1:1|cancel|4711|4712")->arguments, QVariantList({4711, 4712}));
    QCOMPARE(parse("127.0.0.1:1|kill-worker|w07")->arguments, QVariantList({7}));
    QCOMPARE(parse("127.0.0.1:1|restart-worker|7")->arguments, QVariantList({7}));
    QCOMPARE(parse("127.0.0.1:1|workers")->arguments, QVariantList());
    QCOMPARE(parse("127.0.0.1:1|workers|8")->arguments, QVariantList({8}));
    QCOMPARE(parse("127.0.0.1:1|workers|python|8")->arguments, QVariantList({u"python"_qs, 8}));
    QCOMPARE(parse("127.0.0.1:1|reload")->patience, 2min);
    QCOMPARE(parse("--timeout=1s|127.0.0.1:1|reload")->patience, 1s);
    QVERIFY(parse("--help"));
}

void tst_CallCommand::ctlMistakes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *line, const char *expected) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(expected);
    };
    row("127.0.0.1:1", "which server and what to do.*--help");
    row("stats|127.0.0.1:1", "stats.*127.0.0.1:1337");
    row("127.0.0.1:1|stat", "cannot \"stat\".*Did you mean stats.*--help");
    row("127.0.0.1:1|ping|--json", "no option --json");
    row("127.0.0.1:1|ping|--count=0", "--count=0: .*from 1 to");
    row("127.0.0.1:1|pause|now", "amp-ctl HOST:PORT pause\\.");
    row("--timeout=0s|127.0.0.1:1|ping", "--timeout=5s");
    row("127.0.0.1:1|cancel", "amp-ctl HOST:PORT cancel CALL\\.\\.\\.");
    row("127.0.0.1:1|cancel|all", "cancel CALL");
    row("127.0.0.1:1|kill-worker|seven", "kill-worker WORKER\\.");
    row("127.0.0.1:1|workers|python", "workers \\[\\[POOL\\] N\\]");
}

void tst_CallCommand::ctlMistakes()
{
    QFETCH(QString, line);
    QFETCH(QString, expected);
    const Result<CtlCommand> command = parseCtlCommand(words(line));
    QVERIFY(!command);
    const QString message = command.error().message();
    QVERIFY2(message.contains(QRegularExpression(expected)), qPrintable(message));
    QVERIFY2(message.endsWith(u'.') && !message.contains(u'\n'), qPrintable(message));
}

void tst_CallCommand::proceduresAreAligned()
{
    const auto procedure = [](const char *pool, const QString &signature,
                              const char *documentation) {
        return QVariantMap{{QStringLiteral("pool"), QString::fromLatin1(pool)},
                           {QStringLiteral("signature"), signature},
                           {QStringLiteral("documentation"), QString::fromLatin1(documentation)}};
    };
    const QString longOne = QStringLiteral("resize(bytes, int, int, str, str, str) -> bytes");
    const QVariantList reply{procedure("python", QStringLiteral("f()"), "Does\n  it.\x1b"),
                             procedure("native", QStringLiteral("add(int, int) -> int"), "Adds."),
                             procedure("python", longOne, "Resizes."),
                             procedure("python", QStringLiteral("g()"), "")};
    QCOMPARE(proceduresText(reply),
             QStringLiteral("native\n"
                            "  add(int, int) -> int                      Adds.\n"
                            "python\n"
                            "  f()                                       Does\n"
                            "                                            it.\\x1b\n"
                            "  %1\n"
                            "                                            Resizes.\n"
                            "  g()\n")
                 .arg(longOne));
}

void tst_CallCommand::statsHaveAColumnForEachPool()
{
    const auto pool = [](const char *name, int busy) {
        return QVariantMap{{QStringLiteral("name"), QString::fromLatin1(name)},
                           {QStringLiteral("busy"), busy}};
    };
    const QVariantMap reply{
        {QStringLiteral("clients"), 2},
        {QStringLiteral("pools"), QVariantList{pool("native", 1), pool("python", 20)}}};
    QCOMPARE(statsText(reply), QStringLiteral("clients           2\n"
                                              "\n"
                                              "pools                   native       python\n"
                                              "busy                         1           20\n"));
}

void tst_CallCommand::pingsAreSummedUp()
{
    QCOMPARE(pingSummary({300us, 100us, 12'345us}),
             QStringLiteral("3 answers: fastest 0.10 ms, median 0.30 ms, slowest 12 ms"));
}

void tst_CallCommand::progressLine()
{
    QCOMPARE(ProgressBar::line(0, 0, 4), '[' + QByteArray(40, ' ') + "] 0 of 4");
    QCOMPARE(ProgressBar::line(3, 1, 4),
             '[' + QByteArray(30, '#') + QByteArray(10, ' ') + "] 3 of 4, 1 failed");
    QCOMPARE(ProgressBar::line(1'000'000'000, 0, 1'000'000'000),
             '[' + QByteArray(40, '#') + "] 1000000000 of 1000000000");
}

void tst_CallCommand::watchShowsWhatHappensBetween()
{
    const auto stats = [](qint64 uptimeMs, qint64 succeeded, qint64 failed) {
        return QVariantMap{
            {u"uptimeMs"_qs, uptimeMs},
            {u"clients"_qs, 3},
            {u"waitingForPools"_qs, 1},
            {u"pools"_qs,
             QVariantList{QVariantMap{{u"succeeded"_qs, succeeded}, {u"queued"_qs, 4}},
                          QVariantMap{{u"failed"_qs, failed}, {u"oldestQueuedMs"_qs, 70}}}}};
    };
    StatsWatch watch;
    QCOMPARE(watch.line(stats(5000, 100, 10)).simplified(), u"- - 5 70 0 0 3"_qs);
    QCOMPARE(watch.line(stats(7000, 300, 14)).simplified(), u"102 2 5 70 0 0 3"_qs);
    QCOMPARE(watch.line(stats(8000, 300, 14)).simplified(), u"0 0 5 70 0 0 3"_qs);
}

void tst_CallCommand::everyErrorHasAnExitCode()
{
    QCOMPARE(exitCodeOf(ErrorCode::None), 0);
    QCOMPARE(exitCodeOf(ErrorCode::NoSuchProcedure), 11);
    QCOMPARE(exitCodeOf(ErrorCode::ProtocolError), 26);
}

void tst_CallCommand::documentationListsEverything()
{
    QFile file(QStringLiteral(AMP_SOURCE_DIR "/resources/docs/commands.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    const auto verify = [&text](const QString &row) {
        QVERIFY2(text.contains(row), qPrintable(row));
    };
    for (const CommandSyntax *syntax : {&callSyntax(), &ctlSyntax()}) {
        for (const Option &option : syntax->options)
            verify(markdownRow(option));
    }
    for (const CtlVerb &verb : ctlVerbs()) {
        verify(QStringLiteral("| `%1` | %2").arg(verb.name, verb.help));
        QVERIFY(ctlHelp().contains(verb.help));
        for (const Option &option : verb.options)
            verify(QStringLiteral("`%1`: %2").arg(spellingOf(option), option.help));
    }
    for (int code = 1; code <= int(ErrorCode::ProtocolError); ++code)
        verify(QStringLiteral("| %1 | `%2` |")
                   .arg(exitCodeOf(ErrorCode(code)))
                   .arg(QString::fromLatin1(nameOf(ErrorCode(code)))));
}

QTEST_GUILESS_MAIN(tst_CallCommand)

#include "tst_callcommand.moc"
