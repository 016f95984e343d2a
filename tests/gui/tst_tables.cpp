// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "monitor/views/callstable.h"
#include "monitor/views/detail.h"
#include "monitor/views/detailpane.h"
#include "monitor/views/headerview.h"
#include "monitor/views/pendingactions.h"
#include "monitor/views/questions.h"
#include "monitor/views/tabarea.h"
#include "monitor/views/tableview.h"
#include "monitor/window/flatbutton.h"

using namespace Amp;

namespace {

constexpr qint64 start = 1'700'000'000'000'000;
constexpr qint64 ms = 1'000;

// The models of one server, fed by hand, and the lower half of a window that shows them.
struct Window
{
    ServerState server;
    CallModel calls;
    ProcedureModel procedures;
    WorkerModel workers;
    ClientModel clients;
    LogModel log;
    ViewState view;
    PendingActions pending;
    Models models{server, calls, procedures, workers, clients, log, view, pending};
    Questions questions{models};
    TabArea tabs{models, questions};
    quint64 sequence = 0;

    Window()
    {
        tabs.resize(1440, 360);
        tabs.show();
        view.setNow(start + 100'000 * ms);
    }

    void apply(Feed::Update update)
    {
        update.epoch = 1;
        update.sequence = ++sequence;
        update.topics = Feed::allTopics;
        server.apply(update);
        calls.apply(update);
        procedures.apply(update);
        workers.apply(update);
        clients.apply(update);
        log.apply(update);
        static_cast<RowProxy *>(tabs.view().model())->flush();
    }

    void apply(const std::vector<Feed::CallRow> &rows)
    {
        Feed::Update update;
        update.calls = rows;
        apply(update);
    }

    RowProxy &rows() { return *static_cast<RowProxy *>(tabs.view().model()); }
    QString note() const
    {
        const auto labels = tabs.findChildren<QLabel *>(QString(), Qt::FindDirectChildrenOnly);
        return labels.isEmpty() ? QString() : labels.first()->text();
    }
};

Feed::CallRow runningCall(quint64 id)
{
    Feed::CallRow call;
    call.id = id;
    call.state = Feed::CallState::Running;
    call.procedure = u"Video::transcode"_qs;
    call.client = u"backoffice"_qs;
    call.address = u"10.0.4.71:55092"_qs;
    call.worker = 9;
    call.pid = 20391;
    call.acceptedAt = start + qint64(id) * ms - 12 * ms;
    call.startedAt = start + qint64(id) * ms;
    return call;
}

Feed::CallRow failedCall(quint64 id)
{
    Feed::CallRow call = runningCall(id);
    call.state = Feed::CallState::Failed;
    call.endedAt = call.startedAt + 184 * ms;
    call.code = ErrorCode::WorkerCrashed;
    call.message = u"w14 (pid 20417) ended by signal 11 (SIGSEGV)."_qs;
    return call;
}

std::vector<Feed::CallRow> runningCalls(quint64 first, quint64 last)
{
    std::vector<Feed::CallRow> calls;
    for (quint64 id = first; id <= last; ++id)
        calls.push_back(runningCall(id));
    return calls;
}

Feed::Update someOfEach()
{
    Feed::Update update;
    update.calls = {runningCall(1), failedCall(2)};
    Feed::WorkerRow worker;
    worker.id = 9;
    worker.pool = u"media"_qs;
    worker.state = Feed::WorkerState::Running;
    worker.pid = 20391;
    worker.call = 1;
    worker.procedure = u"Video::transcode"_qs;
    worker.since = start;
    update.workers = {worker};
    worker.id = 14;
    worker.state = Feed::WorkerState::Backoff;
    worker.call = 0;
    worker.pid = 0;
    worker.restarts = 13;
    worker.startsAt = start + 102'400 * ms;
    update.workers.push_back(worker);
    Feed::ProcedureRow procedure;
    procedure.name = u"Video::transcode"_qs;
    procedure.calls = 1000;
    procedure.total.p99 = 34'800'000;
    update.procedures = {procedure};
    Feed::ClientRow client;
    client.id = 3;
    client.program = u"backoffice"_qs;
    update.clients = {client};
    Feed::LogLine line;
    line.sequence = 1;
    line.call = 1;
    line.level = Feed::LogLine::Level::Output;
    line.text = u"pass 1 of 1"_qs;
    update.log = {line};
    return update;
}

QString fieldOf(const Detail &detail, const QString &label)
{
    for (const Detail::Field &field : detail.fields) {
        if (field.label == label)
            return (field.text + u' ' + field.secondary).trimmed();
    }
    return u"no such field"_qs;
}

} // namespace

class TestTables : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void staysWhereTheUserLooks();
    void followsTheNewestUntilScrolled();
    void segmentsSelectRows();
    void filtersAndSaysHowMany();
    void aSelectionSurvivesItsRow();
    void selectionIsTheWindows();
    void remembersColumns();
    void copiesARowAndExportsAll();
    void aPendingCancelShowsInItsRow();
    void describesACall();
    void describesOtherThings();
    void whatIsGoneStaysInTheDetail();
    void aQuestionIsSafeByKeyboard();
    void nothingIsAskedWithoutTheRight();
};

