// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "core/cli/commandline.h"
#include "core/cli/duration.h"
#include "server/options.h"
#include "server/optiontable.h"

using namespace Amp;
using namespace std::chrono_literals;

using Args = QStringList;

class tst_ServerOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ancestorsCommandLines_data();
    void ancestorsCommandLines();
    void valuesArrive();
    void threadsArePlanned();
    void defaultsAreDocumented();
    void helpNeedsNothingElse_data();
    void helpNeedsNothingElse();
    void mistakes_data();
    void mistakes();
    void workerCounts();
    void configFile();
    void commandLineWins();
    void configMistakes_data();
    void configMistakes();
    void durations_data();
    void durations();
    void helpListsEveryOption();
    void documentationListsEveryOption();

private:
    QString path(const QString &name) const { return m_dir.filePath(name); }
    void write(const QString &name, const QByteArray &text = {}) const;
    QString messageOf(const Args &arguments) const;

    QTemporaryDir m_dir;
};

void tst_ServerOptions::initTestCase()
{
    write(QStringLiteral("t.py"));
    write(QStringLiteral("plugin.so"));
    write(QStringLiteral("t.txt"));
    QVERIFY(QDir(m_dir.path()).mkdir(QStringLiteral("plugins")));
    QVERIFY(QFile::link(path(QStringLiteral("t.py")), path(QStringLiteral("link.py"))));
}

void tst_ServerOptions::write(const QString &name, const QByteArray &text) const
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

QString tst_ServerOptions::messageOf(const Args &arguments) const
{
    const Result<ServerOptions> options = parseServerOptions(arguments);
    return options ? QStringLiteral("(accepted)") : options.error().message();
}

void tst_ServerOptions::ancestorsCommandLines_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("address");
    const auto row = [](const char *argument, const char *address) {
        QTest::newRow(argument) << QString::fromLatin1(argument) << QString::fromLatin1(address);
    };
    row("--listen=127.0.0.1:1337", "127.0.0.1:1337");
    row("-l=*:1337", "*:1337");
    row("-l*:1337", "*:1337");
    row("-l *:1337", "*:1337");
    row("--listen *:1337", "*:1337");
    row("--l=[::]:1337", "[::]:1337");
    row("--lis=[::1]:1337", "[::1]:1337");
    row("--listen=local:amp", "local:amp");
}

void tst_ServerOptions::ancestorsCommandLines()
{
    QFETCH(QString, argument);
    QFETCH(QString, address);
    const Result<ServerOptions> options = parseServerOptions(argument.split(u' '));
    QVERIFY2(options, qPrintable(messageOf(argument.split(u' '))));
    QCOMPARE(options->listen.size(), 1);
    QCOMPARE(options->listen.first().toString(), address);
}

void tst_ServerOptions::valuesArrive()
{
    const Result<ServerOptions> options = parseServerOptions(
        {QStringLiteral("-l=*:1337"), QStringLiteral("--listen=local:amp"), QStringLiteral("-i"),
         path(QStringLiteral("t.py")),
         QStringLiteral("--include=") + path(QStringLiteral("plugins")),
         QStringLiteral("-i") + path(QStringLiteral("plugin.so")),
         QStringLiteral("-b=./tool --fast"), QStringLiteral("--workers=16"),
         QStringLiteral("-w=tool:2"), QStringLiteral("--open"), QStringLiteral("--paused"),
         QStringLiteral("-dc"), QStringLiteral("--start-limit=1min"),
         QStringLiteral("--grace=500ms"), QStringLiteral("--drain-limit"), QStringLiteral("2h"),
         QStringLiteral("--spin=off")});
    QVERIFY(options);
    QVERIFY(!options->spins);
    QCOMPARE(options->listen.size(), 2);
    QCOMPARE(options->includes, Args({path(QStringLiteral("t.py")), path(QStringLiteral("plugins")),
                                      path(QStringLiteral("plugin.so"))}));
    QCOMPARE(options->binaries, Args(QStringLiteral("./tool --fast")));
    QCOMPARE(workerCountOf(*options, QStringLiteral("native")), 16);
    QCOMPARE(workerCountOf(*options, QStringLiteral("tool")), 2);
    QVERIFY(options->open && options->paused && options->debug && options->colors);
    QCOMPARE(options->startLimit, 60s);
    QCOMPARE(options->grace, 500ms);
    QCOMPARE(options->drainLimit, 2h);
}

