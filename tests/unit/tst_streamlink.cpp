// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <optional>

#include <sys/socket.h>
#include <unistd.h>

#include <QTest>

#include "core/dispatch/calloutcome.h"
#include "core/net/descriptorchannel.h"
#include "core/net/flushqueue.h"
#include "core/protocol/valuecodec.h"
#include "core/workers/streamlink.h"
#include "tests/support/sampleframes.h"

using namespace Amp;
using namespace Amp::Test;

namespace {

Wire::Ready readyWith(std::vector<QByteArray> capabilities)
{
    Wire::Ready ready;
    ready.capabilities = std::move(capabilities);
    ready.procedures = {{"echo", "echo(any) -> any", "", true}};
    return ready;
}

QByteArray callFrame(const QVariantList &arguments)
{
    const QByteArray encoded = *encodeArguments(arguments);
    return frameWith(1, sampleCall(encoded));
}

// A link with its worker's end in the test's hands, and all that the link has told.
class Fixture : private ReplyReceiver
{
public:
    Fixture();
    ~Fixture() { hangUp(); }
    Q_DISABLE_COPY_MOVE(Fixture)

    template <typename M>
    void workerSays(quint64 id, const M &message)
    {
        workerWrites(frameWith(id, message));
    }
    void workerWrites(const QByteArray &bytes) const
    {
        QCOMPARE(::write(m_worker, bytes.constData(), size_t(bytes.size())), ssize_t(bytes.size()));
    }
    // What was said to the worker is written, as when the event loop is about to block.
    void endTurn() { flushQueue.flushAll(); }
    // Everything that has come to the worker.
    QByteArray workerReads();
    void hangUp()
    {
        if (m_worker >= 0)
            ::close(std::exchange(m_worker, -1));
    }
    void makeReady(std::vector<QByteArray> capabilities = {})
    {
        workerSays(0, readyWith(std::move(capabilities)));
        QTRY_COMPARE(readies, 1);
    }

    FlushQueue flushQueue; // outlives the link's channel
    std::optional<StreamLink> link;
    int readies = 0;
    QList<QPair<quint64, QByteArray>> results; // number of the call, encoded value
    QList<ErrorCode> errors;
    int progresses = 0;
    QByteArray parts;
    bool hasHungUp = false;
    QString broken;

private:
    void record();
    void repliesBegan() override {}
    void replied(quint64 id, CallOutcome &outcome) override;
    void repliesEnded() override {}

    int m_worker = -1;
};

Fixture::Fixture()
{
    std::array<int, 2> ends = {-1, -1};
    socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data());
    link.emplace(std::make_unique<DescriptorChannel>(ends[0], flushQueue));
    m_worker = ends[1];
    record();
}

void Fixture::record()
{
    QObject::connect(&*link, &Link::ready, &*link, [this] { ++readies; });
    link->setReceiver(*this);
    QObject::connect(&*link, &Link::progressed, &*link, [this] { ++progresses; });
    QObject::connect(&*link, &Link::partReceived, &*link,
                     [this](quint64, QByteArrayView value) { parts += value.toByteArray(); });
    QObject::connect(&*link, &Link::hungUp, &*link, [this] { hasHungUp = true; });
    QObject::connect(&*link, &Link::broken, &*link, [this](const auto &why) { broken = why; });
}

void Fixture::replied(quint64 id, CallOutcome &outcome)
{
    if (outcome.code == ErrorCode::None)
        results.append({id, outcome.value.toByteArray()});
    else
        errors.append(outcome.code);
}

QByteArray Fixture::workerReads()
{
    endTurn();
    QByteArray bytes(64 * 1024, Qt::Uninitialized);
    const ssize_t size = recv(m_worker, bytes.data(), size_t(bytes.size()), MSG_DONTWAIT);
    bytes.resize(qMax(ssize_t(0), size));
    return bytes;
}

} // namespace

class TestStreamLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readyOpensIt();
    void liesBreakIt_data();
    void liesBreakIt();
    void callGetsItsNumber();
    void repliesComeInOrder();
    void cancelNamesTheCall();
    void goodbyeComesAtOnce();
    void rawWorkerGetsAndGivesBytes();
    void rawWorkerTakesOneByteArray_data();
    void rawWorkerTakesOneByteArray();
    void unreadCallIsNoticed_data();
    void unreadCallIsNoticed();
    void callForADeadWorkerIsUnread();
    void drainDeliversWhatWasSent();
    void drainIgnoresHalfAFrame();
};