void TestTables::staysWhereTheUserLooks()
{
    Window window;
    window.apply(runningCalls(1, 500));
    TableView &view = window.tabs.view();
    view.setFollowing(false);
    view.verticalScrollBar()->setValue(100 * TableView::rowHeight + 7);
    const quint64 looked = window.rows().idAt(103);
    window.view.select({ViewState::Kind::Call, looked, {}});
    const QRect before = view.rowRect(looked);
    QVERIFY(!before.isEmpty());
    for (quint64 tick = 0; tick < 5; ++tick)
        window.apply(runningCalls(501 + 40 * tick, 540 + 40 * tick)); // above what is seen
    QCOMPARE(view.rowRect(looked), before);
    QCOMPARE(window.rows().idAt(view.currentIndex().row()), looked);
    Feed::Update ended;
    ended.goneCalls = {600, 601, 602};
    window.apply(ended);
    QCOMPARE(view.rowRect(looked), before);
}

void TestTables::followsTheNewestUntilScrolled()
{
    Window window;
    TableView &view = window.tabs.view();
    window.apply(runningCalls(1, 200));
    QVERIFY(view.isFollowing());
    window.apply(runningCalls(201, 220));
    QVERIFY(!view.rowRect(220).isEmpty());
    QTest::keyClick(&view, Qt::Key_PageDown);
    QTest::keyClick(&view, Qt::Key_PageDown);
    QVERIFY(!view.isFollowing());
    window.apply(runningCalls(221, 240));
    QVERIFY(view.rowRect(240).isEmpty());
    QTest::keyClick(&view, Qt::Key_End);
    QVERIFY(view.isFollowing());
    QVERIFY(!view.rowRect(240).isEmpty());
    view.sortBy(int(CallModel::Column::Procedure), Qt::AscendingOrder);
    QVERIFY(!view.isFollowing());
}

void TestTables::segmentsSelectRows()
{
    Window window;
    window.apply({runningCall(1), runningCall(2), failedCall(3)});
    QCOMPARE(window.rows().rowCount(), 3);
    window.tabs.setSegment(CallsTable::Running);
    QCOMPARE(window.rows().rowCount(), 2);
    QCOMPARE(window.rows().sortColumn(), int(CallModel::Column::Running));
    window.tabs.setSegment(CallsTable::Failed);
    QCOMPARE(window.rows().rowCount(), 1);
    window.apply({failedCall(2)});
    QCOMPARE(window.rows().rowCount(), 2);
    QCOMPARE(window.rows().countIn(CallsTable::Running), 1);
}

void TestTables::filtersAndSaysHowMany()
{
    Window window;
    window.apply({runningCall(1), runningCall(2), failedCall(3)});
    const QSignalSpy changed(&window.tabs, &TabArea::filterChanged);
    window.tabs.setFilter(u"is:failed error:WorkerCrashed"_qs);
    QCOMPARE(window.rows().rowCount(), 1);
    QCOMPARE(window.note(), u"1 of 3 match"_qs);
    window.tabs.setFilter(u"running>abc"_qs);
    QCOMPARE(window.tabs.filterError(), u"running>abc: write a time, such as 1s or 200ms."_qs);
    QCOMPARE(window.rows().rowCount(), 3);
    window.tabs.setFilter(u"nobody"_qs);
    QCOMPARE(window.rows().rowCount(), 0);
    auto *clear = window.tabs.view().findChild<FlatButton *>(QString());
    QVERIFY(clear);
    window.tabs.setTab(TabArea::Workers);
    QCOMPARE(window.tabs.filter(), QString());
    window.tabs.setTab(TabArea::Calls);
    QCOMPARE(window.tabs.filter(), u"nobody"_qs);
    window.tabs.setFilter({});
    QCOMPARE(window.rows().rowCount(), 3);
    QVERIFY(changed.count() >= 5);
}

void TestTables::aSelectionSurvivesItsRow()
{
    Window window;
    window.tabs.setSegment(CallsTable::Running);
    window.apply(runningCalls(1, 5));
    TableView &view = window.tabs.view();
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.rowRect(3).center());
    QCOMPARE(window.view.selection().id, quint64(3));
    window.apply({failedCall(3)}); // leaves the segment
    QCOMPARE(window.rows().rowCount(), 4);
    QCOMPARE(window.view.selection().id, quint64(3));
    QVERIFY(!view.currentIndex().isValid());
    window.tabs.setSegment(CallsTable::Failed);
    QCOMPARE(view.currentIndex().row(), 0);
}

