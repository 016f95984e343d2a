// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a program sees of a real server through ServerFeed and the models: what has happened, also
// through restarts.

#include <algorithm>
#include <csignal>

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include "client/models/callmodel.h"
#include "client/models/proceduremodel.h"
#include "client/models/serverfeed.h"
#include "client/models/serverstate.h"
#include "client/models/workermodel.h"
#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

constexpr int patience = 20'000; // ms; against hangs only

// A feed with everything that shows it.
class Watcher : public QObject
{
public:
    Watcher()
    {
        connect(&feed, &ServerFeed::updated, this, [this](const Feed::Update &update) {
            state.apply(update);
            for (FeedModel *model :
                 std::initializer_list<FeedModel *>{&calls, &workers, &procedures})
                model->apply(update);
        });
    }

    int callsIn(Feed::CallState wanted) const
    {
        int count = 0;
        for (int row = 0; row < calls.rowCount(); ++row)
            count += calls.row(row).state == wanted;
        return count;
    }
    Feed::ProcedureRow procedure(const char *name) const
    {
        const int row = procedures.rowOf(QLatin1String(name));
        return row < 0 ? Feed::ProcedureRow() : procedures.row(row);
    }

    ServerFeed feed;
    ServerState state;
    CallModel calls;
    WorkerModel workers;
    ProcedureModel procedures;
    QSignalSpy losses{&feed, &ServerFeed::lost};
    QSignalSpy connects{&feed, &ServerFeed::connected};
    QSignalSpy restarts{&state, &ServerState::serverRestarted};
};

template <typename... Arguments>
void callMany(const ServerProcess &server, int count, const char *procedure,
              const Arguments &...arguments)
{
    JobDispatcher client;
    client.connectToServer(server.address());
    Results results;
    QObject context;
    for (int i = 0; i < count; ++i)
        client.call(&context, results.taker(), procedure, arguments...);
    QVERIFY(results.waitFor(count));
}

} // namespace

class TestWatching : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatHappened();
    void tabsComeAndGo();
    void restartOnTheSamePort();
    void commandsAreAnswered();
};

void TestWatching::showsWhatHappened()
{
    ServerProcess server({QStringLiteral("--workers=2")});
    callMany(server, 5, "fail");
    Watcher watcher;
    QElapsedTimer clock;
    clock.start();
    watcher.feed.connectToServer(server.address());
    QVERIFY(QSignalSpy(&watcher.state, &ServerState::updated).wait(patience));
    qInfo("from an address to data: %lld ms", clock.elapsed());
    QCOMPARE(watcher.workers.rowCount(), 2);
    QCOMPARE(watcher.callsIn(Feed::CallState::Failed), 5);

    callMany(server, 20, "echo", 1);
    callMany(server, 2, "crash");
    QTRY_COMPARE_WITH_TIMEOUT(watcher.state.summary().crashed, 2ull, patience);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.callsIn(Feed::CallState::Succeeded), 20, patience);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.callsIn(Feed::CallState::Failed), 7, patience);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.procedure("echo").calls, 20ull, patience);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.procedure("fail").failed, 5ull, patience);
    const Feed::Summary &summary = watcher.state.summary();
    QCOMPARE(summary.accepted, 27ull);
    QCOMPARE(summary.succeeded, 20ull);
    QCOMPARE(summary.failed, 5ull);
    QVERIFY(watcher.state.mayOperate());
    QTRY_VERIFY_WITH_TIMEOUT(!watcher.state.history().empty(), patience);
}

// What is asked for again is whole again.
void TestWatching::tabsComeAndGo()
{
    ServerProcess server({QStringLiteral("--workers=2")});
    Watcher watcher;
    watcher.feed.connectToServer(server.address());
    QTRY_COMPARE_WITH_TIMEOUT(watcher.workers.rowCount(), 2, patience);
    watcher.feed.setTopics(Feed::bit(Feed::Topic::Summary));
    callMany(server, 10, "echo", 1);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.state.summary().succeeded, 10ull, patience);
    QCOMPARE(watcher.calls.rowCount(), 0);
    watcher.feed.setTopics(Feed::allTopics);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.callsIn(Feed::CallState::Succeeded), 10, patience);
    QCOMPARE(watcher.losses.size(), 0);
}

void TestWatching::restartOnTheSamePort()
{
    auto server = std::make_unique<ServerProcess>(QStringList{QStringLiteral("--workers=2")});
    Watcher watcher;
    watcher.feed.connectToServer(server->address());
    callMany(*server, 3, "echo", 1);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.callsIn(Feed::CallState::Succeeded), 3, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!watcher.state.history().empty(), patience);
    const quint64 epoch = watcher.state.epoch();
    const qint64 before = watcher.state.history().front().at;

    const QString address = server->address();
    server->signal(SIGKILL);
    server->waitForEnd();
    QTRY_COMPARE_WITH_TIMEOUT(watcher.feed.state(), ServerFeed::State::Lost, patience);
    QCOMPARE(watcher.callsIn(Feed::CallState::Succeeded), 3); // the data stays
    QTRY_VERIFY_WITH_TIMEOUT(!watcher.losses.empty(), patience);
    QVERIFY(watcher.losses[0][0].toString().contains(address));

    server = std::make_unique<ServerProcess>(
        QStringList{QStringLiteral("--workers=3"), QStringLiteral("--listen=") + address});
    QCOMPARE(server->address(), address);
    watcher.feed.retryNow();
    QTRY_COMPARE_WITH_TIMEOUT(watcher.connects.size(), 2, patience);
    QTRY_COMPARE_WITH_TIMEOUT(watcher.restarts.size(), 1, patience);
    QVERIFY(watcher.state.epoch() != epoch);
    QCOMPARE(watcher.calls.rowCount(), 0);
    QCOMPARE(watcher.workers.rowCount(), 3);
    QCOMPARE(watcher.state.history().front().at, before);
    const auto &marks = watcher.state.marks();
    QCOMPARE(std::count_if(marks.begin(), marks.end(),
                           [](const Feed::HistoryMark &mark) {
                               return mark.kind == Feed::HistoryMark::Kind::Restarted;
                           }),
             1);
}

void TestWatching::commandsAreAnswered()
{
    ServerProcess server({QStringLiteral("--workers=1")});
    Watcher watcher;
    watcher.feed.connectToServer(server.address());
    QTRY_COMPARE_WITH_TIMEOUT(watcher.feed.state(), ServerFeed::State::Live, patience);
    bool done = false;
    watcher.feed.command(
        &watcher, [&](const Result<QVariant> &answer) { done = bool(answer); }, "pause");
    QTRY_VERIFY_WITH_TIMEOUT(done, patience);
    QTRY_VERIFY_WITH_TIMEOUT(watcher.state.summary().paused, patience);
}

QTEST_GUILESS_MAIN(TestWatching)
#include "tst_watching.moc"