void TestStreamLink::readyOpensIt()
{
    Fixture worker;
    const QByteArray ready = frameWith(0, readyWith({}));
    worker.workerWrites(ready.first(5)); // it may come in pieces
    QCoreApplication::processEvents();
    QCOMPARE(worker.readies, 0);
    worker.workerWrites(ready.sliced(5));
    QTRY_COMPARE(worker.readies, 1);
    QCOMPARE(worker.broken, QString());
}

void TestStreamLink::liesBreakIt_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const QByteArray ready = frameWith(0, readyWith({}));
    const QByteArray result = frameWith(1, Wire::Result{{}, "value"});
    Wire::Ready other = readyWith({});
    other.version = 9;
    QTest::newRow("two Readys") << ready + ready << QStringLiteral("said Ready twice");
    QTest::newRow("a reply before Ready")
        << result << QStringLiteral("sent another message before Ready");
    QTest::newRow("another version")
        << frameWith(0, other) << QStringLiteral("speaks version 9 of the protocol");
    QTest::newRow("a client's message")
        << ready + frameWith(0, Wire::Hello()) << QStringLiteral("which is not a worker's");
    QTest::newRow("no frame") << ready + QByteArray("hello")
                              << QStringLiteral("a frame with an impossible size");
    QTest::newRow("no message") << ready + result.first(4).replace(3, 1, "\x09") +
                                       result.sliced(4, 9)
                                << QStringLiteral("A Result message");
}

void TestStreamLink::liesBreakIt()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, reason);
    Fixture worker;
    worker.workerWrites(bytes + frameWith(1, Wire::Result{{}, "late"}));
    QTRY_VERIFY(!worker.broken.isEmpty());
    QVERIFY2(worker.broken.contains(reason), qPrintable(worker.broken));
    worker.link->drain();
    QVERIFY(worker.results.isEmpty()); // nothing behind a lie is believed
}

void TestStreamLink::callGetsItsNumber()
{
    Fixture worker;
    worker.makeReady();
    QByteArray call = callFrame({QStringLiteral("text"), 7});
    QString refusal;
    QVERIFY(worker.link->send(77, call, refusal));
    Wire::setFrameId(call.data(), 77);
    QCOMPARE(worker.workerReads().toHex(), call.toHex());
}

void TestStreamLink::repliesComeInOrder()
{
    Fixture worker;
    worker.makeReady();
    worker.workerSays(5, Wire::Progress{1, 2, "half"});
    worker.workerSays(5, Wire::Part{"part"});
    worker.workerSays(5, Wire::Result{{}, "five"});
    worker.workerSays(6,
                      Wire::Error{{}, ErrorCode::ProcedureFailed, Execution::Started, 0, {}, {}});
    worker.workerSays(9, Wire::Result{{}, "nine"}); // whose call that is, the link does not know
    QTRY_COMPARE(worker.results.size(), 2);
    QCOMPARE(worker.results[0], qMakePair(quint64(5), QByteArray("five")));
    QCOMPARE(worker.results[1], qMakePair(quint64(9), QByteArray("nine")));
    QCOMPARE(worker.errors, QList{ErrorCode::ProcedureFailed});
    QCOMPARE(worker.progresses, 1);
    QCOMPARE(worker.parts, QByteArray("part"));
}

void TestStreamLink::cancelNamesTheCall()
{
    Fixture worker;
    worker.makeReady();
    worker.link->cancel(12);
    QCOMPARE(worker.workerReads().toHex(), frameWith(12, Wire::Cancel()).toHex());
}

void TestStreamLink::goodbyeComesAtOnce()
{
    Fixture worker;
    worker.makeReady();
    worker.link->sayGoodbye();
    const QByteArray bytes = worker.workerReads();
    QCOMPARE(scanFrame(bytes).frame.type, quint8(MessageType::Goodbye));
}

