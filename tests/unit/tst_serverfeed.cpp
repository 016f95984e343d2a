// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// ServerFeed against a scripted server: what it asks for, what it tells, and how it ends.

#include <optional>

#include <QSignalSpy>
#include <QTest>

#include "client/models/serverfeed.h"
#include "core/protocol/valuecodec.h"
#include "core/stats/feedcodec.h"
#include "tests/support/scriptedserver.h"

using namespace Amp;
using namespace std::chrono_literals;
using State = ServerFeed::State;

namespace {

// A server that answers Subscribe with an empty snapshot, and a feed that is told of it.
class Watching : public QObject
{
public:
    Watching()
    {
        server.onSubscribe = [this](quint64 id, const Wire::Subscribe &message) {
            subscription = id;
            wishes.append(message.topics);
            interval = message.intervalMs;
            if (answers)
                sendSnapshot();
        };
        connect(&feed, &ServerFeed::updated, this,
                [this](const Feed::Update &update) { updates.push_back(update); });
    }

    void connectFeed() { feed.connectToServer(server.address()); }
    void sendSnapshot()
    {
        Wire::Snapshot message;
        message.sequence = ++sequence;
        message.epoch = 5;
        message.flags = Wire::Snapshot::mayOperateFlag;
        server.sendMessage(subscription, message);
    }
    void sendDelta(quint64 worker, quint64 steps = 1) { sendDeltaOf(subscription, worker, steps); }
    void sendDeltaOf(quint64 id, quint64 worker, quint64 steps = 1)
    {
        Feed::Update update;
        update.topics = Feed::bit(Feed::Topic::Workers);
        update.workers.emplace_back().id = quint32(worker);
        QByteArray sections;
        Feed::writeSections(sections, update);
        Wire::Delta message;
        message.sequence = sequence += steps;
        message.sections = sections;
        server.sendMessage(id, message);
    }

    ScriptedServer server;
    ServerFeed feed;
    std::vector<Feed::Update> updates;
    QList<quint32> wishes;
    quint64 subscription = 0;
    int interval = 0;
    quint64 sequence = 0;
    bool answers = true;
    QSignalSpy connects{&feed, &ServerFeed::connected};
    QSignalSpy losses{&feed, &ServerFeed::lost};
    QSignalSpy failures{&feed, &ServerFeed::failed};
};

} // namespace

class TestServerFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsSnapshotThenDeltas();
    void mergesWhatComesFast();
    void gapAsksForEverything();
    void otherTopicsAreAskedFor();
    void lostAndBack();
    void nobodyIsThere();
    void cannotBeWatched_data();
    void cannotBeWatched();
    void olderServer();
    void unreadable();
    void commands();
    void leavingIsSilent();
    void deletedInsideOfSignal();
};

void TestServerFeed::tellsSnapshotThenDeltas()
{
    Watching w;
    QCOMPARE(w.feed.state(), State::Disconnected);
    w.connectFeed();
    QCOMPARE(w.feed.state(), State::Connecting);
    QTRY_COMPARE(w.updates.size(), size_t(1));
    QCOMPARE(w.connects.size(), 1);
    QCOMPARE(w.feed.state(), State::Live);
    QCOMPARE(w.wishes, QList<quint32>{Feed::allTopics});
    QCOMPARE(w.interval, 100);
    QVERIFY(w.updates[0].isSnapshot && w.updates[0].mayOperate);
    w.sendDelta(7);
    QTRY_COMPARE(w.updates.size(), size_t(2));
    QCOMPARE(w.updates[1].workers.at(0).id, 7u);
    QCOMPARE(w.updates[1].epoch, 5u);
    QVERIFY(w.updates[1].mayOperate);
    QVERIFY(w.feed.bytesReceived() > 20);
}

void TestServerFeed::mergesWhatComesFast()
{
    Watching w;
    w.connectFeed();
    QTRY_COMPARE(w.updates.size(), size_t(1));
    for (int i = 0; i < 20; ++i)
        w.sendDelta(quint64(i % 2 + 1));
    QTRY_VERIFY(w.updates.back().sequence == w.sequence);
    QVERIFY(w.updates.size() <= 3);
    QCOMPARE(w.updates.back().workers.size(), size_t(2));
}

void TestServerFeed::gapAsksForEverything()
{
    Watching w;
    w.connectFeed();
    QTRY_COMPARE(w.updates.size(), size_t(1));
    w.sendDelta(1, 2);
    QTRY_COMPARE(w.updates.size(), size_t(2));
    QVERIFY(w.updates[1].isSnapshot);
    QCOMPARE(w.wishes.size(), 2);
    QCOMPARE(w.losses.size(), 0);
}

// What still comes of the topics before is of no use.
void TestServerFeed::otherTopicsAreAskedFor()
{
    Watching w;
    w.connectFeed();
    QTRY_COMPARE(w.updates.size(), size_t(1));
    w.answers = false;
    w.feed.setTopics(Feed::bit(Feed::Topic::Log));
    w.feed.setTopics(Feed::bit(Feed::Topic::Log));
    const quint64 before = w.subscription;
    QTRY_VERIFY(w.subscription != before);
    w.sendDeltaOf(before, 3);
    w.sendSnapshot();
    QTRY_COMPARE(w.updates.size(), size_t(2));
    QVERIFY(w.updates[1].isSnapshot && w.updates[1].workers.empty());
    QCOMPARE(w.wishes, QList<quint32>({Feed::allTopics, Feed::bit(Feed::Topic::Log)}));
}

