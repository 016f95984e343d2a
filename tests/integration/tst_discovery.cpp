// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Holds Dispatcher::procedures() to what workers really have, and to refusing by it what cannot fit
// before it travels.

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <Amp/LocalDispatcher>
#include <Amp/TestDispatcher>
#include <Amp/ThreadDispatcher>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;

namespace {

std::optional<ProcedureDescription> find(Dispatcher &dispatcher, const QByteArray &name)
{
    for (const ProcedureDescription &procedure : dispatcher.procedures()) {
        if (procedure.name == name)
            return procedure;
    }
    return {};
}

QString goodPlugin()
{
    return builtPath(QStringLiteral("tests/plugins/good_plugin.so"));
}

// A file of procedures that changes, and a server that has it.
class ChangingServer
{
public:
    explicit ChangingServer(const QByteArray &text)
        : m_file(m_folder.filePath(QStringLiteral("changing.py")))
    {
        write(text);
        m_server = std::make_unique<ServerProcess>(
            QStringList{QStringLiteral("--workers=1"), QStringLiteral("--include=") + m_file});
    }
    QString address() const { return m_server->address(); }
    void stop() { m_server.reset(); }
    void write(const QByteArray &text) const
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    Result<QVariant> reload(JobDispatcher &dispatcher) const
    {
        std::optional<Result<QVariant>> reply;
        dispatcher.command(
            &dispatcher, [&](const Result<QVariant> &r) { reply = r; }, "reload");
        if (!QTest::qWaitFor([&] { return reply.has_value(); }, 30'000))
            return Error(ErrorCode::TimedOut, QStringLiteral("no reply"));
        return *reply;
    }

private:
    QTemporaryDir m_folder;
    const QString m_file;
    std::unique_ptr<ServerProcess> m_server;
};

} // namespace

class TestDiscovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("PATH", "/usr/bin:" + qgetenv("PATH")); }
    void everyDispatcher_data();
    void everyDispatcher();
    void nothingIsRefusedUnasked();
    void followsAReload();
    void severalServers();
    void followsAConnection();
    void testDispatcher();
};