void TestTables::selectionIsTheWindows()
{
    Window window;
    window.apply(runningCalls(1, 5));
    TableView &view = window.tabs.view();
    window.view.select({ViewState::Kind::Call, 4, {}});
    QCOMPARE(window.rows().idAt(view.currentIndex().row()), quint64(4));
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(window.view.selection(), (ViewState::Selection{ViewState::Kind::Call, 3, {}}));
    const QSignalSpy opened(&window.tabs, &TabArea::detailWanted);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
}

void TestTables::remembersColumns()
{
    QVariantMap layout;
    {
        Window window;
        QMenu menu;
        window.tabs.view().header().addColumnsTo(menu);
        QCOMPARE(menu.actions().size(), 10);
        menu.actions().at(int(CallModel::Column::Priority))->setChecked(false);
        window.tabs.view().header().resizeSection(int(CallModel::Column::Client), 321);
        window.tabs.setSegment(CallsTable::Running);
        window.tabs.setTab(TabArea::Workers);
        layout = window.tabs.saveLayout();
    }
    Window window;
    window.tabs.restoreLayout(layout);
    QCOMPARE(window.tabs.tab(), int(TabArea::Workers));
    window.tabs.setTab(TabArea::Calls);
    HeaderView &header = window.tabs.view().header();
    QVERIFY(header.isSectionHidden(int(CallModel::Column::Priority)));
    QCOMPARE(header.sectionSize(int(CallModel::Column::Client)), 321);
    QCOMPARE(window.tabs.segment(), int(CallsTable::Running));
    window.tabs.setNarrow(true);
    QVERIFY(header.isSectionHidden(int(CallModel::Column::Time)));
    window.tabs.setNarrow(false);
    QVERIFY(!header.isSectionHidden(int(CallModel::Column::Time)));
    QVERIFY(header.isSectionHidden(int(CallModel::Column::Priority)));
}

void TestTables::copiesARowAndExportsAll()
{
    Window window;
    Feed::CallRow call = failedCall(2);
    call.message = u"said \"no\", twice"_qs;
    window.apply({runningCall(1), call});
    window.tabs.view().sortBy(int(CallModel::Column::Id), Qt::AscendingOrder);
    window.view.select({ViewState::Kind::Call, 1, {}});
    QTest::keyClick(&window.tabs.view(), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(
        u"Running\t1\tVideo::transcode\tbackoffice\tw09\tNormal\t12"_qs));
    const QStringList lines = window.tabs.csv().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 3);
    QVERIFY(
        lines[0].startsWith(u"State,ID,Procedure,Client,Worker,Priority,Waiting ms,Running ms"_qs));
    QVERIFY(lines[2].endsWith(u",\"said \"\"no\"\", twice\""_qs));
}

void TestTables::aPendingCancelShowsInItsRow()
{
    Window window;
    window.apply({runningCall(1)});
    const CallsTable table(window.models);
    const auto text = [&table](CallModel::Column column) {
        return table.cell(0, int(column), CallsTable::Running).text;
    };
    QCOMPARE(text(CallModel::Column::State), u"Running"_qs);
    window.pending.begin(ViewState::Kind::Call, 1);
    QCOMPARE(text(CallModel::Column::State), u"Cancelling"_qs);
    QCOMPARE(text(CallModel::Column::Outcome), u"cancel sent, not yet answered"_qs);
    window.pending.end(ViewState::Kind::Call, 1);
    QCOMPARE(text(CallModel::Column::State), u"Running"_qs);
}

void TestTables::describesACall()
{
    Window window;
    window.apply(someOfEach());
    const std::optional<Detail> running = describe(window.models, {ViewState::Kind::Call, 1, {}});
    QVERIFY(running);
    QCOMPARE(running->kind, u"Call 1"_qs);
    QCOMPARE(running->title, u"Video::transcode"_qs);
    QCOMPARE(running->state.text, u"Running 1 min 39 s"_qs);
    QVERIFY(running->gauge);
    QCOMPARE(running->gauge->p99, qint64(34'800'000));
    QCOMPARE(running->boxLines, QStringList{u"pass 1 of 1"_qs});
    QVERIFY(fieldOf(*running, u"Worker"_qs).startsWith(u"w09 pid 20391"_qs));
    QCOMPARE(running->actions.front(), Detail::Action::Cancel);

    const std::optional<Detail> failed = describe(window.models, {ViewState::Kind::Call, 2, {}});
    QVERIFY(failed && failed->message);
    QCOMPARE(failed->message->title, u"WorkerCrashed"_qs);
    QVERIFY(failed->message->text.endsWith(u"Not idempotent: not run again."_qs));
    QVERIFY(fieldOf(*failed, u"Ended"_qs).endsWith(u"waited 12.0 ms, ran 184 ms"_qs));
    QCOMPARE(failed->actions.front(), Detail::Action::CopyError);
}

