// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <csignal>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryFile>
#include <QTest>

#include "core/protocol/bytes.h"
#include "tests/support/workerharness.h"

using namespace Amp;
using namespace Amp::Test;

namespace {

const QString workerProgram = QStringLiteral(AMP_WORKER);

QString plugin(const char *name)
{
    return QStringLiteral(AMP_TEST_PLUGINS "/%1.so").arg(QLatin1StringView(name));
}

QStringList goodPlugin()
{
    return {QStringLiteral("--plugin"), plugin("good_plugin")};
}

const Wire::ProcedureInfo *find(const Wire::Ready &ready, const QByteArray &name)
{
    for (const Wire::ProcedureInfo &info : ready.procedures) {
        if (info.name == name)
            return &info;
    }
    return nullptr;
}

// A zombie has ended, too: nobody but init waits for a child of a dead worker.
bool isAlive(int pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return false;
    const QByteArray line = stat.readAll();
    const char state = line.at(line.lastIndexOf(')') + 2);
    return state != 'Z' && state != 'X';
}

struct Ended
{
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
};

// Runs amp-worker without a link, to its end.
Ended run(const QStringList &arguments)
{
    QProcess process;
    process.start(workerProgram, arguments);
    process.waitForFinished();
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

bool isOneSentence(const QByteArray &text)
{
    return text.count('\n') == 1 && text.endsWith(".\n");
}

} // namespace

class TestAmpWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysReadyWithItsProcedures();
    void callsSucceed_data();
    void callsSucceed();
    void callsFail_data();
    void callsFail();
    void keepsItsStateBetweenCalls();
    void measuresTheRunTime();
    void answersPings();
    void passesMetadataOn();
    void malformedPayloadFailsItsCallOnly_data();
    void malformedPayloadFailsItsCallOnly();
    void printsComeBeforeTheResult();
    void tellsWhileItRuns();
    void cancelOfAnotherCallIsIgnored();
    void cancelEndsSleep();
    void callsNeverNest();
    void tooLargeFailsItsCallOnly();
    void waitsWhileTheServerDoesNotRead();
    void crashes_data();
    void crashes();
    void endsOnGoodbye();
    void endsWithTheLink_data();
    void endsWithTheLink();
    void childrenDoNotKeepTheLink();
    void sparesTheGroupOfOthers();
    void brokenProtocolEndsIt_data();
    void brokenProtocolEndsIt();
    void startedByHandSaysSo();
    void describesAPlugin();
    void refusesPlugins_data();
    void refusesPlugins();
    void refusesTwins();
    void autoloadsAtTheFirstCall();
    void survivesAFailedAutoload();

private:
    QTemporaryFile m_text;
};

void TestAmpWorker::saysReadyWithItsProcedures()
{
    WorkerHarness worker(workerProgram, goodPlugin());
    const Wire::Ready ready = worker.waitForReady();
    QCOMPARE(qint64(ready.pid), worker.process().processId());
    QVERIFY(find(ready, "strrev"));
    QVERIFY(find(ready, "strrev")->builtIn);
    QVERIFY(find(ready, "greet"));
    QVERIFY(!find(ready, "greet")->builtIn);
    QCOMPARE(find(ready, "greet")->signature, "greet(QString) -> QString");
    QCOMPARE(find(ready, "greet")->documentation, "Greets somebody by name.");
    // The plugin's own echo hides the built-in.
    QVERIFY(!find(ready, "echo")->builtIn);
    QCOMPARE(worker.call("echo", {1}).value, QVariant(QStringLiteral("not the built-in")));
}

void TestAmpWorker::callsSucceed_data()
{
    QTest::addColumn<QByteArray>("procedure");
    QTest::addColumn<QVariantList>("arguments");
    QTest::addColumn<QVariant>("expected");
    QTest::newRow("built-in") << QByteArray("add") << QVariantList{2, 3} << QVariant(5);
    QTest::newRow("plugin") << QByteArray("greet") << QVariantList{QStringLiteral("Ada")}
                            << QVariant(QStringLiteral("Hello, Ada!"));
    QTest::newRow("static method")
        << QByteArray("Mailer::send") << QVariantList{QStringLiteral("a"), QStringLiteral("b")}
        << QVariant(true);
    QTest::newRow("list argument")
        << QByteArray("sumOf") << QVariantList{QVariantList{1, 2, 3LL}} << QVariant(6);
    QTest::newRow("list result") << QByteArray("upTo") << QVariantList{3}
                                 << QVariant(QVariantList{1, 2, 3});
    QTest::newRow("no result") << QByteArray("failWith") << QVariantList{QStringLiteral("nothing")}
                               << QVariant();
    QTest::newRow("large")
        << QByteArray("sha256") << QVariantList{QByteArray(8 * 1024 * 1024, 'x')}
        << QVariant(
               QStringLiteral("0c77bc0a0795a93612d45256897456d0fcb24f151c44c150d07ecd03f4ef5168"));
}

