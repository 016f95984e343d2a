// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a tick costs the whole window, from the update to the last pixel, and how long it keeps its
// event loop from what comes next: 64 workers, 100,000 calls, 1,000 changes a tick, a table sorted
// and scrolled, a row selected. The figures are printed. Takes 25 s.

#include <algorithm>
#include <ctime>
#include <numeric>

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "monitor/mainwindow.h"
#include "monitor/sources/demoload.h"
#include "monitor/sources/source.h"
#include "monitor/views/tabarea.h"
#include "monitor/views/tableview.h"
#include "tests/bench/callstream.h"

using namespace Amp;
using namespace Amp::Bench;
using namespace std::chrono_literals;

namespace {

constexpr int warmUpTicks = 10; // the first layout is not meant
constexpr int ticks = 200;
constexpr auto pace = 50ms; // a server's is 100 ms; a tick costs the same

// Microseconds; against what is wrong, not what is slow.
constexpr qint64 longestTick = 500'000;
constexpr qint64 longestTurn = 1'000'000;

// The processor's, in microseconds: others may be busy.
qint64 processorTime()
{
    return qint64(std::clock()) * 1'000'000 / CLOCKS_PER_SEC;
}

// The demo's workers, procedures, clients, charts and log, with 100,000 calls of the stream. All of
// it is made before the first tick, so that only the window is measured.
class FullServer : public Source
{
public:
    FullServer()
        : m_fill(m_stream.fill())
        , m_filledAt(m_stream.now())
    {
        DemoLoad load(DemoLoad::Scenario::Healthy, 1, m_stream.now());
        m_snapshot = load.snapshot();
        m_snapshot.calls.clear();
        for (int i = 0; i < warmUpTicks + ticks; ++i) {
            Feed::Update calls = m_stream.tick();
            Feed::Update &update = m_ticks.emplace_back(load.advance(m_stream.now()));
            update.calls = std::move(calls.calls);
            update.callsEnded = calls.callsEnded;
            update.goneCalls.clear();
        }
        m_timer.callOnTimeout(this, &FullServer::tick);
    }

    void start() override
    {
        setState(State::Live);
        Q_EMIT updated(m_snapshot);
        for (const Feed::Update &update : m_fill)
            Q_EMIT updated(update);
    }
    QString name() const override { return QStringLiteral("bench"); }
    QString address() const override { return {}; }
    void command(const QByteArray &, const QVariantList &, Answer) override {}

    // An end that is among the latest until all ticks are over.
    bool isLateEnd(const Feed::CallRow &call) const
    {
        return call.state == Feed::CallState::Succeeded &&
               call.endedAt > m_filledAt + endedCalls * 9 / 10;
    }
    // All ticks from now on.
    void run()
    {
        m_timer.start(pace);
        m_loop.exec();
    }
    // What the window has used from one tick to the next; sorted.
    std::vector<qint64> costs() const
    {
        std::vector<qint64> costs;
        for (std::size_t i = warmUpTicks; i + 1 < m_usedAt.size(); ++i)
            costs.push_back(m_usedAt[i + 1] - m_usedAt[i]);
        std::ranges::sort(costs);
        return costs;
    }

private:
    void tick()
    {
        m_usedAt.push_back(processorTime());
        if (m_usedAt.size() > m_ticks.size()) {
            m_timer.stop();
            m_loop.quit();
            return;
        }
        Q_EMIT updated(m_ticks[m_usedAt.size() - 1]);
    }

    CallStream m_stream;
    std::array<Feed::Update, 3> m_fill;
    const qint64 m_filledAt;
    Feed::Update m_snapshot;
    std::vector<Feed::Update> m_ticks;
    std::vector<qint64> m_usedAt; // before each tick, and after the last one
    QTimer m_timer;
    QEventLoop m_loop;
};

// The longest turn of the event loop, in microseconds of processor time: waiting takes none.
class TurnClock : public QObject
{
public:
    TurnClock()
    {
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
                [this] {
                    const qint64 began = std::exchange(m_began, processorTime());
                    m_longest = std::max(m_longest, m_began - began);
                    ++m_turns;
                });
    }
    int turns() const { return m_turns; }
    qint64 longest() const { return m_longest; }

private:
    qint64 m_began = processorTime();
    int m_turns = 0;
    qint64 m_longest = 0;
};

quint64 idOf(const QModelIndex &index)
{
    return index.data(FeedModel::IdRole).toULongLong();
}

// At or behind a row of the table.
quint64 lateEnd(MainWindow &window, const FullServer &server, int row)
{
    const QAbstractItemModel &rows = *window.findChild<TabArea *>()->view().model();
    const CallModel &calls = window.data().calls;
    for (; row < rows.rowCount(); ++row) {
        const quint64 id = idOf(rows.index(row, 0));
        if (server.isLateEnd(calls.row(calls.rowOf(id))))
            return id;
    }
    return 0;
}

} // namespace

class TestWindowBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ticksOfAFullWindow_data();
    void ticksOfAFullWindow();

private:
    QTemporaryDir m_folder; // of the settings
};

void TestWindowBench::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("AMP"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_windowbench"));
    QApplication::setStyle(QStringLiteral("Fusion"));
}

void TestWindowBench::ticksOfAFullWindow_data()
{
    QTest::addColumn<int>("column");
    QTest::addRow("newest first") << int(CallModel::Column::Time);
    QTest::addRow("by procedure") << int(CallModel::Column::Procedure);
}

void TestWindowBench::ticksOfAFullWindow()
{
    QFETCH(int, column);
    MainWindow window;
    window.resize(1440, 900);
    window.show();
    auto source = std::make_unique<FullServer>();
    FullServer &server = *source;
    window.MainWindow::show(std::move(source));
    TabArea &tabs = *window.findChild<TabArea *>();
    tabs.showRows(TabArea::Calls, 0);
    TableView &table = tabs.view();
    table.setFollowing(false);
    table.sortBy(column, Qt::DescendingOrder);
    const quint64 selected = lateEnd(window, server, 20'000);
    window.view().select({ViewState::Kind::Call, selected, {}});
    table.scrollTo(table.currentIndex(), QAbstractItemView::PositionAtCenter);
    QVERIFY(!table.rowRect(selected).isEmpty());

    const TurnClock clock;
    server.run();

    const std::vector<qint64> costs = server.costs();
    const qint64 sum = std::accumulate(costs.begin(), costs.end(), qint64(0));
    qInfo("%d rows, %d changes a tick, %zu ticks: p50 %.1f ms, p99 %.1f ms, max %.1f ms; longest "
          "of %d turns %.1f ms; %.0f %% of a processor at 10 Hz",
          window.data().calls.rowCount(), changesPerTick, costs.size(),
          double(costs[costs.size() / 2]) / 1000, double(costs[costs.size() * 99 / 100]) / 1000,
          double(costs.back()) / 1000, clock.turns(), double(clock.longest()) / 1000,
          double(sum) / double(costs.size()) / 1000);
    QVERIFY(costs[costs.size() * 99 / 100] < longestTick);
    QVERIFY(clock.longest() < longestTurn);
    QCOMPARE(window.view().selection().id, selected);
    QVERIFY(!table.rowRect(selected).isEmpty()); // what was looked at is in sight
    QCOMPARE(idOf(table.currentIndex()), selected);
}

QTEST_MAIN(TestWindowBench)
#include "tst_windowbench.moc"