void TestTables::describesOtherThings()
{
    Window window;
    window.apply(someOfEach());
    const auto detail = [&window](ViewState::Kind kind, quint64 id, const QString &name = {}) {
        return describe(window.models, {kind, id, name}).value_or(Detail());
    };
    const Detail worker = detail(ViewState::Kind::Worker, 14);
    QCOMPARE(worker.state.text, u"In back-off"_qs);
    QCOMPARE(fieldOf(worker, u"Next start"_qs).left(8), u"in 2.4 s"_qs);
    QCOMPARE(worker.actions.front(), Detail::Action::StartNow);
    const Detail busy = detail(ViewState::Kind::Worker, 9);
    QCOMPARE(fieldOf(busy, u"Call"_qs), u"Video::transcode 1"_qs);
    const Detail procedure = detail(ViewState::Kind::Procedure, 0, u"Video::transcode"_qs);
    QVERIFY(procedure.hasHistogram);
    QCOMPARE(procedure.figures[2].text + procedure.figures[2].unit, u"34.8s"_qs);
    QCOMPARE(detail(ViewState::Kind::Client, 3).title, u"backoffice"_qs);
    QVERIFY(!describe(window.models, {ViewState::Kind::Worker, 77, {}}));
    QVERIFY(!describe(window.models, {}));
}

void TestTables::whatIsGoneStaysInTheDetail()
{
    Window window;
    window.apply(someOfEach());
    DetailPane pane(window.models, window.questions);
    pane.resize(384, 420);
    pane.show();
    window.view.select({ViewState::Kind::Client, 3, {}});
    QWidget *body = pane.findChild<QWidget *>(QStringLiteral("detailBody"));
    QVERIFY(body && body->isVisible());
    QCOMPARE(body->accessibleName(), u"backoffice"_qs);
    Feed::Update left;
    Feed::ClientRow client;
    client.id = 3;
    client.removed = true;
    left.clients = {client};
    window.apply(left);
    pane.showDetail();
    QVERIFY(body->isVisible());
    window.view.select({});
    QVERIFY(!body->isVisible());
}

void TestTables::aQuestionIsSafeByKeyboard()
{
    Window window;
    window.apply(someOfEach());
    window.tabs.activateWindow(); // without a window manager nobody else does
    QVERIFY(QTest::qWaitForWindowActive(&window.tabs));
    window.tabs.view().setFocus();
    const QSignalSpy killed(&window.questions, &Questions::killRequested);
    window.view.select({ViewState::Kind::Call, 1, {}});
    window.tabs.killSelected();
    auto *popover = window.tabs.findChild<Popover *>();
    QVERIFY(popover);
    QCOMPARE(popover->accessibleName(), u"Kill w09: its running call fails"_qs);
    QCOMPARE(window.questions.killQuestion(9).text,
             u"1 Video::transcode, running 1 min 39 s, from backoffice, ends as WorkerCrashed.\n"
             "A new w09 starts at once."_qs);
    QVERIFY(popover->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(killed.count(), 0);
    QTRY_VERIFY(!window.tabs.findChild<Popover *>());
    QVERIFY(window.tabs.view().hasFocus());

    window.tabs.killSelected();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTRY_VERIFY(!window.tabs.findChild<Popover *>());
    window.tabs.killSelected();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(killed.count(), 1);
    QCOMPARE(killed[0][0].toUInt(), 9U);
}

void TestTables::nothingIsAskedWithoutTheRight()
{
    Window window;
    window.apply(someOfEach());
    window.questions.setAllowed(false, u"Read-only: your token may watch, not operate."_qs);
    window.view.select({ViewState::Kind::Call, 1, {}});
    window.tabs.cancelSelected();
    window.tabs.killSelected();
    QVERIFY(!window.tabs.findChild<Popover *>());
    DetailPane pane(window.models, window.questions);
    pane.resize(384, 420);
    pane.show();
    const auto buttons = pane.findChildren<FlatButton *>();
    const auto cancel = std::ranges::find(buttons, u"Cancel call..."_qs, &FlatButton::text);
    QVERIFY(cancel != buttons.end() && !(*cancel)->isEnabled());
    QCOMPARE((*cancel)->toolTip(), u"Read-only: your token may watch, not operate."_qs);
}

QTEST_MAIN(TestTables)
#include "tst_tables.moc"
