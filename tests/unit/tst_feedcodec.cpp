// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Holds Feed::decode() to giving back what writeSections() was given, whatever a peer does to it.

#include <random>

#include <QTest>

#include "core/protocol/bytes.h"
#include "core/stats/feedcodec.h"

using namespace Amp;
using namespace Amp::Feed;

namespace {

// Seeded rows in which every field has a value of its own.
class RandomUpdates
{
public:
    explicit RandomUpdates(quint32 seed)
        : m_random(seed)
    {}

    Update next()
    {
        Update u;
        u.topics = allTopics;
        u.summary = summary();
        u.history = list([this] { return point(); });
        u.marks = list([this] { return HistoryMark{time(), HistoryMark::Kind(below(7)), text()}; });
        u.pools = list([this] { return PoolRow{text(), text(), number<quint32>(), number()}; });
        u.workers = list([this] { return worker(); });
        u.busy = list([this] {
            return BusySample{number<quint32>(), time(), time(), number<quint8>()};
        });
        u.bars = list([this] {
            return TimelineBar{number<quint32>(), number(), text(), time(), time(),
                               state(),           flag()};
        });
        u.calls = list([this] { return call(); });
        u.goneCalls = list([this] { return number(); });
        u.callsEnded = number();
        u.procedures = list([this] { return procedure(); });
        u.clients = list([this] { return client(); });
        u.catalog = list([this] { return CatalogRow{text(), text(), text()}; });
        u.log = list([this] {
            return LogLine{number(),          time(),   LogLine::Level(below(5)),
                           number<quint32>(), number(), text()};
        });
        return u;
    }
    quint32 below(quint32 bound) { return quint32(m_random()) % bound; }

private:
    bool flag() { return below(2) != 0; }
    // Of all sizes, with the extremes.
    template <typename T = quint64>
    T number()
    {
        const auto bits = quint64(m_random()) << 32 | m_random();
        return below(8) ? T(bits >> below(64)) : std::numeric_limits<T>::max();
    }
    qint64 time() { return below(4) ? 1'790'000'000'000'000 + qint64(below(1'000'000'000)) : 0; }
    CallState state() { return CallState(below(6)); }
    QString text()
    {
        return below(2) ? QStringLiteral("text %1").arg(below(4))
                        : QString(qsizetype(below(300)), QChar(0x263a));
    }
    Percentiles percentiles() { return {number(), number(), number(), number()}; }
    std::vector<quint64> histogram()
    {
        std::vector<quint64> list(below(321));
        for (std::size_t i = list.size() / 3; i < list.size() / 2; ++i)
            list[i] = number();
        return list;
    }
    template <typename Make>
    std::vector<std::invoke_result_t<Make>> list(Make make)
    {
        std::vector<std::invoke_result_t<Make>> rows;
        for (quint32 left = below(5); left > 0; --left)
            rows.push_back(make());
        return rows;
    }

    Summary summary()
    {
        return {time(),
                time(),
                text(),
                flag(),
                flag(),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                number(),
                time(),
                number<quint32>(),
                number<quint32>(),
                number<quint32>(),
                number<quint32>(),
                number<quint32>(),
                number<quint32>()};
    }
    HistoryPoint point()
    {
        return {time(),
                number<quint32>(),
                number(),
                number(),
                number(),
                number(),
                number(),
                qint64(number()),
                number<quint32>(),
                number<quint32>(),
                number<quint32>(),
                percentiles(),
                percentiles(),
                percentiles()};
    }
    WorkerRow worker()
    {
        return {number<quint32>(),
                text(),
                WorkerState(below(5)),
                number<quint32>(),
                number(),
                text(),
                time(),
                flag(),
                number(),
                number(),
                number<quint32>(),
                number<quint32>(),
                time(),
                text(),
                time(),
                flag()};
    }
    CallRow call()
    {
        return {number(),
                state(),
                text(),
                text(),
                text(),
                number<quint32>(),
                number<quint32>(),
                Priority(below(3)),
                flag(),
                number<quint8>(),
                time(),
                time(),
                time(),
                time(),
                qint64(number()),
                number<quint32>(),
                number<quint32>(),
                number(),
                number(),
                text(),
                flag(),
                ErrorCode(below(17)),
                text()};
    }
    ProcedureRow procedure()
    {
        return {text(),        text(),        text(),        text(),
                number(),      number(),      number(),      double(below(1000)) / 7,
                percentiles(), percentiles(), percentiles(), histogram(),
                histogram(),   histogram(),   histogram()};
    }
    ClientRow client()
    {
        const auto rate = [this] { return double(below(1'000'000)) / 3; };
        return {number(),
                text(),
                text(),
                text(),
                number<quint32>(),
                number<quint32>(),
                number(),
                number(),
                rate(),
                rate(),
                rate(),
                number(),
                time(),
                flag()};
    }

    std::mt19937 m_random;
};

