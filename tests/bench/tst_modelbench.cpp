// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// How long the table of calls takes for a tick: 100,000 rows, 1,000 changes, and of every kind of
// change some anywhere among the rows. The figures are printed.

#include <algorithm>
#include <ctime>
#include <random>

#include <QMetaEnum>
#include <QPersistentModelIndex>
#include <QTest>

#include "client/models/callmodel.h"
#include "monitor/proxies/rowproxy.h"

using namespace Amp;
using namespace Amp::Feed;

namespace {

using Column = CallModel::Column;

constexpr int liveCalls = 34'500; // with 65,536 ended ones and older failures: 100,000 rows
constexpr int endedCalls = 70'000;
constexpr int changesPerTick = 1000;
constexpr int ticks = 250;

// Microseconds, of 99 in 100 ticks: the figures are what is looked at, and only a pass for each
// change is caught.
constexpr qint64 longestTick = 200'000;

// Calls that are accepted and started in turn and end in any order, one in a hundred of them with
// a failure. The table keeps the latest ends, so those that leave it stand anywhere as well.
class Load
{
public:
    Update accept(int count)
    {
        Update update = empty();
        for (int i = 0; i < count; ++i) {
            CallRow call;
            call.id = ++m_accepted;
            call.procedure = procedureOf(call.id);
            call.client = QStringLiteral("backoffice");
            call.address = QStringLiteral("10.0.4.71:55092");
            call.acceptedAt = m_now + i;
            update.calls.push_back(call);
        }
        return update;
    }

    Update start(int count)
    {
        Update update = empty();
        for (int i = 0; i < count; ++i) {
            m_running.push_back(started(++m_started, m_now + i));
            update.calls.push_back(m_running.back());
        }
        return update;
    }

    Update end(int count)
    {
        Update update = empty();
        for (int i = 0; i < count; ++i)
            update.calls.push_back(ended(takeAny(), m_now + i));
        return update;
    }

    // A quarter is accepted, a quarter starts, a quarter ends, and a quarter leaves for it.
    Update tick()
    {
        Update update = accept(changesPerTick / 4);
        for (const Update &other : {start(changesPerTick / 4), end(changesPerTick / 4)})
            update.calls.insert(update.calls.end(), other.calls.begin(), other.calls.end());
        return update;
    }

private:
    Update empty()
    {
        m_now += 100'000;
        Update update;
        update.topics = bit(Topic::Calls);
        return update;
    }

    static QString procedureOf(quint64 id) { return QStringLiteral("Video::step%1").arg(id % 40); }

    static CallRow started(quint64 id, qint64 now)
    {
        CallRow call;
        call.id = id;
        call.state = CallState::Running;
        call.procedure = procedureOf(id);
        call.worker = quint32(id % 64);
        call.acceptedAt = now - 5'000'000;
        call.startedAt = now;
        return call;
    }

    static CallRow ended(CallRow call, qint64 now)
    {
        call.state = call.id % 100 ? CallState::Succeeded : CallState::Failed;
        call.endedAt = now + 1;
        return call;
    }

    CallRow takeAny()
    {
        std::swap(m_running[m_random() % m_running.size()], m_running.back());
        CallRow call = m_running.back();
        m_running.pop_back();
        return call;
    }

    std::mt19937_64 m_random{1};
    std::vector<CallRow> m_running;
    qint64 m_now = 1'700'000'000'000'000;
    quint64 m_accepted = 0;
    quint64 m_started = 0; // the last one of them
};

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

void fill(CallModel &model, Load &load)
{
    model.apply(load.accept(liveCalls + endedCalls));
    model.apply(load.start(liveCalls / 2 + endedCalls));
    model.apply(load.end(endedCalls));
}

// Sorted, in microseconds of processor time: others may be busy.
template <typename Tick>
std::vector<qint64> measure(Load &load, Tick tick)
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
    Load load;
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
    Load load;
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