void TestAmpWorker::callsSucceed()
{
    QFETCH(QByteArray, procedure);
    QFETCH(QVariantList, arguments);
    QFETCH(QVariant, expected);
    WorkerHarness worker(workerProgram, goodPlugin());
    const WorkerReply reply = worker.call(procedure, arguments);
    QCOMPARE(reply.message, QString());
    QCOMPARE(reply.id, 1u);
    QCOMPARE(reply.value, expected);
}

void TestAmpWorker::callsFail_data()
{
    QTest::addColumn<QByteArray>("procedure");
    QTest::addColumn<QVariantList>("arguments");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<Execution>("execution");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown") << QByteArray("great") << QVariantList() << ErrorCode::NoSuchProcedure
                             << Execution::NotStarted
                             << QStringLiteral("There is no procedure great; did you mean greet?");
    QTest::newRow("type") << QByteArray("greet") << QVariantList{7} << ErrorCode::BadArguments
                          << Execution::NotStarted
                          << QStringLiteral("Argument 1 of greet must be QString, not int 7.");
    QTest::newRow("count") << QByteArray("greet") << QVariantList() << ErrorCode::BadArguments
                           << Execution::NotStarted
                           << QStringLiteral("greet takes 1 argument, 0 were given: "
                                             "greet(QString) -> QString");
    QTest::newRow("throws") << QByteArray("failWith")
                            << QVariantList{QStringLiteral("runtime_error")}
                            << ErrorCode::ProcedureFailed << Execution::Started
                            << QStringLiteral("std::runtime_error: out of paper");
    QTest::newRow("throws a text") << QByteArray("failWith") << QVariantList{QStringLiteral("text")}
                                   << ErrorCode::ProcedureFailed << Execution::Started
                                   << QStringLiteral("char const*: out of ink");
    QTest::newRow("throws anything")
        << QByteArray("failWith") << QVariantList{QStringLiteral("int")}
        << ErrorCode::ProcedureFailed << Execution::Started << QStringLiteral("int without a text");
}

void TestAmpWorker::callsFail()
{
    QFETCH(QByteArray, procedure);
    QFETCH(QVariantList, arguments);
    WorkerHarness worker(workerProgram, goodPlugin());
    const WorkerReply reply = worker.call(procedure, arguments);
    QTEST(reply.code, "code");
    QTEST(reply.execution, "execution");
    QTEST(reply.message, "message");
    QCOMPARE(worker.call("countCalls").value, QVariant(1));
}

void TestAmpWorker::keepsItsStateBetweenCalls()
{
    WorkerHarness worker(workerProgram, goodPlugin());
    QCOMPARE(worker.call("countCalls").value, QVariant(1));
    QCOMPARE(worker.call("countCalls").value, QVariant(2));
}

void TestAmpWorker::measuresTheRunTime()
{
    WorkerHarness worker(workerProgram);
    const WorkerReply slept = worker.call("sleep", {0.03});
    QCOMPARE(slept.value, QVariant(0.03));
    QCOMPARE_GE(slept.ran.count(), 30'000);
    QCOMPARE_LT(slept.ran.count(), 10'000'000);
}

void TestAmpWorker::answersPings()
{
    WorkerHarness worker(workerProgram);
    worker.send(77, Wire::Ping());
    while (worker.pongs.empty())
        QVERIFY(worker.waitForMessage());
    QCOMPARE(worker.pongs.front(), 77u);
}

void TestAmpWorker::passesMetadataOn()
{
    QByteArray metadata;
    ByteWriter out(metadata);
    for (const QByteArrayView text : {"user", "ada", "trace", "12-34"}) {
        out.write(quint16(text.size()));
        out.append(text);
    }
    WorkerHarness worker(workerProgram, goodPlugin());
    worker.start("traceId", {}, metadata);
    QCOMPARE(worker.waitForReply()->value, QVariant(QByteArray("12-34")));
}

void TestAmpWorker::malformedPayloadFailsItsCallOnly_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("metadata");
    const QByteArray none("\0\0\0\0", 4);
    QTest::newRow("nothing at all") << QByteArray() << QByteArray();
    QTest::newRow("a list of 4 billion") << QByteArray("\xff\xff\xff\xff") << QByteArray();
    QTest::newRow("metadata") << none << QByteArray("\0\5ab", 4);
}

