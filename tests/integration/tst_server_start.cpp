// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// How amp-server starts, and how it does not: one sentence and an exit code, and nothing half done.

#include <csignal>

#include <QLocalServer>
#include <QNetworkInterface>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include "server/exitcodes.h"
#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

QByteArray marker()
{
    return "AMP_TEST_RUN=" + QByteArray::number(QCoreApplication::applicationPid());
}

QString plugin(const char *name)
{
    return builtPath(QStringLiteral("tests/plugins/%1_plugin.so").arg(QLatin1StringView(name)));
}

// A port that was free just now, for a server that is not to get far enough to use one.
quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

QString ownAddress()
{
    for (const QHostAddress &address : QNetworkInterface::allAddresses()) {
        if (address.protocol() == QAbstractSocket::IPv4Protocol && !address.isLoopback())
            return address.toString();
    }
    return {};
}

} // namespace

class TestServerStart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void wrongOptions_data();
    void wrongOptions();
    void tooFewDescriptors();
    void portInUse();
    void helpAndVersion_data();
    void helpAndVersion();
    void manual_data();
    void manual();
    void everyAddressOfBothKinds();
    void localSocketOfAKilledServer();
    void localSocketOfALiveServer();
    void strangersAreRefused();
    void openServesStrangers();
    void slowInclude();

private:
    QString file(const char *name) const { return m_folder.filePath(QLatin1StringView(name)); }
    void write(const char *name, const QByteArray &text, bool executable = false) const;
    void fails(const QStringList &arguments, ExitCode code, const QRegularExpression &sentence,
               const QString &program = builtPath(QStringLiteral("bin/amp-server")));

    QTemporaryDir m_folder;
};

void TestServerStart::write(const char *name, const QByteArray &text, bool executable) const
{
    QFile file(this->file(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    if (executable)
        file.setPermissions(file.permissions() | QFileDevice::ExeOwner);
}

void TestServerStart::initTestCase()
{
    const QByteArray entry = marker();
    qputenv("AMP_TEST_RUN", entry.sliced(entry.indexOf('=') + 1));
    qputenv("PATH", "/usr/bin:" + qgetenv("PATH"));
    write("syntax.py", "def fine():\n    return 1\n\ndef broken(:\n");
    write("raises.py", "def load():\n    raise RuntimeError('no database')\n\nload()\n");
    write("aborts.py", "import os\nos.abort()\n");
    write("one.py", "def same():\n    return 1\n");
    write("two.py", "def same():\n    return 2\n");
    write("greet.py", "def greet():\n    return 3\n");
    write("slow.py", "import time\ntime.sleep(3600)\n");
    write("text.so", "this is not a library\n");
    write("notes.txt", "nothing\n");
    write("exits.sh", "#!/bin/sh\nexit 3\n", true);
    write("refused.sh", "#!/bin/sh\nexit 0\n");
    write("garbage.py",
          "#!/usr/bin/python3\nimport os, time\nos.write(int(os.environ['AMP_LINK']), b'x' * 100)\n"
          "time.sleep(3600)\n",
          true);
    QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("empty")));
}

