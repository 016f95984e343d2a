// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include "monitor/charts/charts.h"
#include "monitor/charts/histogramview.h"
#include "monitor/charts/lanebars.h"
#include "monitor/charts/laneview.h"
#include "monitor/charts/latencychart.h"
#include "monitor/charts/tilebar.h"
#include "monitor/charts/timeline.h"
#include "monitor/charts/timelineheader.h"

using namespace Amp;
using Kind = TileFacts::Kind;
using Level = TileFacts::Level;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 now = 1'770'000'000 * second;

Feed::HistoryPoint point(qint64 at)
{
    Feed::HistoryPoint point;
    point.at = at;
    point.ended = 12'400;
    point.failed = 2;
    point.queued = 38;
    point.running = 61;
    point.oldestWait = second / 10;
    point.busy = 61;
    point.workers = 64;
    point.clients = 12;
    point.total = {176, 741, 327'000, 400'000};
    point.waiting = {10, 20, 30, 40};
    point.runningTime = {100, 200, 300, 400};
    return point;
}

Feed::WorkerRow worker(quint32 id, const QString &pool)
{
    Feed::WorkerRow row;
    row.id = id;
    row.pool = pool;
    row.state = Feed::WorkerState::Idle;
    row.since = now - 60 * second;
    return row;
}

// A minute of a server that is well: three native workers and forty that run Python.
Feed::Update healthy()
{
    Feed::Update update;
    update.isSnapshot = true;
    update.epoch = 1;
    update.sequence = 1;
    update.topics = Feed::allTopics;
    Feed::Summary summary;
    summary.now = now;
    summary.startedAt = now - 3600 * second;
    summary.accepted = 47'694'845;
    summary.queued = 38;
    summary.oldestQueuedAt = now - 400'000;
    summary.running = 61;
    summary.workers = 64;
    summary.busy = 61;
    summary.idle = 3;
    summary.clients = 12;
    update.summary = summary;
    for (int age = 59; age >= 0; --age)
        update.history.push_back(point(now - age * second));
    update.pools = {{QStringLiteral("native"), {}, 3, 0}, {QStringLiteral("python"), {}, 40, 0}};
    for (quint32 id = 1; id <= 43; ++id)
        update.workers.push_back(worker(id, update.pools[id > 3].name));
    return update;
}

void sendMouse(QWidget *widget, QEvent::Type type, const QPointF &at, Qt::MouseButton button,
               Qt::MouseButtons buttons)
{
    QMouseEvent event(type, at, widget->mapToGlobal(at), button, buttons, Qt::NoModifier);
    QApplication::sendEvent(widget, &event);
}

void hover(QWidget *widget, const QPointF &at)
{
    sendMouse(widget, QEvent::MouseMove, at, Qt::NoButton, Qt::NoButton);
}