void TestAmpWorker::malformedPayloadFailsItsCallOnly()
{
    QFETCH(QByteArray, arguments);
    QFETCH(QByteArray, metadata);
    WorkerHarness worker(workerProgram, goodPlugin());
    worker.startEncoded("countCalls", arguments, metadata);
    const auto reply = worker.waitForReply();
    QCOMPARE(reply->code, ErrorCode::ProtocolError);
    QCOMPARE(reply->execution, Execution::NotStarted);
    QCOMPARE(worker.call("countCalls").value, QVariant(1));
}

void TestAmpWorker::printsComeBeforeTheResult()
{
    WorkerHarness worker(workerProgram, goodPlugin());
    worker.call("print", {QStringLiteral("a line\nand no more")});
    QCOMPARE(worker.output(), QByteArray("a line\nand no more"));
}

void TestAmpWorker::tellsWhileItRuns()
{
    WorkerHarness worker(workerProgram, goodPlugin());
    const quint64 id = worker.start("tellAndWait");
    while (worker.progress.empty() || worker.parts.isEmpty())
        QVERIFY(worker.waitForMessage());
    QCOMPARE(worker.progress.front().id, id);
    QCOMPARE(worker.progress.front().done, 1u);
    QCOMPARE(worker.progress.front().total, 2u);
    QCOMPARE(worker.progress.front().text, QStringLiteral("half"));
    QCOMPARE(worker.parts, QVariantList{QVariant(QVariantList{1, QStringLiteral("one")})});
    QVERIFY(worker.replies.empty());
    worker.send(id, Wire::Cancel());
    QCOMPARE(worker.waitForReply()->value, QVariant(QStringLiteral("cancelled")));
}