void TestServerStart::wrongOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("sentence"); // a regular expression

    const auto row = [](const char *name, QStringList arguments, ExitCode code,
                        const char *sentence) {
        QTest::newRow(name) << arguments << int(code) << QString::fromLatin1(sentence);
    };
    const auto include = [&](const char *name, const QStringList &files, const char *sentence) {
        QStringList arguments{QStringLiteral("--workers=2")};
        for (const QString &file : files)
            arguments.append(QStringLiteral("--include=") + file);
        row(name, arguments, ExitCode::IncludeFails, sentence);
    };
    const auto binary = [&](const char *name, const QString &command, const char *sentence) {
        row(name, {QStringLiteral("--binary=") + command}, ExitCode::BinaryFails, sentence);
    };

    row("no such address", {QStringLiteral("--listen=192.0.2.77:1337")}, ExitCode::AddressFails,
        "192\\.0\\.2\\.77:1337.*not available.*address that this machine has");
    row("no such link-local address", {QStringLiteral("--listen=[fe80::dead:beef]:1337")},
        ExitCode::AddressFails, "fe80::dead:beef.*no network interface");
    row("garbage address", {QStringLiteral("--listen=nonsense")}, ExitCode::Usage,
        "nonsense.*for example 127\\.0\\.0\\.1:1337");
    for (const char *count : {"0", "x", "1e9", "-1", "1001", "99999999999999999999"}) {
        row(qPrintable(QStringLiteral("workers %1").arg(QLatin1StringView(count))),
            {QStringLiteral("--workers=") + QLatin1StringView(count)}, ExitCode::Usage,
            "a number from 1 to 1000");
    }
    row("include missing", {QStringLiteral("--include=") + file("nowhere.py")}, ExitCode::Usage,
        "there is no .*nowhere\\.py");
    row("include of another kind", {QStringLiteral("--include=") + file("notes.txt")},
        ExitCode::Usage, "expected is a plugin");
    include("syntax error", {file("syntax.py")}, "syntax\\.py:4: SyntaxError");
    include("raises at import", {file("raises.py")}, "raises\\.py:\\d: RuntimeError: no database");
    include("crashes at import", {file("aborts.py")}, "aborts\\.py.*SIGABRT");
    include("not a library", {file("text.so")}, "text\\.so cannot be loaded");
    include("not a plugin", {plugin("not_a")}, "not a plugin of AMP");
    include("plugin that throws", {plugin("throwing")}, "no licence");
    include("plugin that crashes", {plugin("crashing")},
            "crashes when it is loaded \\(signal 6\\)");
    include("folder without plugins", {file("empty")}, "no plugins");
    include("one name, two plugins", {plugin("good"), plugin("twin")},
            "good_plugin\\.so and .*twin_plugin\\.so both define greet");
    include("one name, two Python files", {file("one.py"), file("two.py")},
            "two\\.py:1: .*same is also defined by .*one\\.py");
    include("one name, plugin and Python file", {plugin("good"), file("greet.py")},
            "native.*python.*both define greet");
    include("one include is slow, another one wrong", {plugin("crashing"), file("slow.py")},
            "crashing_plugin");
    binary("no such program", file("nowhere"), "nowhere cannot be run: .*No such file");
    binary("no such program in PATH", QStringLiteral("amp-no-such-program --fast"),
           "amp-no-such-program cannot be run");
    binary("ends at once", file("exits.sh"), "exits\\.sh ended with exit code 3 before");
    binary("not executable", file("refused.sh"), "refused\\.sh cannot be run: .*denied");
    binary("says garbage", file("garbage.py"), "garbage\\.py .*impossible size");
    row("start limit",
        {QStringLiteral("--include=") + file("slow.py"), QStringLiteral("--start-limit=1s")},
        ExitCode::IncludeFails, "slow\\.py .*1 s that --start-limit sets");
}

void TestServerStart::wrongOptions()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, sentence);
    fails(arguments, ExitCode(code), QRegularExpression(sentence));
}

// Runs the server to its end while a client tries all the time to be served.
void TestServerStart::fails(const QStringList &arguments, ExitCode code,
                            const QRegularExpression &sentence, const QString &program)
{
    QStringList all = arguments;
    const QString address = QStringLiteral("127.0.0.1:%1").arg(freePort());
    if (arguments.filter(QStringLiteral("--listen")).isEmpty())
        all.append(QStringLiteral("--listen=") + address);
    JobDispatcher client;
    client.setReconnectDelay(5ms, 5ms);
    QSignalSpy served(&client, &JobDispatcher::connected);
    client.connectToServer(address);

    QProcess server;
    server.start(program, all);
    const bool ended =
        QTest::qWaitFor([&] { return server.state() == QProcess::NotRunning; }, 25'000);
    const QByteArray errors = server.readAllStandardError();
    if (!ended)
        server.kill();
    QVERIFY2(ended, errors);
    QCOMPARE(server.exitStatus(), QProcess::NormalExit);
    QVERIFY2(server.exitCode() == int(code), errors);
    QCOMPARE(server.readAllStandardOutput(), QByteArray());
    QVERIFY2(errors.count('\n') == 1 && errors.endsWith(".\n"), errors);
    QVERIFY2(sentence.match(QString::fromUtf8(errors)).hasMatch(), errors);
    QVERIFY2(served.isEmpty(), "a client was served");
    QTRY_VERIFY2(processesWithVariable(marker()).isEmpty(), "a process is left");
}

void TestServerStart::tooFewDescriptors()
{
    fails({QStringLiteral("-c"), QStringLiteral("ulimit -n 256; exec \"$0\" --workers=100 \"$@\""),
           builtPath(QStringLiteral("bin/amp-server"))},
          ExitCode::Usage,
          QRegularExpression(
              QStringLiteral("100 workers and one client need \\d+ open files, and the limit is "
                             "256")),
          QStringLiteral("/bin/sh"));
}

void TestServerStart::portInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    fails(
        {QStringLiteral("--listen=127.0.0.1:0"),
         QStringLiteral("--listen=127.0.0.1:%1").arg(other.serverPort())},
        ExitCode::AddressFails,
        QRegularExpression(
            QStringLiteral("127\\.0\\.0\\.1:%1: .*in use.*another port").arg(other.serverPort())));
}