void TestDiscovery::everyDispatcher_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"job", "local", "thread"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TestDiscovery::everyDispatcher()
{
    QFETCH(QString, kind);
    const ServerProcess server({QStringLiteral("--include=") + goodPlugin()});
    std::unique_ptr<Dispatcher> dispatcher;
    if (kind == u"job") {
        auto job = std::make_unique<JobDispatcher>();
        job->connectToServer(server.address());
        dispatcher = std::move(job);
    } else if (kind == u"local") {
        auto local = std::make_unique<LocalDispatcher>();
        local->addInclude(goodPlugin());
        dispatcher = std::move(local);
    } else {
        auto thread = std::make_unique<ThreadDispatcher>();
        thread->addInclude(goodPlugin());
        dispatcher = std::move(thread);
    }
    QSignalSpy changed(dispatcher.get(), &Dispatcher::proceduresChanged);
    dispatcher->procedures();
    QTRY_VERIFY_WITH_TIMEOUT(find(*dispatcher, "greet") && find(*dispatcher, "sha256"), 30'000);
    QTRY_VERIFY(!changed.isEmpty());
    const auto procedures = dispatcher->procedures();
    QVERIFY(std::ranges::is_sorted(procedures, {}, &ProcedureDescription::name));
    QCOMPARE(find(*dispatcher, "greet")->signature, "greet(QString) -> QString");
    QCOMPARE(find(*dispatcher, "greet")->documentation, u"Greets somebody by name.");

    const CallResult count = callAndWait(*dispatcher, "greet");
    QCOMPARE(count.error().code(), ErrorCode::BadArguments);
    QCOMPARE(count.execution(), Execution::NeverSent);
    QCOMPARE(count.error().message(),
             u"greet takes 1 argument, 0 were given: greet(QString) -> QString");
    const CallResult type = callAndWait(*dispatcher, "greet", 5);
    QCOMPARE(type.execution(), Execution::NeverSent);
    QCOMPARE(type.error().message(), u"Argument 1 of greet must be QString, not int 5.");
    QCOMPARE(callAndWait(*dispatcher, "greet", "Ada").value(), QVariant(u"Hello, Ada!"_qs));
    QCOMPARE(callAndWait(*dispatcher, "greets", "Ada").error().code(), ErrorCode::NoSuchProcedure);
}

void TestDiscovery::nothingIsRefusedUnasked()
{
    LocalDispatcher dispatcher;
    const CallResult result = callAndWait(dispatcher, "strlen");
    QCOMPARE(result.error().code(), ErrorCode::BadArguments);
    QCOMPARE(result.execution(), Execution::NotStarted);
}

void TestDiscovery::followsAReload()
{
    const ChangingServer server("def f(x: int) -> int:\n    return x\n");
    JobDispatcher dispatcher;
    dispatcher.connectToServer(server.address());
    dispatcher.procedures();
    QTRY_VERIFY_WITH_TIMEOUT(find(dispatcher, "f"), 30'000);
    QCOMPARE(callAndWait(dispatcher, "f", "text").execution(), Execution::NeverSent);

    server.write("def f(x: str) -> str:\n    return x\ndef g():\n    pass\n");
    QVERIFY(server.reload(dispatcher));
    QTRY_COMPARE(find(dispatcher, "f")->signature, "f(str) -> str");
    QVERIFY(find(dispatcher, "g"));
    QCOMPARE(callAndWait(dispatcher, "f", "text").value(), QVariant(u"text"_qs));

    server.write("def g():\n    pass\n");
    QVERIFY(server.reload(dispatcher));
    QTRY_VERIFY(!find(dispatcher, "f"));
}

// What only one of them would take is for the servers to decide.
void TestDiscovery::severalServers()
{
    const ChangingServer first("def f(x: int):\n    pass\ndef g(x: int):\n    pass\n");
    const ChangingServer second("def f(x: str):\n    pass\ndef h():\n    pass\n");
    JobDispatcher dispatcher;
    dispatcher.connectToServer(first.address());
    dispatcher.connectToServer(second.address());
    dispatcher.procedures();
    QTRY_VERIFY_WITH_TIMEOUT(find(dispatcher, "g") && find(dispatcher, "h"), 30'000);
    QCOMPARE(find(dispatcher, "f")->signature, "");
    QCOMPARE(find(dispatcher, "g")->signature, "g(int) -> any");
}

void TestDiscovery::followsAConnection()
{
    ChangingServer server("def f():\n    pass\n");
    JobDispatcher dispatcher;
    QVERIFY(dispatcher.procedures().isEmpty());
    dispatcher.connectToServer(server.address());
    QTRY_VERIFY_WITH_TIMEOUT(find(dispatcher, "f"), 30'000);
    QSignalSpy changed(&dispatcher, &Dispatcher::proceduresChanged);
    server.stop();
    QVERIFY(changed.wait(30'000));
    QVERIFY(dispatcher.procedures().isEmpty());

    const ChangingServer other("def g():\n    pass\n");
    dispatcher.connectToServer(other.address());
    QTRY_VERIFY_WITH_TIMEOUT(find(dispatcher, "g"), 30'000);
    dispatcher.disconnectFromServer();
    QVERIFY(dispatcher.procedures().isEmpty());
}

void TestDiscovery::testDispatcher()
{
    TestDispatcher dispatcher;
    dispatcher.on("add").result(3);
    dispatcher.setProcedures({{"add", "add(int, int) -> int", {}}});
    QCOMPARE(dispatcher.procedures().size(), 1);
    QCOMPARE(callAndWait(dispatcher, "add", 1).execution(), Execution::NeverSent);
    QCOMPARE(callAndWait(dispatcher, "add", 1, 2).value(), QVariant(3));
    QCOMPARE(dispatcher.calls().size(), 1);
}

QTEST_GUILESS_MAIN(TestDiscovery)
#include "tst_discovery.moc"