void drag(QWidget *widget, const QPointF &from, const QPointF &to)
{
    sendMouse(widget, QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    sendMouse(widget, QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
    sendMouse(widget, QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
}

// Everything that paints, in a window of its own size.
struct Panes
{
    ServerState state;
    ViewState view;
    QWidget window;
    TileBar tiles{state, view, &window};
    Timeline timeline{state, view, &window};
    Charts charts{state, view, &window};

    explicit Panes(const Feed::Update &update = healthy())
    {
        window.setPalette(Theme::lightPalette());
        window.resize(1440, 500);
        tiles.setGeometry(0, 0, 1440, 72);
        timeline.setGeometry(0, 72, 640, 428);
        charts.setGeometry(641, 72, 414, 428);
        view.setNow(now);
        view.setDataUntil(now);
        view.setFreshness(ViewState::Freshness::Live);
        state.apply(update);
    }

    [[nodiscard]] bool show()
    {
        window.show();
        return QTest::qWaitForWindowExposed(&window);
    }
    LaneView *lanes() const { return timeline.lanes(); }
    int contentPaints() const
    {
        int sum = lanes()->contentPaints();
        for (const Chart *const chart : charts.all())
            sum += chart->contentPaints();
        return sum;
    }
};

using Change = std::function<void(Feed::Update &, ViewState &)>;

const Theme light = Theme::of(Theme::lightPalette());
constexpr double plotLeft = 48; // of a chart that is 414 wide
double plotWidth()
{
    return 414 - plotLeft - Chart::rightGutter();
}
constexpr double lanesLeft = 64; // of a timeline that is 640 wide
constexpr double lanesWidth = 554;

double laneX(qint64 age) // in the range of 60 s
{
    return lanesLeft + lanesWidth * (1 - double(age) / (60 * second));
}

} // namespace

class tst_Charts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tilesSayWhatIsKnown();
    void onlyTheTileInTroubleIsColoured_data();
    void onlyTheTileInTroubleIsColoured();
    void aClickOnATileTellsWhichOne();
    void theCrossHairIsInAllPanes();
    void aDragSetsTheRangeOfAllPanes();
    void keysMoveTheCrossHairAndZoom();
    void lostDataIsAGap();
    void silenceIsHatched();
    void linesKeepTheExtremesOfAColumn();
    void clicksOnLanesSelect();
    void arrowsSelectLanes();
    void shortCallsMergeIntoColumns();
    void nothingIsPaintedWhileHidden();
    void theCrossHairPaintsNoContentAnew();
    void latencyShowsItsPartsInTurn();
    void timeStepsFitTheRoom_data();
    void timeStepsFitTheRoom();
    void gridsHaveRoundSteps_data();
    void gridsHaveRoundSteps();
    void aHistogramTellsItsBars();
    void csvHasTheRange();
};

void tst_Charts::tilesSayWhatIsKnown()
{
    const Panes panes;
    const auto spoken = [&panes](Kind kind) { return panes.tiles.tile(kind)->accessibleName(); };
    const auto facts = [&panes](Kind kind) {
        return TileFacts::of(kind, panes.state, panes.view).spoken();
    };
    QCOMPARE(facts(Kind::Calls), QStringLiteral("Calls per second, 12.4k, steady"));
    QCOMPARE(facts(Kind::Queued), QStringLiteral("Queued, 38, oldest 0.4 s, normal"));
    QCOMPARE(facts(Kind::Latency),
             QStringLiteral("Latency total, p50 176 µs, p95 741 µs, p99 327 ms, normal"));
    QCOMPARE(facts(Kind::Failed), QStringLiteral("Failed, 0.02 %, 120 in 60 s"));
    QCOMPARE(facts(Kind::Busy), QStringLiteral("Busy workers, 61 / 64, 3 idle"));
    QCOMPARE(facts(Kind::Clients), QStringLiteral("Clients, 12, 99 in flight"));
    QVERIFY(!spoken(Kind::Calls).isEmpty());
}

void tst_Charts::onlyTheTileInTroubleIsColoured_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("deviating"); // -1: none
    QTest::addColumn<QString>("state");
    QTest::addColumn<QColor>("edge");
    const auto row = [](const char *name, int deviating, const char *state, const QColor &edge,
                        const Change &change) {
        QTest::newRow(name) << change << deviating << QString::fromLatin1(state) << edge;
    };
    row("healthy", -1, "", {}, [](Feed::Update &, ViewState &) {});
    row("stuck queue", int(Kind::Queued), "oldest over 5 s", light.slow.fill,
        [](Feed::Update &update, ViewState &) {
            update.summary->oldestQueuedAt = now - 6 * second;
        });
    row("queue stuck for long", int(Kind::Queued), "oldest over 30 s", light.failed.fill,
        [](Feed::Update &update, ViewState &) {
            update.summary->oldestQueuedAt = now - 31 * second;
        });
    row("paused", int(Kind::Queued), "paused", light.paused.fill,
        [](Feed::Update &update, ViewState &) { update.summary->paused = true; });
    row("failing procedure", int(Kind::Failed), "15,000 in 60 s", light.slow.fill,
        [](Feed::Update &update, ViewState &) {
            for (Feed::HistoryPoint &each : update.history)
                each.failed = 250;
        });
    row("crashing worker", int(Kind::Failed), "13 crashes", light.failed.fill,
        [](Feed::Update &update, ViewState &) {
            update.history[40].crashed = 13;
            update.summary->inBackoff = 1;
        });
    row("disconnected", -1, "", {},
        [](Feed::Update &, ViewState &view) { view.setFreshness(ViewState::Freshness::Old); });
    row("stale", -1, "", {}, [](Feed::Update &update, ViewState &view) {
        update.history[40].crashed = 13;
        view.setNow(now + 12 * second);
        view.setFreshness(ViewState::Freshness::Stale);
    });
}