QByteArray sectionsOf(const Update &update)
{
    QByteArray bytes;
    writeSections(bytes, update);
    return bytes;
}

Wire::Snapshot snapshotOf(QByteArrayView sections)
{
    return {7, 5, Wire::Snapshot::mayOperateFlag, 3, sections};
}

} // namespace

class TestFeedCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void snapshotsRoundTrip();
    void deltasRoundTrip();
    void topicsThatAreNotNamedStayOut();
    void oneTopicAtATime_data();
    void oneTopicAtATime();
    void manyTextsRoundTrip();
    void truncationIsRefused();
    void mutationsAreReadOrRefused();
    void liesAreRefused_data();
    void liesAreRefused();
    void unknownTopicsAreLeftOut();
};

void TestFeedCodec::snapshotsRoundTrip()
{
    RandomUpdates updates(1);
    for (int round = 0; round < 300; ++round) {
        Update update = updates.next();
        update.isSnapshot = true;
        update.sequence = 7;
        update.epoch = 5;
        update.mayOperate = true;
        update.skippedTicks = 3;
        const QByteArray sections = sectionsOf(update);
        const auto decoded = decode(snapshotOf(sections));
        QVERIFY2(decoded, qPrintable(decoded ? QString() : decoded.error().message()));
        QVERIFY(*decoded == update);
    }
}

void TestFeedCodec::deltasRoundTrip()
{
    Update update = RandomUpdates(2).next();
    update.sequence = 11;
    update.skippedTicks = 4;
    const QByteArray sections = sectionsOf(update);
    const auto decoded = decode(Wire::Delta{11, 4, sections});
    QVERIFY(decoded && *decoded == update);
}

void TestFeedCodec::topicsThatAreNotNamedStayOut()
{
    Update update = RandomUpdates(3).next();
    update.topics = bit(Topic::Summary);
    const QByteArray sections = sectionsOf(update);
    const auto decoded = decode(Wire::Delta{0, 0, sections});
    QVERIFY(decoded);
    Update expected;
    expected.topics = update.topics;
    expected.summary = update.summary;
    QVERIFY(*decoded == expected);
}

void TestFeedCodec::oneTopicAtATime_data()
{
    QTest::addColumn<int>("topic");
    for (int topic = 1; topic <= topicCount; ++topic)
        QTest::addRow("topic %d", topic) << topic;
}

// A server writes each topic once and puts the sections of a watcher together.
void TestFeedCodec::oneTopicAtATime()
{
    QFETCH(int, topic);
    const Update update = RandomUpdates(4).next();
    QByteArray alone;
    writeSection(alone, Topic(topic), update);
    QVERIFY(sectionsOf(update).contains(alone));
    const auto decoded = decode(Wire::Delta{0, 0, alone});
    QVERIFY(decoded);
    QCOMPARE(decoded->topics, bit(Topic(topic)));
}