void tst_ServerOptions::threadsArePlanned()
{
    const Result<ServerOptions> options = parseServerOptions(
        {QStringLiteral("-l=*:1"), QStringLiteral("--threads"), QStringLiteral("-w=threads:3"),
         QStringLiteral("-i=") + path(QStringLiteral("plugin.so"))});
    QVERIFY(options);
    const std::vector<PlannedPool> pools = planPools(poolRequestOf(*options), {}, {});
    QCOMPARE(pools.size(), 1U);
    QCOMPARE(pools.front().config.name, QStringLiteral("threads"));
    QCOMPARE(pools.front().config.workers, 3);
    QVERIFY(pools.front().config.command.procedures);
}

void tst_ServerOptions::defaultsAreDocumented()
{
    const Result<ServerOptions> options = parseServerOptions({QStringLiteral("-l=*:0")});
    QVERIFY(options);
    QVERIFY(!options->open && !options->paused && !options->debug && !options->colors);
    QVERIFY(options->spins);
    QCOMPARE(options->startLimit, 30s);
    QCOMPARE(options->grace, 2s);
    QCOMPARE(options->drainLimit, 30s);
}

void tst_ServerOptions::helpNeedsNothingElse_data()
{
    QTest::addColumn<Args>("arguments");
    QTest::newRow("-h") << Args{QStringLiteral("-h")};
    QTest::newRow("--help") << Args{QStringLiteral("--help")};
    QTest::newRow("bad value") << Args{QStringLiteral("-w=x"), QStringLiteral("--help")};
}

void tst_ServerOptions::helpNeedsNothingElse()
{
    QFETCH(Args, arguments);
    const Result<ServerOptions> options = parseServerOptions(arguments);
    QVERIFY(options);
    QVERIFY(options->help);
}

void tst_ServerOptions::mistakes_data()
{
    QTest::addColumn<QString>("arguments"); // split at "|"; @ is the folder with the files
    QTest::addColumn<QString>("expected");  // words of the sentence, in their order
    const auto row = [](const char *arguments, const char *expected) {
        QTest::newRow(arguments) << QString::fromLatin1(arguments) << QString::fromLatin1(expected);
    };
    row("--debug", "listen.*--listen=127.0.0.1:1337");
    row("--lisen=*:1", "no option --lisen.*Did you mean --listen.*--help");
    row("-x", "no option -x.*--help");
    row("-dx", "no option -dx");
    row("--=*:1", "no option --");
    row("--c=x", "--c can mean .*--config.*or.*--colors");
    row("--listen", "--listen needs a value.*--listen=127.0.0.1:1337");
    row("--listen=", "--listen needs a value");
    row("-l=", "--listen needs a value");
    row("-l|", "--listen needs a value");
    row("-l|--debug", "--listen needs a value");
    row("--open=yes", "--open=yes takes no value: write --open alone");
    row("-d=1", "-d=1 takes no value: write -d alone");
    row("-l=*:1|--spin=1", "--spin=1: expected is on or off");
    row("-l=*:1|-d|--debug", "--debug: .*only once");
    row("-l=*:1|extra", "\"extra\" belongs to no option");
    row("-l=*:1|--|-d", "\"-d\" belongs to no option");
    row("-l=*:1|-l=*:1", "--listen=\\*:1: .*already");
    row("-l=*:1|--listen=127.0.0.1:99999", "--listen: .*99999.*port");
    row("--listen=[::1]", "--listen: .*\\[::1\\]:1337");
    row("-l=*:1|--start-limit=2s|--start-limit=3s", "--start-limit=3s: .*only once");
    row("-l=*:1|--start-limit=0s", "--start-limit=0s: .*30s");
    row("-l=*:1|--grace=2", "--grace=2: .*500ms, 2s or 3min");
    row("-l=*:1|-w=0", "--workers=0: .*1 to 1000");
    row("-l=*:1|-w=x", "--workers=x: .*1 to 1000");
    row("-l=*:1|-w=-4", "--workers=-4: .*1 to 1000");
    row("-l=*:1|-w=1001", "--workers=1001: .*1 to 1000");
    row("-l=*:1|-w=1000000000000", "1 to 1000");
    row("-l=*:1|-w=:4", "--workers=:4: .*python:4");
    row("-l=*:1|-w=python:", "--workers=python:: .*1 to 1000");
    row("-l=*:1|-w=perl:4", "--workers=perl:4: there is no pool perl.*native, python");
    row("-l=*:1|--threads|-w=native:4",
        "--workers=native:4: .*no pool native.*only one is threads");
    row("-l=*:1|--threads|-i=@/t.py", "--include=.*t.py: a thread .*cannot run Python; leave");
    row("-l=*:1|-b=./tool|--threads", "--binary=./tool: a thread .*cannot run a program; leave");
    row("-l=*:1|--threads|--grace=1s", "--grace=1s: a thread cannot be ended.*leave");
    row("-l=*:1|--threads|--start-limit=1s", "--start-limit=1s: a thread cannot be ended.*leave");
    row("-l=*:1|-w=4|-w=5", "--workers=5: .*already");
    row("-l=*:1|-w=python:4|-w=python:5", "--workers=python:5: .*already");
    row("-l=*:1|-i=@/none.py", "--include=.*there is no .*none.py");
    row("-l=*:1|-i=@/t.txt", "--include=.*t.txt: .*\\.so.*folder.*\\.py");
    row("-l=*:1|-i=@/t.py|-i=@/t.py", "--include=.*already");
    row("-l=*:1|-i=@/t.py|-i=@/link.py", "--include=.*link.py: .*already");
    row("-l=*:1|-b=/a/tool|-b=/b/tool", "--binary=/b/tool: .*named tool");
    row("-l=*:1|-b=python", "--binary=python: .*named python");
    row("-l=*:1|-b=\"\"", "--binary=");
    row("-l=*:1|--config=@/none.conf", "--config=.*none.conf: cannot be read");
    row("-l=*:1|--config=@", "--config=.*folder");
}