void TestStreamLink::rawWorkerGetsAndGivesBytes()
{
    Fixture worker;
    worker.makeReady({"raw"});
    QString refusal;
    QVERIFY(worker.link->send(3, callFrame({QByteArray("in \0 out", 8)}), refusal));
    const QByteArray bytes = worker.workerReads();
    const auto call = Wire::parse(scanFrame(bytes).frame);
    QVERIFY(call);
    QCOMPARE(std::get<Wire::Call>(*call).arguments.toByteArray(), QByteArray("in \0 out", 8));
    QCOMPARE(std::get<Wire::Call>(*call).procedure.toByteArray(), QByteArray("add"));

    worker.workerSays(3, Wire::Result{{}, "bare"});
    QTRY_COMPARE(worker.results.size(), 1);
    QCOMPARE(*decodeValue(worker.results.first().second), QVariant(QByteArray("bare")));
}

void TestStreamLink::rawWorkerTakesOneByteArray_data()
{
    QTest::addColumn<QVariantList>("arguments");
    QTest::newRow("none") << QVariantList();
    QTest::newRow("text") << QVariantList{QStringLiteral("text")};
    QTest::newRow("two") << QVariantList{QByteArray("a"), QByteArray("b")};
}

void TestStreamLink::rawWorkerTakesOneByteArray()
{
    QFETCH(QVariantList, arguments);
    Fixture worker;
    worker.makeReady({"raw"});
    QString refusal;
    QVERIFY(!worker.link->send(3, callFrame(arguments), refusal));
    QCOMPARE(refusal, QStringLiteral("add takes exactly one argument of type QByteArray."));
    QCOMPARE(worker.workerReads(), QByteArray());
}

void TestStreamLink::unreadCallIsNoticed_data()
{
    QTest::addColumn<bool>("reads");
    QTest::addColumn<bool>("isCancelled");
    QTest::addColumn<bool>("isUnread");
    QTest::newRow("died before it read") << false << false << true;
    QTest::newRow("died after it read") << true << false << false;
    // Then what lies unread may be the Cancel: a call that may have started is never run again.
    QTest::newRow("cancelled meanwhile") << false << true << false;
    QTest::newRow("read, then cancelled") << true << true << false;
}

void TestStreamLink::unreadCallIsNoticed()
{
    QFETCH(bool, reads);
    QFETCH(bool, isCancelled);
    Fixture worker;
    worker.makeReady();
    QString refusal;
    QVERIFY(worker.link->send(3, callFrame({1}), refusal));
    worker.endTurn();
    if (reads)
        QVERIFY(!worker.workerReads().isEmpty());
    if (isCancelled)
        worker.link->cancel(3);
    worker.endTurn();
    worker.hangUp();
    QTRY_VERIFY(worker.hasHungUp);
    QTEST(worker.link->neverStarted(3), "isUnread");
}

// It died while it was idle, and a call was faster than the news.
void TestStreamLink::callForADeadWorkerIsUnread()
{
    Fixture worker;
    worker.makeReady();
    worker.hangUp();
    QString refusal;
    QVERIFY(worker.link->send(3, callFrame({1}), refusal));
    worker.endTurn();
    QTRY_VERIFY(worker.hasHungUp);
    QVERIFY(worker.link->neverStarted(3));
}

// The process has ended and its last words are still in the socket.
void TestStreamLink::drainDeliversWhatWasSent()
{
    Fixture worker;
    worker.makeReady();
    QByteArray results;
    for (quint64 id = 1; id <= 1000; ++id)
        Wire::write(results, id, Wire::Result{{}, "value"});
    worker.workerWrites(results);
    worker.hangUp();
    worker.link->drain();
    QCOMPARE(worker.results.size(), 1000);
    QCOMPARE(worker.results.last().first, quint64(1000));
}

void TestStreamLink::drainIgnoresHalfAFrame()
{
    Fixture worker;
    worker.makeReady();
    worker.workerWrites(frameWith(1, Wire::Result{{}, "value"}).chopped(1));
    worker.hangUp();
    worker.link->drain();
    QVERIFY(worker.results.isEmpty());
    QCOMPARE(worker.broken, QString());
}

QTEST_GUILESS_MAIN(TestStreamLink)
#include "tst_streamlink.moc"