void TestFeedCodec::manyTextsRoundTrip()
{
    Update update;
    update.topics = bit(Topic::Log);
    for (quint64 i = 0; i < 70'000; ++i)
        update.log.push_back({i, 0, LogLine::Level::Info, 0, 0, QString::number(i % 69'000)});
    const QByteArray sections = sectionsOf(update);
    const auto decoded = decode(Wire::Delta{0, 0, sections});
    QVERIFY(decoded && *decoded == update);
}

void TestFeedCodec::truncationIsRefused()
{
    const Update update = RandomUpdates(5).next();
    const QByteArray whole = sectionsOf(update);
    for (qsizetype size = 0; size < whole.size(); ++size) {
        const auto decoded = decode(Wire::Delta{0, 0, QByteArrayView(whole).first(size)});
        // Between two sections is the end of a smaller message.
        if (!decoded)
            QVERIFY(decoded.error().message().endsWith(QLatin1Char('.')));
        else
            QVERIFY(decoded->topics != allTopics);
    }
    for (int topic = 1; topic <= topicCount; ++topic) {
        QByteArray section;
        writeSection(section, Topic(topic), update);
        for (qsizetype size = 5; size < section.size(); ++size) {
            QByteArray cut = section.first(size);
            ByteWriter(cut).patch(1, quint32(size - 5));
            QVERIFY2(!decode(Wire::Delta{0, 0, cut}), QByteArray::number(topic).constData());
        }
    }
}

void TestFeedCodec::mutationsAreReadOrRefused()
{
    RandomUpdates updates(6);
    int refused = 0;
    int read = 0;
    for (int round = 0; round < 200; ++round) {
        const QByteArray whole = sectionsOf(updates.next());
        for (int mutation = 0; mutation < 20; ++mutation) {
            QByteArray bytes = whole;
            for (quint32 flips = 1 + updates.below(4); flips > 0; --flips)
                bytes[qsizetype(updates.below(quint32(bytes.size())))] = char(updates.below(256));
            decode(snapshotOf(bytes)) ? ++read : ++refused;
        }
    }
    QVERIFY(refused > 100);
    QVERIFY(read > 100);
}

void TestFeedCodec::liesAreRefused_data()
{
    QTest::addColumn<QByteArray>("sections");
    const auto add = [](const char *what, Topic topic, const char *hex) {
        const QByteArray body = QByteArray::fromHex(hex);
        QByteArray section;
        ByteWriter writer(section);
        writer.write(quint8(topic));
        writer.writeBytes(body);
        QTest::newRow(what) << section;
    };
    add("more rows than bytes", Topic::Log, "ffffff7f 00");
    add("a number without end", Topic::Log, "ffffffffffffffffffffffff");
    add("bytes behind the last row", Topic::Log, "00 00");
    add("a level that does not exist", Topic::Log, "01 00 01 05 00 00 0000");
    add("a text longer than the rest", Topic::Log, "01 00 01 00 00 00 00ff7f 41");
    add("a text that was not there", Topic::Log, "01 00 01 00 00 00 0700");
    add("too large a number", Topic::Workers, "01 0000 0000 ffffffff7f 00 00");
    add("too many procedures", Topic::Procedures,
        (QByteArray("8110") + QByteArray(5000, '0')).constData());
    QTest::newRow("half a header") << QByteArray("\1\0\0", 3);
    QTest::newRow("a length beyond the end") << QByteArray::fromHex("08 000000ff 00");
    QTest::newRow("a topic twice") << QByteArray::fromHex("08 00000001 00 08 00000001 00");
}

void TestFeedCodec::liesAreRefused()
{
    QFETCH(QByteArray, sections);
    const auto decoded = decode(Wire::Delta{0, 0, sections});
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code(), ErrorCode::ProtocolError);
}

void TestFeedCodec::unknownTopicsAreLeftOut()
{
    const auto decoded =
        decode(Wire::Delta{1, 0, QByteArray::fromHex("7f 00000002 4142 08 00000001 00")});
    QVERIFY(decoded);
    QCOMPARE(decoded->topics, bit(Topic::Log));
}

QTEST_APPLESS_MAIN(TestFeedCodec)
#include "tst_feedcodec.moc"