void tst_ServerOptions::mistakes()
{
    QFETCH(QString, arguments);
    QFETCH(QString, expected);
    const QString message = messageOf(arguments.replace(u'@', m_dir.path()).split(u'|'));
    QVERIFY2(message.contains(QRegularExpression(expected)), qPrintable(message));
    QVERIFY2(message.endsWith(u'.') && !message.contains(u'\n'), qPrintable(message));
}

void tst_ServerOptions::workerCounts()
{
    const auto count = [](const Args &arguments, const char *pool) {
        const Result<ServerOptions> options =
            parseServerOptions(Args(QStringLiteral("-l=*:1")) + arguments);
        return options ? workerCountOf(*options, QString::fromLatin1(pool)) : -1;
    };
    QCOMPARE(count({}, "native"), QThread::idealThreadCount());
    QCOMPARE(count({QStringLiteral("-w=3")}, "python"), 3);
    QCOMPARE(count({QStringLiteral("-w=python:5"), QStringLiteral("-w=3")}, "python"), 5);
    QCOMPARE(count({QStringLiteral("-w=python:5"), QStringLiteral("-w=3")}, "native"), 3);
    QCOMPARE(count({QStringLiteral("-w=1000")}, "native"), 1000);
}

void tst_ServerOptions::configFile()
{
    write(QStringLiteral("amp.conf"),
          "# the server\n\nlisten = *:1337\r\n  listen=local:a#b # here\n"
          "include = t.py\ninclude = ./plugins\nworkers = 2\ndebug\n"
          "grace = 4s");
    const Result<ServerOptions> options =
        parseServerOptions({QStringLiteral("--config=") + path(QStringLiteral("amp.conf"))});
    QVERIFY2(options, options ? "" : qPrintable(options.error().message()));
    QCOMPARE(options->listen.size(), 2);
    QCOMPARE(options->listen.at(1).toString(), QStringLiteral("local:a#b"));
    QCOMPARE(options->includes,
             Args({path(QStringLiteral("t.py")), path(QStringLiteral("plugins"))}));
    QCOMPARE(workerCountOf(*options, QStringLiteral("native")), 2);
    QCOMPARE(options->grace, 4s);
    QVERIFY(options->debug);
}

