// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <random>

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include "client/models/callmodel.h"
#include "monitor/proxies/rowproxy.h"

using namespace Amp;

namespace {

using Column = CallModel::Column;

enum Segment { All, Running, Failed };

// The rows of a call model, with a vocabulary of two fields.
class Calls : public RowSource
{
public:
    mutable CallModel calls;

    FeedModel &model() const override { return calls; }
    quint64 idAt(int row) const override { return calls.row(row).id; }
    int rowOf(quint64 id) const override { return calls.rowOf(id); }
    const FilterQuery::Vocabulary &vocabulary() const override { return m_vocabulary; }
    QVariant field(int row, int field) const override
    {
        return field == 0 ? QVariant(calls.row(row).procedure)
                          : QVariant(calls.row(row).resultBytes);
    }
    quint32 segmentsOf(int row) const override
    {
        const Feed::CallState state = calls.row(row).state;
        return 1U << All | (state == Feed::CallState::Running ? 1U << Running : 0) |
               (CallModel::hasFailed(state) ? 1U << Failed : 0);
    }
    bool isLive(int row) const override { return !CallModel::hasEnded(calls.row(row).state); }

private:
    const FilterQuery::Vocabulary m_vocabulary{{{u"procedure"_qs, FilterQuery::Kind::Text, true},
                                                {u"result"_qs, FilterQuery::Kind::Bytes}},
                                               {}};
};

// A seeded stream of what a server tells of its calls.
class Stream
{
public:
    explicit Stream(quint64 seed)
        : m_random(seed)
    {}

    Feed::Update next(int arrivals, int ends)
    {
        Feed::Update update = begun();
        for (int i = 0; i < ends && !m_running.empty(); ++i)
            end(update);
        for (int i = 0; i < arrivals; ++i)
            arrive(update);
        return update;
    }

private:
    Feed::Update begun()
    {
        m_now += 100'000;
        Feed::Update update;
        update.epoch = 1;
        update.topics = Feed::bit(Feed::Topic::Calls);
        return update;
    }

    quint64 upTo(quint64 most) { return m_random() % (most + 1); }

    void arrive(Feed::Update &update)
    {
        Feed::CallRow call;
        call.id = ++m_serial;
        call.state = Feed::CallState::Running;
        call.procedure = QStringLiteral("procedure_%1").arg(upTo(9));
        call.acceptedAt = m_now - qint64(upTo(20));
        call.startedAt = m_now;
        m_running.push_back(call);
        update.calls.push_back(call);
    }

    void end(Feed::Update &update)
    {
        const size_t at = upTo(m_running.size() - 1);
        Feed::CallRow call = m_running[at];
        m_running[at] = m_running.back();
        m_running.pop_back();
        if (upTo(9) == 0)
            return update.goneCalls.push_back(call.id);
        call.state = upTo(4) == 0 ? Feed::CallState::Failed : Feed::CallState::Succeeded;
        call.endedAt = m_now;
        call.resultBytes = quint32(upTo(5));
        update.calls.push_back(call);
    }

    std::mt19937_64 m_random;
    std::vector<Feed::CallRow> m_running;
    quint64 m_serial = 0;
    qint64 m_now = 1'000'000'000'000'000;
};

std::vector<quint64> idsOf(const RowProxy &proxy)
{
    std::vector<quint64> ids;
    for (int row = 0; row < proxy.rowCount(); ++row)
        ids.push_back(proxy.idAt(row));
    return ids;
}

// What the proxy has to show, worked out anew.
std::vector<quint64> expected(const Calls &source, const RowProxy &proxy, const FilterQuery &query)
{
    struct Row
    {
        QVariant key;
        quint64 id = 0;
    };
    std::vector<Row> rows;
    for (int row = 0; row < source.calls.rowCount(); ++row) {
        const auto read = [&](int field) { return source.field(row, field); };
        if ((source.segmentsOf(row) >> proxy.segment() & 1) && query.matches(read))
            rows.push_back({source.calls.index(row, proxy.sortColumn()).data(FeedModel::RawRole),
                            source.idAt(row)});
    }
    std::ranges::sort(rows, [&proxy](const Row &left, const Row &right) {
        const auto order = QVariant::compare(left.key, right.key);
        const bool isLess = order == QPartialOrdering::Equivalent ? left.id < right.id
                                                                  : order == QPartialOrdering::Less;
        return proxy.sortOrder() == Qt::AscendingOrder ? isLess : !isLess && left.id != right.id;
    });
    std::vector<quint64> ids;
    for (const Row &row : rows)
        ids.push_back(row.id);
    return ids;
}

} // namespace

class TestRowProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsAStream_data();
    void followsAStream();
    void countsTheRowsOfSegments();
    void keepsPlaceWhenOtherColumnsChange();
    void persistentIndexesFollowTheirRows();
    void aMergeIsToldAtOnce();
    void aTickOfAThousandChangesIsShort();
};

void TestRowProxy::followsAStream_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<int>("order");
    QTest::addColumn<int>("segment");
    QTest::addColumn<QString>("filter");
    QTest::newRow("newest first") << int(Column::Time) << 1 << int(All) << QString();
    QTest::newRow("by text, many alike") << int(Column::Procedure) << 0 << int(All) << QString();
    QTest::newRow("running longest") << int(Column::Running) << 1 << int(Running) << QString();
    QTest::newRow("failed of some")
        << int(Column::Waiting) << 0 << int(Failed) << u"-procedure:*_3"_qs;
    QTest::newRow("changing match") << int(Column::Id) << 1 << int(All) << u"result>2"_qs;
}

void TestRowProxy::followsAStream()
{
    QFETCH(int, column);
    QFETCH(int, order);
    QFETCH(int, segment);
    QFETCH(QString, filter);
    Calls source;
    RowProxy proxy(source);
    const QAbstractItemModelTester tester(&proxy,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    Stream stream(42);
    source.calls.apply(stream.next(50, 0));
    const FilterQuery query = FilterQuery::parse(filter, source.vocabulary());
    proxy.setSegment(segment);
    proxy.setQuery(query);
    proxy.sort(column, Qt::SortOrder(order));
    for (int tick = 0; tick < 60; ++tick) {
        source.calls.apply(stream.next(20, tick % 3 == 0 ? 40 : 10));
        if (tick % 4 == 0)
            source.calls.apply(stream.next(3, 3)); // two updates before control returns
        proxy.flush();
        QCOMPARE(idsOf(proxy), expected(source, proxy, query));
        for (int row = 0; row < proxy.rowCount(); ++row)
            QCOMPARE(proxy.rowOf(proxy.idAt(row)), row);
    }
    proxy.sort(int(Column::Id), Qt::AscendingOrder);
    QCOMPARE(idsOf(proxy), expected(source, proxy, query));
    source.calls.clear();
    QCOMPARE(proxy.rowCount(), 0);
}

void TestRowProxy::countsTheRowsOfSegments()
{
    Calls source;
    RowProxy proxy(source);
    Stream stream(7);
    for (int tick = 0; tick < 20; ++tick) {
        source.calls.apply(stream.next(30, 20));
        proxy.flush();
        int running = 0;
        for (int row = 0; row < source.calls.rowCount(); ++row)
            running += source.calls.row(row).state == Feed::CallState::Running;
        QCOMPARE(proxy.countIn(Running), running);
        QCOMPARE(proxy.countIn(All), source.calls.rowCount());
    }
    proxy.setQuery(FilterQuery::parse(u"nothing"_qs, source.vocabulary()));
    QCOMPARE(proxy.rowCount(), 0);
    QCOMPARE(proxy.countIn(All), source.calls.rowCount());
}

void TestRowProxy::keepsPlaceWhenOtherColumnsChange()
{
    Calls source;
    Feed::Update update;
    update.epoch = 1;
    update.topics = Feed::bit(Feed::Topic::Calls);
    update.calls.resize(3);
    for (quint64 i = 0; i < 3; ++i)
        update.calls[i].id = i + 1;
    source.calls.apply(update);
    RowProxy proxy(source);
    proxy.sort(int(Column::Id));
    const QSignalSpy moved(&proxy, &QAbstractItemModel::layoutChanged);
    const QSignalSpy changed(&proxy, &QAbstractItemModel::dataChanged);
    update.calls = {update.calls[1]};
    update.calls[0].progressDone = 7;
    source.calls.apply(update);
    proxy.flush();
    QCOMPARE(moved.count(), 0);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex(), proxy.index(1, int(Column::Outcome)));
    QCOMPARE(changed[0][1].toModelIndex(), proxy.index(1, int(Column::Outcome)));
}