void TestServerStart::helpAndVersion_data()
{
    QTest::addColumn<QString>("option");
    for (const char *option : {"-h", "--help", "--version"})
        QTest::newRow(option) << QString::fromLatin1(option);
}

void TestServerStart::helpAndVersion()
{
    QFETCH(QString, option);
    QProcess server;
    server.start(builtPath(QStringLiteral("bin/amp-server")), {option});
    QVERIFY(server.waitForFinished());
    QCOMPARE(server.exitCode(), int(ExitCode::Ok));
    QVERIFY(server.readAllStandardOutput().contains("amp-server"));
    QCOMPARE(server.readAllStandardError(), QByteArray());
}

void TestServerStart::manual_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("address"); // what a free port makes of it
    QTest::addColumn<QStringList>("more");
    const QStringList none;
    QTest::newRow("long") << "--listen="
                          << "127.0.0.1:%1" << none;
    QTest::newRow("short, any") << "-l="
                                << "*:%1" << none;
    QTest::newRow("abbreviated, any IPv6") << "--l="
                                           << "[::]:%1" << none;
    QTest::newRow("with functions and workers")
        << "--listen="
        << "*:%1"
        << QStringList{QStringLiteral("--include=") + file("one.py"),
                       QStringLiteral("--workers=3")};
    QTest::newRow("link-local") << "--listen="
                                << "[fe80::]:%1" << none;
}

