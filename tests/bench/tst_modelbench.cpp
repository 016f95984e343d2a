// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// How long the table of calls takes for a tick: 100,000 rows, 1,000 changes, and of every kind of
// change some anywhere among the rows. The figures are printed.

#include <algorithm>
#include <ctime>

#include <QMetaEnum>
#include <QPersistentModelIndex>
#include <QTest>

#include "client/models/callmodel.h"
#include "monitor/proxies/rowproxy.h"
#include "tests/bench/callstream.h"

using namespace Amp;
using namespace Amp::Bench;
using namespace Amp::Feed;

namespace {

using Column = CallModel::Column;

constexpr int ticks = 250;

// Microseconds, of 99 in 100 ticks: the figures are what is looked at, and only a pass for each
// change is caught.
constexpr qint64 longestTick = 200'000;

class Calls : public RowSource
{
public:
    mutable CallModel calls;

    FeedModel &model() const override { return calls; }
    quint64 idAt(int row) const override { return calls.row(row).id; }
    int rowOf(quint64 id) const override { return calls.rowOf(id); }
    const FilterQuery::Vocabulary &vocabulary() const override { return m_vocabulary; }
    QVariant field(int, int) const override { return {}; }
    quint32 segmentsOf(int row) const override
    {
        return CallModel::hasEnded(calls.row(row).state) ? 1 : 3;
    }
    bool isLive(int row) const override { return !CallModel::hasEnded(calls.row(row).state); }

private:
    const FilterQuery::Vocabulary m_vocabulary = {};
};

void fill(CallModel &model, CallStream &load)
{
    for (const Update &update : load.fill())
        model.apply(update);
}

// Sorted, in microseconds of processor time: others may be busy.
template <typename Tick>
std::vector<qint64> measure(CallStream &load, Tick tick)
{
    std::vector<qint64> took;
    for (int i = 0; i < ticks; ++i) {
        const Update update = load.tick();
        const std::clock_t start = std::clock();
        tick(update);
        took.push_back(qint64(std::clock() - start) * 1'000'000 / CLOCKS_PER_SEC);
    }
    std::ranges::sort(took);
    return took;
}

void print(const char *what, const std::vector<qint64> &took)
{
    qInfo("%s, %d changes a tick, %d ticks: p50 %lld us, p99 %lld us, max %lld us", what,
          changesPerTick, ticks, took[ticks / 2], took[ticks * 99 / 100], took.back());
}

} // namespace

class TestModelBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticksOfAFullTable();
    void ticksOfASortedTable_data();
    void ticksOfASortedTable();
};

void TestModelBench::ticksOfAFullTable()
{
    CallStream load;
    CallModel model;
    fill(model, load);
    const QPersistentModelIndex selected = model.index(model.rowCount() - 1, 0);
    qInfo("%d rows", model.rowCount());
    const auto took = measure(load, [&](const Update &update) { model.apply(update); });
    print("model", took);
    QVERIFY(selected.isValid());
    QVERIFY2(took[ticks * 99 / 100] <= longestTick, "a tick of the model is too long");
}

void TestModelBench::ticksOfASortedTable_data()
{
    QTest::addColumn<int>("column");
    for (const Column column : {Column::Time, Column::Running, Column::Procedure})
        QTest::addRow("by %s", QMetaEnum::fromType<Column>().valueToKey(int(column)))
            << int(column);
}

void TestModelBench::ticksOfASortedTable()
{
    QFETCH(int, column);
    CallStream load;
    Calls source;
    fill(source.calls, load);
    RowProxy proxy(source);
    proxy.sort(column, Qt::DescendingOrder);
    const QPersistentModelIndex selected = proxy.index(proxy.rowOf(endedCalls + liveCalls), 0);
    const auto took = measure(load, [&](const Update &update) {
        source.calls.apply(update);
        proxy.flush();
    });
    print(QTest::currentDataTag(), took);
    QCOMPARE(proxy.rowCount(), source.calls.rowCount());
    QVERIFY(selected.isValid());
    QVERIFY2(took[ticks * 99 / 100] <= longestTick, "a tick of the sorted table is too long");
}

QTEST_GUILESS_MAIN(TestModelBench)
#include "tst_modelbench.moc"