void tst_Charts::onlyTheTileInTroubleIsColoured()
{
    QFETCH(Change, change);
    QFETCH(int, deviating);
    QFETCH(QString, state);
    QFETCH(QColor, edge);
    Feed::Update update = healthy();
    Panes panes(Feed::Update{});
    change(update, panes.view);
    panes.state.apply(update);
    QVERIFY(panes.show());
    for (int i = 0; i < TileFacts::kindCount; ++i) {
        Tile *const tile = panes.tiles.tile(Kind(i));
        const QColor top = tile->grab().toImage().pixelColor(tile->width() / 2, 1);
        QCOMPARE(tile->facts().level != Level::Normal, i == deviating);
        if (i == deviating) {
            QCOMPARE(tile->facts().state, state);
            QCOMPARE(top, edge);
        } else {
            QVERIFY2(top.hslSaturationF() < 0.3, "coloured, and nothing is wrong with it");
        }
    }
    if (panes.view.freshness() == ViewState::Freshness::Stale)
        QCOMPARE(panes.tiles.tile(Kind::Failed)->facts().state, QStringLiteral("12 s old"));
}

void tst_Charts::aClickOnATileTellsWhichOne()
{
    Panes panes;
    QSignalSpy clicks(&panes.tiles, &TileBar::tileClicked);
    QTest::mouseClick(panes.tiles.tile(Kind::Failed), Qt::LeftButton);
    QTest::keyClick(panes.tiles.tile(Kind::Queued), Qt::Key_Return);
    QCOMPARE(clicks.size(), 2);
    QCOMPARE(clicks[0][0].value<Kind>(), Kind::Failed);
    QCOMPARE(clicks[1][0].value<Kind>(), Kind::Queued);
}

void tst_Charts::theCrossHairIsInAllPanes()
{
    Panes panes;
    QVERIFY(panes.show());
    hover(panes.charts.all()[1], {plotLeft + plotWidth() / 2, 80});
    QCOMPARE(panes.view.crossHair(), now - 30 * second);
    for (Chart *const chart : panes.charts.all()) {
        const QImage image = chart->grab().toImage();
        QCOMPARE(image.pixelColor(int(plotLeft + plotWidth() / 2), 40), light.secondary);
    }
    const QImage lanes = panes.lanes()->grab().toImage();
    QCOMPARE(lanes.pixelColor(int(lanesLeft + lanesWidth / 2), 10), light.secondary);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(panes.charts.all()[1], &leave);
    QCOMPARE(panes.view.crossHair(), 0);
}

void tst_Charts::aDragSetsTheRangeOfAllPanes()
{
    Panes panes;
    QVERIFY(panes.show());
    drag(panes.charts.all()[2], {plotLeft + plotWidth() / 2, 80},
         {plotLeft + plotWidth() * 3 / 4, 90});
    QVERIFY(!panes.view.isLiveRange());
    QCOMPARE(panes.view.range().from, now - 30 * second);
    QCOMPARE(panes.view.range().to, now - 15 * second);
    QTest::keyClick(panes.lanes(), Qt::Key_0);
    QVERIFY(panes.view.isLiveRange());
}

void tst_Charts::keysMoveTheCrossHairAndZoom()
{
    Panes panes;
    QTest::keyClick(panes.lanes(), Qt::Key_Left);
    QCOMPARE(panes.view.crossHair(), now - second);
    QTest::keyClick(panes.charts.all()[0], Qt::Key_Left);
    QCOMPARE(panes.view.crossHair(), now - 2 * second);
    QTest::keyClick(panes.charts.all()[0], Qt::Key_Right);
    QCOMPARE(panes.view.crossHair(), now - second);
    QTest::keyClick(panes.lanes(), Qt::Key_Plus);
    QCOMPARE(panes.view.span(), 30 * second);
    QTest::keyClick(panes.lanes(), Qt::Key_Minus);
    QCOMPARE(panes.view.span(), 60 * second);
}