void TestRowProxy::persistentIndexesFollowTheirRows()
{
    Calls source;
    RowProxy proxy(source);
    Stream stream(3);
    source.calls.apply(stream.next(100, 0));
    proxy.flush();
    proxy.sort(int(Column::Procedure));
    const quint64 id = proxy.idAt(50);
    const QPersistentModelIndex kept(proxy.index(50, 2));
    for (int tick = 0; tick < 20 && kept.isValid(); ++tick) {
        source.calls.apply(stream.next(10, 8));
        proxy.flush();
        if (source.calls.rowOf(id) >= 0)
            QCOMPARE(proxy.idAt(kept.row()), id);
        else
            QVERIFY(!kept.isValid());
        proxy.sort(int(Column::Procedure), Qt::SortOrder(tick % 2));
    }
}

// However many rows come, go and move: views hear of each kind once, and find every row meanwhile.
void TestRowProxy::aMergeIsToldAtOnce()
{
    Calls source;
    RowProxy proxy(source);
    Stream stream(11);
    source.calls.apply(stream.next(200, 0));
    proxy.flush();
    proxy.sort(int(Column::Procedure));
    const QSignalSpy moved(&proxy, &QAbstractItemModel::layoutChanged);
    const QSignalSpy inserted(&proxy, &QAbstractItemModel::rowsInserted);
    const QSignalSpy removed(&proxy, &QAbstractItemModel::rowsRemoved);
    const quint64 kept = proxy.idAt(100);
    int misplaced = 0;
    const auto look = [&] {
        const int row = proxy.rowOf(kept);
        misplaced += row < 0 || proxy.idAt(row) != kept;
    };
    connect(&proxy, &QAbstractItemModel::rowsAboutToBeInserted, this, look);
    connect(&proxy, &QAbstractItemModel::rowsInserted, this, look);
    connect(&proxy, &QAbstractItemModel::layoutChanged, this, look);
    connect(&proxy, &QAbstractItemModel::rowsAboutToBeRemoved, this, look);
    connect(&proxy, &QAbstractItemModel::rowsRemoved, this, look);
    source.calls.apply(stream.next(40, 100));
    QVERIFY(source.calls.rowOf(kept) >= 0);
    proxy.flush();
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(moved.count(), 1);
    QCOMPARE(misplaced, 0);
}

// The figures are for a person; the bound only catches a pass for each change.
void TestRowProxy::aTickOfAThousandChangesIsShort()
{
    Calls source;
    RowProxy proxy(source);
    Stream stream(1);
    source.calls.apply(stream.next(100'000, 0));
    proxy.flush();
    for (const Column column : {Column::Time, Column::Procedure}) {
        proxy.sort(int(column), Qt::DescendingOrder);
        std::vector<qint64> times;
        for (int tick = 0; tick < 20; ++tick) {
            const Feed::Update update = stream.next(500, 500);
            source.calls.apply(update);
            QElapsedTimer timer;
            timer.start();
            proxy.flush();
            times.push_back(timer.nsecsElapsed() / 1000);
        }
        std::ranges::sort(times);
        qInfo("100,000 rows by %s, 1,000 changes: p50 %lld us, longest %lld us",
              QMetaEnum::fromType<Column>().valueToKey(int(column)), times[10], times.back());
        QVERIFY(times[10] < 100'000);
    }
}

QTEST_GUILESS_MAIN(TestRowProxy)
#include "tst_rowproxy.moc"
