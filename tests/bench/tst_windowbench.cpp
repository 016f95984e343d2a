// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// How long the whole window keeps its event loop from what comes next: 100,000 rows, 1,000 changes
// ten times a second, a selected row, the table sorted. The figures are printed. Takes 20 s.

#include <algorithm>
#include <ctime>

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QDateTime>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "monitor/mainwindow.h"
#include "monitor/sources/source.h"
#include "monitor/views/tabarea.h"
#include "monitor/views/tableview.h"
#include "tests/bench/callstream.h"

using namespace Amp;
using namespace Amp::Bench;

namespace {

constexpr int seconds = 10;
constexpr qint64 longestTurn = 1'000'000; // microseconds; against what is wrong, not what is slow

// A server that has nothing but calls.
class CallSource : public Source
{
public:
    void start() override
    {
        setState(State::Live);
        for (Feed::Update &update : m_stream.fill())
            tell(std::move(update));
        m_timer.callOnTimeout(this, [this] { tell(m_stream.tick()); });
        m_timer.start(100);
    }
    QString name() const override { return QStringLiteral("bench"); }
    QString address() const override { return {}; }
    void command(const QByteArray &, const QVariantList &, Answer) override {}

private:
    void tell(Feed::Update update)
    {
        update.topics |= Feed::bit(Feed::Topic::Summary);
        update.summary.emplace();
        update.summary->now = m_stream.now();
        Q_EMIT updated(update);
    }

    CallStream m_stream;
    QTimer m_timer;
};

qint64 processorTime()
{
    return qint64(std::clock()) * 1'000'000 / CLOCKS_PER_SEC;
}

// The processor time of each turn of the event loop, in microseconds.
class TurnClock : public QObject
{
public:
    TurnClock()
    {
        auto *loop = QAbstractEventDispatcher::instance();
        connect(loop, &QAbstractEventDispatcher::awake, this,
                [this] { m_began = processorTime(); });
        connect(loop, &QAbstractEventDispatcher::aboutToBlock, this, [this] {
            if (m_began)
                m_turns.push_back(processorTime() - m_began);
            m_began = 0;
        });
    }
    std::vector<qint64> sorted() const
    {
        std::vector<qint64> turns = m_turns;
        std::ranges::sort(turns);
        return turns;
    }

private:
    qint64 m_began = 0;
    std::vector<qint64> m_turns;
};

} // namespace

class TestWindowBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void turnsOfTheEventLoop_data();
    void turnsOfTheEventLoop();

private:
    QTemporaryDir m_folder; // of the settings
};

void TestWindowBench::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("AMP"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_windowbench"));
}

void TestWindowBench::turnsOfTheEventLoop_data()
{
    QTest::addColumn<int>("column");
    QTest::addRow("newest first") << int(CallModel::Column::Time);
    QTest::addRow("by procedure") << int(CallModel::Column::Procedure);
}

void TestWindowBench::turnsOfTheEventLoop()
{
    QFETCH(int, column);
    MainWindow window;
    window.resize(1440, 900);
    window.show();
    window.MainWindow::show(std::make_unique<CallSource>());
    auto &tabs = *window.findChild<TabArea *>();
    tabs.showRows(TabArea::Calls, 0);
    tabs.view().sortBy(column, Qt::DescendingOrder);
    const quint64 selected = endedCalls + liveCalls;
    window.view().select({ViewState::Kind::Call, selected, {}});
    QTest::qWait(1'000); // the first layout is not meant

    const TurnClock clock;
    const qint64 before = processorTime();
    QTest::qWait(seconds * 1'000);
    const qint64 used = processorTime() - before;
    const std::vector<qint64> turns = clock.sorted();
    QVERIFY(turns.size() > 50);
    qInfo("%d rows, %zu turns: p50 %lld us, p99 %lld us, max %lld us; %.0f %% of a processor",
          window.data().calls.rowCount(), turns.size(), turns[turns.size() / 2],
          turns[turns.size() * 99 / 100], turns.back(), double(used) / seconds / 10'000);
    QCOMPARE(window.view().selection().id, selected);
    QVERIFY(turns.back() < longestTurn);
}

QTEST_MAIN(TestWindowBench)
#include "tst_windowbench.moc"