void tst_ServerOptions::commandLineWins()
{
    write(QStringLiteral("wins.conf"), "listen = *:1\nlisten = *:2\ngrace = 4s\nworkers = 2\n"
                                       "workers = python:3\ninclude = t.py\n");
    const Result<ServerOptions> options = parseServerOptions(
        {QStringLiteral("-l=*:3"), QStringLiteral("--config=") + path(QStringLiteral("wins.conf")),
         QStringLiteral("--grace=1s"), QStringLiteral("-w=7")});
    QVERIFY(options);
    QCOMPARE(options->listen.size(), 1);
    QCOMPARE(options->listen.first().toString(), QStringLiteral("*:3"));
    QCOMPARE(options->grace, 1s);
    QCOMPARE(workerCountOf(*options, QStringLiteral("python")), 7);
    QCOMPARE(options->includes.size(), 1);
}

void tst_ServerOptions::configMistakes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(expected);
    };
    row("listen = *:1\nlisen = *:2\n", "bad.conf:2: .*no option lisen.*Did you mean listen");
    row("\n\nlisten\n", "bad.conf:3: listen needs a value, for example listen = 127.0.0.1:1337");
    row("listen = *:1\nworkers = x", "bad.conf:2: workers = x: .*1 to 1000");
    row("listen = *:1\nworkers = perl:2", "bad.conf:2: workers = perl:2: there is no pool perl");
    row("threads\nlisten = *:1\ngrace = 1s", "bad.conf:3: grace = 1s: a thread cannot be ended");
    row("listen = *:1\nopen = yes", "bad.conf:2: open takes no value");
    row("grace = 1s\ngrace = 2s", "bad.conf:2: grace = 2s: .*only once");
    row("listen = *:1\nlisten = *:1", "bad.conf:2: listen = \\*:1: .*already");
    row("include = none.py", "bad.conf:1: include = none.py: there is no /.*none.py");
    row("config = x.conf", "bad.conf:1: config = x.conf: .*command line");
    row("help", "bad.conf:1: help: .*command line");
    row("l = *:1", "bad.conf:1: .*no option l");
    row("= *:1", "bad.conf:1: ");
    row("listen = \xff", "bad.conf: is not UTF-8");
    row("debug", "Say where to listen");
}

void tst_ServerOptions::configMistakes()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    write(QStringLiteral("bad.conf"), text);
    const QString message =
        messageOf({QStringLiteral("--config=") + path(QStringLiteral("bad.conf"))});
    QVERIFY2(message.contains(QRegularExpression(expected)), qPrintable(message));
    QVERIFY2(message.endsWith(u'.') && !message.contains(u'\n'), qPrintable(message));
}

void tst_ServerOptions::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds"); // -1: refused
    const auto row = [](const char *text, qint64 milliseconds) {
        QTest::newRow(text) << QString::fromLatin1(text) << milliseconds;
    };
    row("500ms", 500);
    row("2s", 2000);
    row("3min", 180'000);
    row("1000h", 3'600'000'000);
    row("0s", 0);
    row("1001h", -1);
    row("99999999999999999999ms", -1);
    row("9223372036854775807h", -1);
    row("2", -1);
    row("s", -1);
    row("", -1);
    row("-2s", -1);
    row("1.5s", -1);
    row("2 s", -1);
    row("2S", -1);
    row("2sec", -1);
}

void tst_ServerOptions::durations()
{
    QFETCH(QString, text);
    QFETCH(qint64, milliseconds);
    const Result<std::chrono::milliseconds> duration = parseDuration(text);
    QCOMPARE(duration ? qint64(duration->count()) : -1, milliseconds);
}

void tst_ServerOptions::helpListsEveryOption()
{
    const QString help = serverHelp();
    for (const Option &option : serverSyntax().options)
        QVERIFY2(help.contains(spellingOf(option)), option.name.data());
    for (const QString &line : help.split(u'\n'))
        QVERIFY2(line.size() <= 80, qPrintable(line));
}

void tst_ServerOptions::documentationListsEveryOption()
{
    QFile file(QStringLiteral(AMP_SOURCE_DIR "/resources/docs/commands.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    for (const Option &option : serverSyntax().options) {
        const QString row = markdownRow(option);
        QVERIFY2(text.contains(row), qPrintable(row));
    }
}

QTEST_GUILESS_MAIN(tst_ServerOptions)

#include "tst_serveroptions.moc"