void tst_Charts::lostDataIsAGap()
{
    Feed::Update update = healthy();
    update.history.erase(update.history.begin() + 20, update.history.begin() + 40);
    Panes panes(update);
    QVERIFY(panes.show());

    const auto found = holes(panes.state, panes.view.range());
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0].from, now - 40 * second);
    QCOMPARE(found[0].to, now - 20 * second);
    const auto line = chartLine(panes.state, panes.view, [](const Feed::HistoryPoint &each) {
        return std::optional(double(each.queued));
    });
    const TimeScale scale{panes.view.range(), plotLeft, plotWidth()};
    QCOMPARE(polylines(line, scale, ValueScale::linear(38, {plotLeft, 0, plotWidth(), 100})).size(),
             2);
    QVERIFY(!line.at(now - 30 * second));
    QVERIFY(line.at(now - 50 * second));

    // No pixel of the line is in the gap, and those of the hatch are.
    const QImage image = panes.charts.all()[2]->toPixmap().toImage();
    bool hasHatch = false;
    for (int x = int(scale.x(found[0].from)) + 3; x < int(scale.x(found[0].to)) - 3; ++x) {
        for (int y = 40; y < image.height() - 30; ++y) {
            QVERIFY(image.pixelColor(x, y).lightnessF() > 0.75F);
            hasHatch |= image.pixelColor(x, y) == light.window;
        }
    }
    QVERIFY(hasHatch);
}

void tst_Charts::silenceIsHatched()
{
    Panes panes;
    QVERIFY(panes.show());
    const QPoint late(int(laneX(5 * second)), 310);
    const auto isHatched = [&panes, late] {
        const QImage image = panes.lanes()->toPixmap().toImage();
        int window = 0;
        for (int x = late.x(); x < late.x() + 12; ++x)
            window += image.pixelColor(x, late.y()) == light.window;
        return window > 4;
    };
    QVERIFY(!isHatched());
    panes.view.setNow(now + 15 * second);
    QVERIFY(isHatched());
    panes.view.setFreshness(ViewState::Freshness::Paused); // the user wants to see what was
    QVERIFY(!isHatched());
}