void TestServerFeed::lostAndBack()
{
    Watching w;
    w.connectFeed();
    QTRY_COMPARE(w.updates.size(), size_t(1));
    w.server.stop();
    QTRY_COMPARE(w.feed.state(), State::Lost);
    QTRY_VERIFY(!w.losses.isEmpty());
    QVERIFY(w.losses[0][0].toString().contains(w.server.address()));
    QVERIFY(w.losses[0][1].toDateTime().isValid());
    w.server.start();
    w.feed.retryNow();
    QTRY_COMPARE(w.connects.size(), 2);
    QTRY_VERIFY(w.updates.back().isSnapshot && w.updates.size() == 2);
    QCOMPARE(w.failures.size(), 0);
}

void TestServerFeed::nobodyIsThere()
{
    Watching w;
    const QString address = w.server.address();
    w.server.stop();
    w.feed.connectToServer(address);
    QTRY_VERIFY(w.losses.size() >= 2); // it goes on
    QVERIFY(w.losses[0][0].toString().contains(QStringLiteral("Is an AMP server running there?")));
    QCOMPARE(w.feed.state(), State::Lost);
}

void TestServerFeed::cannotBeWatched_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<ErrorCode>("refusal");
    QTest::addColumn<QString>("says");
    QTest::newRow("another version")
        << 9 << ErrorCode::None << QStringLiteral("speaks version 9 of the protocol");
    QTest::newRow("not permitted")
        << 1 << ErrorCode::NotPermitted << QStringLiteral("refuses: go away");
}

void TestServerFeed::cannotBeWatched()
{
    QFETCH(int, version);
    QFETCH(ErrorCode, refusal);
    QFETCH(QString, says);
    Watching w;
    w.server.welcome.version = quint16(version);
    if (refusal != ErrorCode::None)
        w.server.refuse = Wire::Refuse{refusal, "go away"};
    w.connectFeed();
    QTRY_COMPARE(w.failures.size(), 1);
    QVERIFY2(w.failures[0][0].toString().contains(says), qPrintable(w.failures[0][0].toString()));
    QCOMPARE(w.feed.state(), State::Failed);
    QCOMPARE(w.losses.size(), 0);
}

// One of before the feed hangs up on a message that it does not know.
void TestServerFeed::olderServer()
{
    Watching w;
    w.server.onSubscribe = [&](quint64, const Wire::Subscribe &) { w.server.cut(); };
    w.connectFeed();
    QTRY_COMPARE(w.failures.size(), 1);
    QVERIFY(w.failures[0][0].toString().contains(QStringLiteral("older release")));
    QCOMPARE(w.feed.state(), State::Failed);
}

void TestServerFeed::unreadable()
{
    Watching w;
    w.connectFeed();
    QTRY_COMPARE(w.updates.size(), size_t(1));
    Wire::Delta message;
    message.sequence = ++w.sequence;
    message.sections = "\x03\xff\xff\xff\xffgarbage";
    w.server.sendMessage(w.subscription, message);
    QTRY_COMPARE(w.failures.size(), 1);
    QVERIFY(w.failures[0][0].toString().contains(QStringLiteral("cannot read")));
}

void TestServerFeed::commands()
{
    Watching w;
    std::optional<Result<QVariant>> answer;
    const auto take = [&](const Result<QVariant> &result) { answer = result; };
    w.feed.command(&w, take, "pause");
    QVERIFY(!answer);
    QTRY_VERIFY(answer);
    QCOMPARE(answer->error().code(), ErrorCode::NotConnected);

    w.server.onCommand = [&](quint64 id, const Wire::Command &command) {
        const QByteArray value = encodeValue(QString::fromUtf8(command.verb)).value();
        Wire::Reply reply;
        reply.value = value;
        w.server.sendMessage(id, reply);
    };
    w.connectFeed();
    QTRY_COMPARE(w.feed.state(), State::Live);
    answer.reset();
    w.feed.command(&w, take, "resume");
    QTRY_VERIFY(answer);
    QCOMPARE(answer->value(), QVariant(QStringLiteral("resume")));

    w.server.onCommand = {};
    answer.reset();
    w.feed.command(&w, take, "drain");
    w.server.cut();
    QTRY_VERIFY(answer);
    QCOMPARE(answer->error().code(), ErrorCode::ConnectionLost);
}

void TestServerFeed::leavingIsSilent()
{
    Watching w;
    w.connectFeed();
    QTRY_COMPARE(w.updates.size(), size_t(1));
    w.feed.disconnectFromServer();
    QCOMPARE(w.feed.state(), State::Disconnected);
    QTRY_COMPARE(w.server.goodbyes, 1);
    QCOMPARE(w.losses.size() + w.failures.size(), 0);
}

void TestServerFeed::deletedInsideOfSignal()
{
    Watching w;
    auto *feed = new ServerFeed;
    connect(feed, &ServerFeed::updated, this, [&] {
        delete feed;
        feed = nullptr;
    });
    feed->connectToServer(w.server.address());
    QTRY_VERIFY(!feed);
}

QTEST_GUILESS_MAIN(TestServerFeed)
#include "tst_serverfeed.moc"