void TestAmpWorker::cancelOfAnotherCallIsIgnored()
{
    WorkerHarness worker(workerProgram, goodPlugin());
    const quint64 ended = worker.start("countCalls");
    QVERIFY(worker.waitForReply());
    worker.send(ended, Wire::Cancel());
    const quint64 id = worker.start("spin", {0.05, true});
    worker.send(ended, Wire::Cancel());
    const auto reply = worker.waitForReply();
    QCOMPARE(reply->id, id);
    QCOMPARE_GE(reply->ran.count(), 50'000);
}

void TestAmpWorker::cancelEndsSleep()
{
    WorkerHarness worker(workerProgram);
    const quint64 id = worker.start("sleep", {1000});
    worker.send(id, Wire::Cancel());
    QCOMPARE(worker.waitForReply()->id, id);
}

void TestAmpWorker::callsNeverNest()
{
    WorkerHarness worker(workerProgram, goodPlugin());
    worker.start("nest", {50});
    while (worker.progress.empty())
        QVERIFY(worker.waitForMessage());
    worker.start("nest", {1});
    QCOMPARE(worker.waitForReply()->value, QVariant(1));
    const auto second = worker.waitForReply();
    QCOMPARE(second->id, 2u);
    QCOMPARE(second->value, QVariant(1));
}

void TestAmpWorker::tooLargeFailsItsCallOnly()
{
    const int most = int(Limits::maxPayloadBytes) - 9; // type, is-null and length come on top
    WorkerHarness worker(workerProgram, goodPlugin());
    QCOMPARE(worker.call("bytes", {most}).value.toByteArray().size(), most);
    WorkerReply reply = worker.call("bytes", {most + 1});
    QCOMPARE(reply.code, ErrorCode::TooLarge);
    QCOMPARE(reply.execution, Execution::Started);
    QCOMPARE(reply.message,
             QStringLiteral("The result of bytes has %1 bytes; at most %2 can travel.")
                 .arg(most + 10)
                 .arg(most + 9));
    reply = worker.call("sendLargePart", {most + 1});
    QCOMPARE(reply.code, ErrorCode::TooLarge);
    QVERIFY2(reply.message.startsWith(QStringLiteral("A part of the result of sendLargePart has")),
             qUtf8Printable(reply.message));
    reply = worker.call("unknown");
    QCOMPARE(reply.code, ErrorCode::NotSerializable);
    QVERIFY2(reply.message.contains(QStringLiteral("Unknown")), qUtf8Printable(reply.message));
    QCOMPARE(worker.call("countCalls").value, QVariant(1));
}

void TestAmpWorker::waitsWhileTheServerDoesNotRead()
{
    WorkerHarness worker(workerProgram, goodPlugin());
    worker.start("flood", {200, 64 * 1024});
    QVERIFY(worker.waitForReply());
    QCOMPARE(worker.parts.size(), 200);
}

void TestAmpWorker::crashes_data()
{
    QTest::addColumn<QVariantList>("arguments");
    QTest::addColumn<int>("end");
    QTest::newRow("default") << QVariantList() << -SIGSEGV;
    QTest::newRow("segfault") << QVariantList{QStringLiteral("segfault")} << -SIGSEGV;
    QTest::newRow("abort") << QVariantList{QStringLiteral("abort")} << -SIGABRT;
    QTest::newRow("kill") << QVariantList{QStringLiteral("kill")} << -SIGKILL;
    QTest::newRow("exit") << QVariantList{QStringLiteral("exit")} << 7;
}

void TestAmpWorker::crashes()
{
    QFETCH(QVariantList, arguments);
    WorkerHarness worker(workerProgram);
    worker.start("crash", arguments);
    QVERIFY(!worker.waitForReply());
    QTEST(worker.waitForEnd(), "end");
}

void TestAmpWorker::endsOnGoodbye()
{
    WorkerHarness worker(workerProgram);
    worker.waitForReady();
    worker.send(0, Wire::Goodbye{"enough"});
    QCOMPARE(worker.waitForEnd(), 0);
}

void TestAmpWorker::endsWithTheLink_data()
{
    QTest::addColumn<bool>("isBusy");
    QTest::addColumn<bool>("bySignal");
    QTest::newRow("idle, hung up") << false << false;
    QTest::newRow("idle, SIGTERM") << false << true;
    QTest::newRow("busy, hung up") << true << false;
    QTest::newRow("busy, SIGTERM") << true << true;
}

void TestAmpWorker::endsWithTheLink()
{
    QFETCH(bool, isBusy);
    QFETCH(bool, bySignal);
    WorkerHarness worker(workerProgram, goodPlugin());
    const int child = worker.call("startChild").value.toInt();
    QVERIFY(isAlive(child));
    if (isBusy)
        worker.start("hang");
    if (bySignal)
        kill(pid_t(worker.process().processId()), SIGTERM);
    else
        worker.hangUp();
    QCOMPARE(worker.waitForEnd(), -SIGKILL);
    QTRY_VERIFY(!isAlive(child));
}

void TestAmpWorker::childrenDoNotKeepTheLink()
{
    WorkerHarness worker(workerProgram, goodPlugin());
    const int child = worker.call("startChild").value.toInt();
    worker.process().kill();
    QVERIFY(!worker.waitForReply());
    QVERIFY(worker.linkHasEnded());
    QVERIFY(isAlive(child));
    kill(child, SIGKILL);
}

void TestAmpWorker::sparesTheGroupOfOthers()
{
    WorkerHarness worker(workerProgram, {}, WorkerHarness::Group::Shared);
    worker.waitForReady();
    worker.hangUp();
    // This test is in the same group and is still here to see it.
    QCOMPARE(worker.waitForEnd(), 0);
}

void TestAmpWorker::brokenProtocolEndsIt_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray id(8, '\0');
    QTest::newRow("size too small") << QByteArray("\0\0\0\5", 4);
    QTest::newRow("size too large") << QByteArray("\xff\0\0\0", 4);
    QTest::newRow("unknown type") << QByteArray("\0\0\0\x09\xc8", 5) + id;
    QTest::newRow("not for workers") << QByteArray("\0\0\0\x09\x0e", 5) + id;
    QTest::newRow("bytes left over") << QByteArray("\0\0\0\x0a\6", 5) + id + 'x';
}

void TestAmpWorker::brokenProtocolEndsIt()
{
    QFETCH(QByteArray, bytes);
    WorkerHarness worker(workerProgram);
    worker.waitForReady();
    worker.sendBytes(bytes);
    QCOMPARE(worker.waitForEnd(), 70);
    const QByteArray sentence = worker.errorOutput();
    QVERIFY2(isOneSentence(sentence), sentence);
}

void TestAmpWorker::startedByHandSaysSo()
{
    Ended ended = run({});
    QCOMPARE(ended.exitCode, 2);
    QVERIFY2(isOneSentence(ended.errors), ended.errors);
    ended = run({QStringLiteral("--plugim=x")});
    QCOMPARE(ended.exitCode, 2);
    QVERIFY(ended.errors.contains("plugim"));
    ended = run({QStringLiteral("--help")});
    QCOMPARE(ended.exitCode, 0);
    QVERIFY(ended.output.contains("--describe"));
}