void TestServerStart::manual()
{
    QFETCH(QString, option);
    QFETCH(QString, address);
    QFETCH(QStringList, more);
    if (address.startsWith(QLatin1StringView("[fe80"))) {
        address.clear();
        for (const QHostAddress &own : QNetworkInterface::allAddresses()) {
            if (own.protocol() == QAbstractSocket::IPv6Protocol && own.isLinkLocal())
                address = QStringLiteral("[%1]:%2").arg(own.toString().section(u'%', 0, 0));
        }
        if (address.isEmpty())
            QSKIP("This machine has no link-local address.");
        address = address.arg(QStringLiteral("%1"));
    } else if (address.startsWith(u'[') && ownAddress().isNull()) {
        QSKIP("This machine has no IPv6.");
    }
    const quint16 port = freePort();
    QProcess server;
    server.setProcessChannelMode(QProcess::MergedChannels);
    server.start(builtPath(QStringLiteral("bin/amp-server")),
                 QStringList{option + address.arg(port)} + more);
    QByteArray output;
    QVERIFY2(QTest::qWaitFor([&] { return (output += server.readAll()).contains("listens on"); },
                             20'000),
             output);
    QVERIFY2(output.contains(':' + QByteArray::number(port)), output);
    server.terminate();
    QVERIFY(server.waitForFinished());
    QCOMPARE(server.exitCode(), 0);
}

void TestServerStart::everyAddressOfBothKinds()
{
    const quint16 port = freePort();
    ServerProcess server(
        {QStringLiteral("--listen=*:%1").arg(port), QStringLiteral("--listen=[::]:%1").arg(port)});
    QVERIFY2(!server.address(1).isEmpty(), qPrintable(server.output()));
    for (const char *host : {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"}) {
        JobDispatcher client;
        client.connectToServer(QStringLiteral("%1:%2").arg(QLatin1StringView(host)).arg(port));
        QVERIFY2(client.waitForConnected(20s), host);
        QCOMPARE(callAndWait(client, "strlen", "abc").value(), QVariant(3));
    }
}

void TestServerStart::localSocketOfAKilledServer()
{
    const QString address = QStringLiteral("local:") + file("socket");
    {
        ServerProcess killed({QStringLiteral("--listen=") + address});
        QVERIFY(!killed.address().isEmpty());
        killed.signal(SIGKILL);
        QCOMPARE(killed.waitForEnd(), -SIGKILL);
    }
    QVERIFY(QFile::exists(file("socket")));
    {
        ServerProcess next({QStringLiteral("--listen=") + address});
        JobDispatcher client;
        client.connectToServer(address);
        QVERIFY2(client.waitForConnected(20s), qPrintable(next.output()));
    }
    QVERIFY(!QFile::exists(file("socket")));
}

void TestServerStart::localSocketOfALiveServer()
{
    const QString address = QStringLiteral("local:") + file("socket");
    QLocalServer other;
    QVERIFY(other.listen(file("socket")));
    fails({QStringLiteral("--listen=") + address}, ExitCode::AddressFails,
          QRegularExpression(QStringLiteral("another server answers there")));
    QVERIFY(QFile::exists(file("socket"))); // and still its own
}

void TestServerStart::strangersAreRefused()
{
    const QString own = ownAddress();
    if (own.isEmpty())
        QSKIP("This machine has no address but loopback.");
    ServerProcess server({QStringLiteral("--listen=*:0")});
    QVERIFY2(server.waitForOutput(QStringLiteral("--open serves everybody")),
             qPrintable(server.output()));
    JobDispatcher friendly;
    friendly.connectToServer(QStringLiteral("127.0.0.1:%1").arg(server.port()));
    QVERIFY(friendly.waitForConnected(20s));

    // A connection to the own address comes from the own address: not from loopback.
    JobDispatcher stranger;
    QSignalSpy refused(&stranger, &JobDispatcher::connectionFailed);
    stranger.connectToServer(QStringLiteral("%1:%2").arg(own).arg(server.port()));
    QTRY_VERIFY_WITH_TIMEOUT(!refused.isEmpty(), 20'000);
    const QString reason = refused.first().first().toString();
    QVERIFY2(reason.contains(QStringLiteral("--open")), qPrintable(reason));
    QVERIFY(!stranger.isConnected());
}

void TestServerStart::openServesStrangers()
{
    const QString own = ownAddress();
    if (own.isEmpty())
        QSKIP("This machine has no address but loopback.");
    ServerProcess server({QStringLiteral("--listen=*:0"), QStringLiteral("--open")});
    JobDispatcher stranger;
    stranger.connectToServer(QStringLiteral("%1:%2").arg(own).arg(server.port()));
    QVERIFY2(stranger.waitForConnected(20s), qPrintable(server.output()));
    QVERIFY(!server.output().contains(QStringLiteral("--open")));
}

// Takes as long as the server waits for its includes before it serves with what it has.
void TestServerStart::slowInclude()
{
    ServerProcess server({QStringLiteral("--include=") + file("slow.py"),
                          QStringLiteral("--include=") + plugin("good"),
                          QStringLiteral("--start-limit=6s"), QStringLiteral("--workers=1")});
    JobDispatcher client;
    client.connectToServer(server.address());
    QVERIFY2(client.waitForConnected(20s), qPrintable(server.output()));
    Results unknown;
    client.call(this, unknown.taker(), "perhaps_of_slow_py");
    QCOMPARE(callAndWait(client, "strlen", "abc").value(), QVariant(3));
    QVERIFY(unknown.all().isEmpty());

    QVERIFY(unknown.waitFor(1));
    const Error error = unknown.all().first().error();
    QCOMPARE(error.code(), ErrorCode::NoSuchProcedure);
    for (const char *part : {"slow.py", "6 s", "--start-limit"})
        QVERIFY2(error.message().contains(QLatin1StringView(part)), qPrintable(error.message()));
    QCOMPARE(callAndWait(client, "strlen", "abc").value(), QVariant(3));
}

QTEST_GUILESS_MAIN(TestServerStart)
#include "tst_server_start.moc"