void tst_Charts::linesKeepTheExtremesOfAColumn()
{
    ChartLine line;
    for (int i = 0; i < 6'000; ++i)
        line.points.push_back({i, i == 3'210 ? 100.0 : 1.0, i == 0});
    const TimeScale scale{{0, 6'000}, 0, 300};
    const ValueScale values = ValueScale::linear(100, {0, 0, 300, 100});
    const auto pieces = polylines(line, scale, values);
    QCOMPARE(pieces.size(), 1);
    QVERIFY(pieces[0].size() <= 4 * 300);
    QCOMPARE(pieces[0].boundingRect().top(), values.y(100));
}

void tst_Charts::clicksOnLanesSelect()
{
    Feed::Update update = healthy();
    update.workers[1].state = Feed::WorkerState::Running;
    update.workers[1].call = 12;
    update.workers[1].since = now - 10 * second;
    update.bars.push_back({2, 11, QStringLiteral("strrev"), now - 50 * second, now - 40 * second,
                           Feed::CallState::Failed, false});
    Panes panes(update);
    QVERIFY(panes.show());
    const double y = panes.lanes()->laneRect(2).center().y();
    const auto selectedAt = [&](double x, double atY) {
        panes.view.select({});
        drag(panes.lanes(), {x, atY}, {x, atY});
        return panes.view.selection();
    };
    using Selection = ViewState::Selection;
    QCOMPARE(selectedAt(laneX(45 * second), y), (Selection{ViewState::Kind::Call, 11, {}}));
    QCOMPARE(selectedAt(laneX(2 * second), y), (Selection{ViewState::Kind::Call, 12, {}}));
    QCOMPARE(selectedAt(laneX(20 * second), y), (Selection{ViewState::Kind::Worker, 2, {}}));
    QCOMPARE(selectedAt(30, y), (Selection{ViewState::Kind::Worker, 2, {}}));
    QCOMPARE(selectedAt(30, 5), Selection()); // the heading
    // The selected call is outlined on its lane.
    panes.view.select({ViewState::Kind::Call, 11, {}});
    const QImage image = panes.lanes()->toPixmap().toImage();
    QCOMPARE(image.pixelColor(int(laneX(45 * second)), int(y)), light.failed.fill);
    QCOMPARE(image.pixelColor(20, int(y) - 8), light.selectedRow);
}

void tst_Charts::arrowsSelectLanes()
{
    Panes panes;
    QVERIFY(panes.show());
    const auto press = [&panes](Qt::Key key) {
        QTest::keyClick(panes.lanes(), key);
        return panes.view.selection().id;
    };
    QCOMPARE(press(Qt::Key_Down), 1);
    QCOMPARE(press(Qt::Key_Down), 2);
    QCOMPARE(press(Qt::Key_Up), 1);
    QCOMPARE(press(Qt::Key_Up), 1);
    for (int i = 0; i < 41; ++i)
        press(Qt::Key_Down);
    QCOMPARE(panes.view.selection().id, 42);
    QVERIFY(panes.lanes()->laneRect(42).bottom() <= panes.lanes()->height() - 24);
}

void tst_Charts::shortCallsMergeIntoColumns()
{
    const TimeScale scale{{0, 60 * second}, 0, 600}; // ten columns a second
    ServerState::Lane lane;
    lane.busy = {{1, 0, 10 * second, 128}, {1, 10 * second, 20 * second, 255}};
    lane.bars = {{1, 7, {}, 10 * second, 15 * second, Feed::CallState::Succeeded, false},
                 {1, 8, {}, 30 * second, 30 * second + 50'000, Feed::CallState::Succeeded, false},
                 {1, 9, {}, 40 * second, 40 * second + 1'000, Feed::CallState::TimedOut, false}};
    const auto bars = laneBars(worker(1, {}), lane, scale, 60 * second);
    QCOMPARE(bars.size(), 3);
    QCOMPARE(bars[0].look, LaneBar::Look::Done);
    QCOMPARE(bars[1].look, LaneBar::Look::Merged);
    QCOMPARE(bars[2].look, LaneBar::Look::Failed); // however short it was
    QVERIFY(bars[2].right - bars[2].left >= 4);
    const auto columns = laneColumns(lane, bars, scale);
    QVERIFY(qAbs(columns[50] - 0.5) < 0.01);
    QVERIFY(qAbs(columns[170] - 1) < 0.01);
    QCOMPARE(columns[250], 0.0);
    QVERIFY(qAbs(columns[300] - 0.5) < 0.01); // the merged one, 50 of 100 ms
}

void tst_Charts::nothingIsPaintedWhileHidden()
{
    Panes panes;
    QVERIFY(panes.show());
    QTRY_VERIFY(panes.contentPaints() >= 4);
    panes.window.hide();
    QCoreApplication::processEvents();
    const int before = panes.contentPaints();
    const int tilePaints = panes.tiles.tile(Kind::Calls)->paints();
    for (int i = 1; i <= 20; ++i) {
        panes.state.apply(healthy());
        panes.view.setNow(now + i * second / 10);
        QCoreApplication::processEvents();
    }
    QCOMPARE(panes.contentPaints(), before);
    QCOMPARE(panes.tiles.tile(Kind::Calls)->paints(), tilePaints);
    QVERIFY(panes.show());
    QTRY_COMPARE(panes.contentPaints(), before + 4);
}

void tst_Charts::theCrossHairPaintsNoContentAnew()
{
    Panes panes;
    QVERIFY(panes.show());
    QTRY_VERIFY(panes.contentPaints() >= 4);
    const int before = panes.contentPaints();
    for (int x = 0; x < 40; ++x) {
        hover(panes.charts.all()[0], {plotLeft + x, 60});
        QCoreApplication::processEvents();
    }
    QCOMPARE(panes.contentPaints(), before);
}

void tst_Charts::latencyShowsItsPartsInTurn()
{
    Panes panes;
    LatencyChart *const latency = panes.charts.latency();
    QCOMPARE(latency->unit(), QStringLiteral("total, log"));
    drag(latency, {80, 15}, {80, 15});
    QCOMPARE(latency->measure(), LatencyChart::Measure::Waiting);
    QTest::keyClick(latency, Qt::Key_T);
    QCOMPARE(latency->measure(), LatencyChart::Measure::Running);
    QCOMPARE(latency->accessibleName(), QStringLiteral("Latency, running, log"));
    drag(latency, {100, 80}, {100, 80}); // not on its title
    QCOMPARE(latency->measure(), LatencyChart::Measure::Running);
}

void tst_Charts::timeStepsFitTheRoom_data()
{
    QTest::addColumn<qint64>("span");
    QTest::addColumn<double>("width");
    QTest::addColumn<qint64>("line");
    QTest::addColumn<qint64>("label");
    QTest::newRow("timeline, 60 s") << 60 * second << 554.0 << 10 * second << 10 * second;
    QTest::newRow("chart, 60 s") << 60 * second << 290.0 << 10 * second << 20 * second;
    QTest::newRow("timeline, 15 min") << 900 * second << 554.0 << 60 * second << 120 * second;
    QTest::newRow("chart, 15 min") << 900 * second << 290.0 << 60 * second << 240 * second;
    QTest::newRow("closest") << 5 * second << 554.0 << second << second;
}

void tst_Charts::timeStepsFitTheRoom()
{
    QFETCH(qint64, span);
    QFETCH(double, width);
    const TimeSteps steps = timeSteps({{now - span, now}, 0, width});
    QTEST(steps.line, "line");
    QTEST(steps.label, "label");
}

void tst_Charts::gridsHaveRoundSteps_data()
{
    QTest::addColumn<double>("highest");
    QTest::addColumn<std::vector<double>>("grid");
    QTest::newRow("nothing") << 0.0 << std::vector<double>{0, 5, 10};
    QTest::newRow("throughput") << 12'700.0 << std::vector<double>{0, 5'000, 10'000, 15'000};
    QTest::newRow("queue") << 50.0 << std::vector<double>{0, 20, 40, 60};
    QTest::newRow("no headroom left") << 55.0 << std::vector<double>{0, 20, 40, 60, 80};
    QTest::newRow("after a restart") << 210.0 << std::vector<double>{0, 100, 200, 300};
}

void tst_Charts::gridsHaveRoundSteps()
{
    QFETCH(double, highest);
    QTEST(ValueScale::linear(highest, {0, 0, 100, 100}).grid(), "grid");
}

void tst_Charts::aHistogramTellsItsBars()
{
    Feed::ProcedureRow procedure;
    procedure.name = QStringLiteral("Invoice::render");
    procedure.totalHistogram.resize(200);
    procedure.totalHistogram[80] = 300; // from 1,024 µs
    procedure.totalHistogram[88] = 100;
    procedure.total = {1'050, 2'100, 2'200, 2'230};
    HistogramView view;
    view.resize(352, 220);
    view.setProcedure(procedure);
    QCOMPARE(view.barText(80), QStringLiteral("1.02 ms to 1.12 ms: 300 calls, 75.0 %"));
    std::optional<int> found;
    for (double x = 32; x < 352 && !found; ++x)
        found = view.barAt({x, 150});
    QCOMPARE(found, std::optional(80));
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.accessibleDescription(), view.barText(88));
    view.setMeasure(HistogramView::Measure::Waiting);
    QVERIFY(!view.barAt({100, 150})); // no call waited
}

void tst_Charts::csvHasTheRange()
{
    Panes panes;
    panes.view.setFixedRange({now - 10 * second, now});
    const QStringList lines = panes.charts.toCsv().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 11);
    const qsizetype columns = lines[0].count(u',');
    for (const QString &line : lines)
        QCOMPARE(line.count(u','), columns);
    QVERIFY(lines[1].contains(QLatin1String(",1,12400,2,0,38,100000,61,61,64,12,10,20,30,40,")));
    QCOMPARE(panes.charts.toPixmap().size(), panes.charts.size() * panes.charts.devicePixelRatio());
}

QTEST_MAIN(tst_Charts)
#include "tst_charts.moc"