void TestAmpWorker::describesAPlugin()
{
    const Ended ended = run({QStringLiteral("--describe"), plugin("good_plugin")});
    QCOMPARE(ended.exitCode, 0);
    const QJsonObject described = QJsonDocument::fromJson(ended.output).object();
    const QJsonArray procedures = described.value(QStringLiteral("procedures")).toArray();
    const QJsonObject greet = {
        {QStringLiteral("name"), QStringLiteral("greet")},
        {QStringLiteral("signature"), QStringLiteral("greet(QString) -> QString")},
        {QStringLiteral("documentation"), QStringLiteral("Greets somebody by name.")}};
    QVERIFY(procedures.contains(greet));
    QVERIFY(!ended.output.contains("strrev"));
}

void TestAmpWorker::refusesPlugins_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("reason");
    QVERIFY(m_text.open());
    m_text.write("no library");
    m_text.flush();
    QTest::newRow("missing") << plugin("no_such_plugin") << QByteArray("does not exist");
    QTest::newRow("text") << m_text.fileName() << QByteArray("file too short");
    QTest::newRow("a library") << plugin("not_a_plugin") << QByteArray("AMP_PROCEDURES");
    QTest::newRow("version") << plugin("old_plugin") << QByteArray("interface 99");
    QTest::newRow("symbol") << plugin("incomplete_plugin") << QByteArray("isNowhere");
    QTest::newRow("throws") << plugin("throwing_plugin") << QByteArray("no licence");
    QTest::newRow("bad name") << plugin("misnamed_plugin") << QByteArray("\"two words\"");
}

void TestAmpWorker::refusesPlugins()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, reason);
    const Ended described = run({QStringLiteral("--describe"), file});
    QCOMPARE(described.exitCode, 3);
    QVERIFY2(isOneSentence(described.errors), described.errors);
    QVERIFY2(described.errors.startsWith(file.toUtf8()), described.errors);
    QVERIFY2(described.errors.contains(reason), described.errors);

    WorkerHarness worker(workerProgram, {QStringLiteral("--plugin"), file});
    QCOMPARE(worker.waitForEnd(), 3);
    QCOMPARE(worker.errorOutput(), described.errors);
    QVERIFY(!worker.waitForMessage());
}

void TestAmpWorker::refusesTwins()
{
    WorkerHarness worker(workerProgram, goodPlugin()
                                            << QStringLiteral("--plugin") << plugin("twin_plugin"));
    QCOMPARE(worker.waitForEnd(), 3);
    const QByteArray sentence = worker.errorOutput();
    QVERIFY2(isOneSentence(sentence), sentence);
    QVERIFY2(sentence.contains("good_plugin.so") && sentence.contains("twin_plugin.so"), sentence);
}

void TestAmpWorker::autoloadsAtTheFirstCall()
{
    const QString names = plugin("good_plugin") + QStringLiteral("=echo,countCalls");
    WorkerHarness worker(workerProgram, {QStringLiteral("--autoload"), names});
    const Wire::Ready ready = worker.waitForReady();
    QVERIFY(find(ready, "countCalls"));
    QVERIFY(!find(ready, "echo")->builtIn);
    QVERIFY(!find(ready, "greet"));
    QCOMPARE(worker.call("greet", {QStringLiteral("Ada")}).code, ErrorCode::NoSuchProcedure);
    QCOMPARE(worker.call("echo", {1}).value, QVariant(QStringLiteral("not the built-in")));
    QCOMPARE(worker.call("countCalls").value, QVariant(1));
    QCOMPARE(worker.call("countCalls").value, QVariant(2));
}

void TestAmpWorker::survivesAFailedAutoload()
{
    const QString autoload = QStringLiteral("--autoload");
    WorkerHarness worker(workerProgram,
                         {autoload, plugin("throwing_plugin") + QStringLiteral("=never"), autoload,
                          plugin("twin_plugin") + QStringLiteral("=single,vanished")});
    const WorkerReply failed = worker.call("never");
    QCOMPARE(failed.code, ErrorCode::NoSuchProcedure);
    QCOMPARE(failed.execution, Execution::NotStarted);
    QVERIFY2(failed.message.startsWith(plugin("throwing_plugin")) &&
                 failed.message.contains(QStringLiteral("no licence")),
             qUtf8Printable(failed.message));
    const WorkerReply vanished = worker.call("vanished");
    QCOMPARE(vanished.code, ErrorCode::NoSuchProcedure);
    QVERIFY(vanished.message.contains(QStringLiteral("vanished")));
    QCOMPARE(worker.call("single").value, QVariant(true));
}

QTEST_GUILESS_MAIN(TestAmpWorker)
#include "tst_amp_worker.moc"
