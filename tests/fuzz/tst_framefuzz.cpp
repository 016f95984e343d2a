// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QFile>
#include <QTest>
#include <QtEndian>

#include <unistd.h>

#include "core/net/bytebuffer.h"
#include "core/net/flushqueue.h"
#include "core/protocol/messages.h"
#include "core/workers/poolset.h"
#include "server/commandtable.h"
#include "server/eventlog.h"
#include "server/session.h"
#include "tests/support/randomvalues.h"
#include "tests/support/sampleframes.h"

using namespace Amp;
using namespace Amp::Test;

namespace {

constexpr qint64 maxGrowthBytes = 32 * 1024 * 1024;

int numberFromEnvironment(const char *name, int otherwise)
{
    bool isNumber = false;
    const int number = qEnvironmentVariableIntValue(name, &isNumber);
    return isNumber ? number : otherwise;
}

// 0 where the system does not tell, and under a sanitizer, which keeps memory for itself.
qint64 residentBytes()
{
#if defined(__SANITIZE_ADDRESS__)
    return 0;
#endif
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

// Sample frames with and without faults. Most have a size that fits: a fault there ends a stream.
class FaultyFrames
{
public:
    explicit FaultyFrames(quint32 seed)
        : m_faults(seed)
        , m_choices(seed)
        , m_samples(sampleFrames())
    {}

    QByteArray next()
    {
        const QByteArray frame = m_samples[below(int(m_samples.size()))].frame;
        if (oneIn(4))
            return frame;
        QByteArray damaged = m_faults.damaged(frame);
        if (!oneIn(8) && damaged.size() >= Frame::headerBytes)
            qToBigEndian(quint32(damaged.size() - Frame::sizeBytes), damaged.data());
        return damaged;
    }
    std::size_t below(int bound) { return m_choices.bounded(quint32(bound)); }
    bool oneIn(int times) { return below(times) == 0; }

private:
    RandomValues m_faults;
    QRandomGenerator m_choices;
    const std::vector<SampleFrame> m_samples;
};

// The client of a session, without a socket: what it sends is readable at once, and what it is sent
// must be frames that can be parsed.
class ScriptedChannel final : public Channel
{
public:
    explicit ScriptedChannel(FlushQueue &flushQueue)
        : Channel(flushQueue)
    {}

    bool hasHalfAFrame() const { return !m_out.isEmpty(); }

    void receive(QByteArrayView bytes)
    {
        m_in.append(bytes);
        Q_EMIT readyRead();
    }

    QByteArrayView readable() const override { return m_in.view(); }
    void consume(qsizetype bytes) override { m_in.consume(bytes); }
    void flush() override {}
    qsizetype pendingBytes() const override { return 0; }
    void setReadPaused(bool) override {}
    bool readNow() override { return m_isOpen; }
    void close() override { m_isOpen = false; }
    bool isOpen() const override { return m_isOpen; }

protected:
    // A frame may come in two parts.
    void enqueue(QByteArrayView bytes) override
    {
        m_out.append(bytes);
        const FrameScan scan = scanFrame(m_out.view());
        QVERIFY(scan.status != FrameStatus::Malformed);
        if (scan.status == FrameStatus::Incomplete)
            return;
        QVERIFY(Wire::parse(scan.frame));
        m_out.consume(scan.frame.bytes.size());
    }
    bool isWriteBlocked() const override { return false; }

private:
    ByteBuffer m_in;
    ByteBuffer m_out; // a frame that is not whole yet
    bool m_isOpen = true;
};

} // namespace

// Whatever a peer sends is refused or is a message like any other. A million rounds and more:
// AMP_FUZZ_ROUNDS=1000000 AMP_FUZZ_SEED=7 tst_framefuzz
class TestFrameFuzz : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void framesAreRefusedOrRead();
    void sessionsSurvive();

private:
    int m_rounds = 0;
    quint32 m_seed = 0;
};

void TestFrameFuzz::initTestCase()
{
    m_rounds = numberFromEnvironment("AMP_FUZZ_ROUNDS", 200'000);
    m_seed = quint32(numberFromEnvironment("AMP_FUZZ_SEED", 1));
    qInfo("AMP_FUZZ_ROUNDS=%d AMP_FUZZ_SEED=%u", m_rounds, m_seed);
}

void TestFrameFuzz::framesAreRefusedOrRead()
{
    FaultyFrames frames(m_seed);
    int parsed = 0;
    int refused = 0;
    for (int round = 0; round < m_rounds; ++round) {
        const QByteArray bytes = frames.next();
        const FrameScan scan = scanFrame(bytes);
        if (scan.status != FrameStatus::Complete)
            continue;
        const auto message = Wire::parse(scan.frame);
        if (!message) {
            ++refused;
            continue;
        }
        ++parsed;
        QByteArray again;
        std::visit([&](const auto &m) { Wire::write(again, scan.frame.id, m); }, *message);
        // Only the flag of a procedure may read the same from other bytes.
        if (scan.frame.type != quint8(MessageType::Ready))
            QCOMPARE(again.toHex(), scan.frame.bytes.toByteArray().toHex());
        QCOMPARE(again.size(), scan.frame.bytes.size());
    }
    qInfo("%d frames were messages, %d were refused", parsed, refused);
    QVERIFY(parsed > m_rounds / 4); // the damage must not be so great that nothing is tested
    QVERIFY(refused > m_rounds / 20);
}

void TestFrameFuzz::sessionsSurvive()
{
    FaultyFrames frames(m_seed);
    PoolSet pools({}); // without a pool calls wait, until their client leaves or cancels them
    CommandTable commands;
    commands.add("stats", [](const QVariantList &) -> Result<QVariant> { return QVariant(); });
    EventLog log({});
    const SessionLimits limits;
    const Session::Context context{pools, commands, log, limits, 1};
    const QByteArray hello = sampleFrames().front().frame;

    FlushQueue flushQueue;
    qint64 residentBefore = 0;
    int welcomed = 0;
    for (int round = 0; round < m_rounds;) {
        if (round <= m_rounds / 10)
            residentBefore = residentBytes();
        auto *channel = new ScriptedChannel(flushQueue);
        Session session(std::unique_ptr<Channel>(channel), QStringLiteral("fuzz"), "fuzz", context);
        if (!frames.oneIn(8))
            channel->receive(hello);
        welcomed += channel->isOpen();
        while (channel->isOpen() && round++ < m_rounds) {
            const QByteArray bytes = frames.next();
            const auto cut = qsizetype(frames.below(int(bytes.size()) + 1));
            channel->receive(bytes.first(cut));
            if (channel->isOpen())
                channel->receive(bytes.sliced(cut));
            QVERIFY(!channel->hasHalfAFrame());
        }
        flushQueue.flushAll();
        QVERIFY(session.openCalls() == pools.liveCalls());
    }
    QCOMPARE(pools.liveCalls(), qsizetype(0));
    QVERIFY(welcomed > 0);
    QVERIFY(residentBytes() - residentBefore < maxGrowthBytes);
}

QTEST_GUILESS_MAIN(TestFrameFuzz)
#include "tst_framefuzz.moc"
