// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// The real window before a real server: what it says is what happened, and what is done in it, by
// keyboard and mouse, is done to the server. Takes some twenty seconds,
// in five of which data grows old.

#include <algorithm>
#include <csignal>

#include <QContextMenuEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSpinBox>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTest>

#include "monitor/sources/replaysource.h"
#include "monitor/views/callstable.h"
#include "monitor/views/headerview.h"
#include "monitor/window/banner.h"
#include "monitor/window/connectpage.h"
#include "monitor/window/resizepopover.h"
#include "tests/gui/testwindow.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

// An entry of the menu that is open, or about to be, by the keyboard.
void chooseEntry(const QString &text)
{
    QMenu *menu = nullptr;
    QVERIFY(waitFor([&] {
        return (menu = qobject_cast<QMenu *>(QApplication::activePopupWidget())) != nullptr;
    }));
    const QList<QAction *> actions = menu->actions();
    const auto action = std::find_if(actions.begin(), actions.end(),
                                     [&](const QAction *each) { return each->text() == text; });
    if (action == actions.end()) {
        menu->close();
        QFAIL(qPrintable(text + QStringLiteral(" is not in the menu")));
    }
    menu->setActiveAction(*action);
    QTest::keyClick(menu, Qt::Key_Return);
}

void chooseFrom(FlatButton *button, const QString &entry)
{
    QVERIFY(button && button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    chooseEntry(entry);
}

// Answers the file dialog that the action opens.
template <typename Action>
void saveAs(const QString &file, Action action)
{
    QTimer answering;
    answering.callOnTimeout([&] {
        auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
        if (!dialog)
            return;
        answering.stop();
        dialog->selectFile(file);
        static_cast<QDialog *>(dialog)->accept();
    });
    answering.start(10);
    action();
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// In a label that can be seen.
bool says(const Window &window, const QString &text)
{
    const auto labels = window.findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
        return label->isVisible() && label->text().contains(text);
    });
}

struct Counts
{
    quint64 accepted = 0, succeeded = 0, failed = 0, crashed = 0, cancelled = 0, timedOut = 0,
            queued = 0, running = 0;
    bool operator==(const Counts &) const = default;
    quint64 ended() const { return succeeded + failed + crashed + cancelled + timedOut; }
};

char *toString(const Counts &c)
{
    return QTest::toString(QStringLiteral("accepted %1 succeeded %2 failed %3 crashed %4 "
                                          "cancelled %5 timed out %6 queued %7 running %8")
                               .arg(c.accepted)
                               .arg(c.succeeded)
                               .arg(c.failed)
                               .arg(c.crashed)
                               .arg(c.cancelled)
                               .arg(c.timedOut)
                               .arg(c.queued)
                               .arg(c.running));
}

// What amp-ctl stats says.
Counts countsOf(JobDispatcher &client)
{
    Counts sum;
    const QVariantMap stats = commandAndWait(client, "stats").toMap();
    for (const QVariant &entry : stats.value(QStringLiteral("pools")).toList()) {
        const QVariantMap pool = entry.toMap();
        const auto of = [&](const char *name) {
            return pool.value(QLatin1String(name)).toULongLong();
        };
        sum.accepted += of("accepted");
        sum.succeeded += of("succeeded");
        sum.failed += of("failed");
        sum.crashed += of("crashed");
        sum.cancelled += of("cancelled");
        sum.timedOut += of("timedOut");
        sum.queued += of("queued");
        sum.running += of("busy");
    }
    return sum;
}

// What the tiles show.
Counts countsOf(const Feed::Summary &s)
{
    return {s.accepted,  s.succeeded, s.failed, s.crashed,
            s.cancelled, s.timedOut,  s.queued, s.running};
}

// What the table of calls shows.
Counts countsOfRows(const CallModel &calls)
{
    Counts sum;
    for (int row = 0; row < calls.rowCount(); ++row) {
        const Feed::CallRow &call = calls.row(row);
        const bool crashed = call.code == ErrorCode::WorkerCrashed;
        ++sum.accepted;
        sum.queued += call.state == CallState::Queued;
        sum.running += call.state == CallState::Running;
        sum.succeeded += call.state == CallState::Succeeded;
        sum.failed += call.state == CallState::Failed && !crashed;
        sum.crashed += call.state == CallState::Failed && crashed;
        sum.cancelled += call.state == CallState::Cancelled;
        sum.timedOut += call.state == CallState::TimedOut;
    }
    return sum;
}

// Tiles, rows, procedures, history and the server's own counters say the same.
void compareWithTruth(Window &window, JobDispatcher &client, const Counts &truth)
{
    const ServerState &state = window.data().state;
    QTRY_COMPARE_WITH_TIMEOUT(countsOf(state.summary()), truth, patience);
    QTRY_COMPARE_WITH_TIMEOUT(countsOf(client), truth, patience);
    QTRY_COMPARE_WITH_TIMEOUT(countsOfRows(window.data().calls), truth, patience);
    const auto ofProcedures = [&window](quint64 Feed::ProcedureRow::*field) {
        quint64 sum = 0;
        for (int row = 0; row < window.data().procedures.rowCount(); ++row)
            sum += window.data().procedures.row(row).*field;
        return sum;
    };
    QTRY_COMPARE_WITH_TIMEOUT(ofProcedures(&Feed::ProcedureRow::calls), truth.ended(), patience);
    const quint64 failed = truth.failed + truth.crashed + truth.timedOut;
    QCOMPARE(ofProcedures(&Feed::ProcedureRow::failed), failed);
    const auto ofHistory = [&state](quint64 Feed::HistoryPoint::*field) {
        quint64 sum = 0;
        for (const Feed::HistoryPoint &point : state.history())
            sum += point.*field;
        return sum;
    };
    QTRY_COMPARE_WITH_TIMEOUT(ofHistory(&Feed::HistoryPoint::ended), truth.ended(), patience);
    QCOMPARE(ofHistory(&Feed::HistoryPoint::failed), failed);
    QCOMPARE(ofHistory(&Feed::HistoryPoint::crashed), truth.crashed);
    const Feed::Summary &summary = state.summary();
    QCOMPARE(summary.busy + summary.idle + summary.starting + summary.inBackoff, summary.workers);
    QCOMPARE(summary.busy, quint32(truth.running));
}

void lookForNegativeNumbers(Window &window)
{
    static const QRegularExpression negative(QStringLiteral("(^|,)-[0-9]"),
                                             QRegularExpression::MultilineOption);
    for (int tab = 0; tab < TabArea::tabCount; ++tab) {
        window.press(Qt::Key(Qt::Key_1 + tab), Qt::ControlModifier);
        QCOMPARE(window.tabs.tab(), tab);
        const QString csv = window.tabs.csv();
        QVERIFY2(!csv.contains(negative), qPrintable(csv));
    }
}

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void firstStart();
    void fromAnAddressToData();
    void anAddressThatIsNone();
    void aServerOfAnotherVersion();
    void showsWhatHappened();
    void cancelsByKeyboard();
    void killsByKeyboard();
    void killsByContextMenu();
    void resizesThePool();
    void pausesAndResumesTheQueue();
    void losesTheServerAndGetsItBack();
    void recordsAndReplays();
    void exports();
    void exportsAHistogram();
    void asksForLessWhileHidden();
    void keepsItsLayout();

private:
    QTemporaryDir m_folder; // also of the settings: nothing is left behind
};

void TestWindow::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("AMP"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_window"));
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QApplication::setStyle(QStringLiteral("Fusion"));
    QVERIFY(QSettings().fileName().startsWith(m_folder.path()));
}

void TestWindow::init()
{
    QSettings().clear();
}

void TestWindow::firstStart()
{
    Window window;
    QVERIFY(window.findChild<ConnectPage *>()->isVisible());
    QCOMPARE(window.focusWidget()->accessibleName(), QStringLiteral("Address"));
    QVERIFY(!window.button(QStringLiteral("Queue"))->isEnabled());
    QTest::mouseClick(window.button(QStringLiteral("Start demo")), Qt::LeftButton);
    QVERIFY(waitFor([&] { return window.data().calls.rowCount() > 0; }));
    QVERIFY(window.findChild<TileBar *>()->isVisible());
    QCOMPARE(window.data().state.summary().workers, 64u);
}

void TestWindow::fromAnAddressToData()
{
    const ServerProcess server(twoWorkers());
    Window window;
    window.type(server.address());
    QElapsedTimer clock;
    clock.start();
    window.press(Qt::Key_Return);
    QVERIFY(waitFor([&] { return window.view().freshness() == ViewState::Freshness::Live; }));
    qInfo("from an address to data: %lld ms", clock.elapsed());
    QVERIFY(clock.elapsed() < 5'000);
    QCOMPARE(window.data().workers.rowCount(), 2);
    QVERIFY(window.tile(TileFacts::Kind::Busy).isVisible());
    // Who comes again chooses it from the list.
    window.close();
    const std::vector<RecentServer> recent = RecentServers::load();
    QCOMPARE(recent.size(), 1u);
    QCOMPARE(recent.front().address, server.address());
    QVERIFY(recent.front().mayOperate);
}

void TestWindow::anAddressThatIsNone()
{
    QString address;
    {
        ServerProcess server(twoWorkers());
        address = server.address(); // nobody listens there any more
    }
    Window window;
    window.connectTo(address);
    QVERIFY(waitFor([&] { return says(window, address); }));
    QVERIFY(window.findChild<ConnectPage *>()->isVisible());
    window.connectTo(QStringLiteral("nonsense"));
    QVERIFY(waitFor([&] { return says(window, QStringLiteral("nonsense")); }));
    QVERIFY(window.button(QStringLiteral("Connect"))->isEnabled());
    QVERIFY(RecentServers::load().empty());
}

void TestWindow::aServerOfAnotherVersion()
{
    ScriptedServer newer;
    newer.welcome.version = 9;
    Window window;
    window.connectTo(newer.address());
    QVERIFY(
        waitFor([&] { return says(window, QStringLiteral("speaks version 9 of the protocol")); }));
    QVERIFY(window.findChild<ConnectPage *>()->isVisible());

    ScriptedServer older; // of before there was a feed
    older.onSubscribe = [&](quint64, const Wire::Subscribe &) { older.cut(); };
    window.connectTo(older.address());
    QVERIFY(waitFor([&] { return says(window, QStringLiteral("older release cannot")); }));

    const ServerProcess other(twoWorkers());
    QVERIFY(window.connectAndWait(other.address()));
    QVERIFY(window.tile(TileFacts::Kind::Calls).isVisible());
}

void TestWindow::showsWhatHappened()
{
    const ServerProcess server(bothLanguages());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    caller.call(40, "echo", 1);
    caller.call(7, "fail");
    caller.call(5, "nap", 0.001);
    caller.call(3, "divide", 1, 0);
    caller.call(1, CallOptions().timeout(50ms), "sleep", 60);
    QVERIFY(caller.waitForAll());
    caller.call(1, "crash");
    QVERIFY(caller.waitForAll());
    Counts truth{.accepted = 57, .succeeded = 45, .failed = 10, .crashed = 1, .timedOut = 1};
    compareWithTruth(window, caller.client, truth);
    QCOMPARE(caller.ended(ErrorCode::None), 45);
    QCOMPARE(window.procedure("echo").calls, 40ull);
    QCOMPARE(window.procedure("fail").failed, 7ull);
    QCOMPARE(window.procedure("nap").calls, 5ull);
    QCOMPARE(window.procedure("nap").pool, QStringLiteral("python"));
    QCOMPARE(window.procedure("divide").failed, 3ull);
    QCOMPARE(window.procedure("sleep").failed, 1ull);
    QCOMPARE(window.facts(TileFacts::Kind::Failed).level, TileFacts::Level::Failed);
    QCOMPARE(window.tileState(TileFacts::Kind::Failed), QStringLiteral("1 crash"));
    lookForNegativeNumbers(window);

    // Two of the sleeps run, the others wait for them.
    QList<CallId> sleeps = caller.call(6, "sleep", 60);
    truth.accepted += 6;
    truth.running = 2;
    truth.queued = 4;
    compareWithTruth(window, caller.client, truth);
    QCOMPARE(window.facts(TileFacts::Kind::Busy).figures.front().text, QStringLiteral("2"));
    QCOMPARE(window.facts(TileFacts::Kind::Queued).figures.front().text, QStringLiteral("4"));
    QCOMPARE(window.tileState(TileFacts::Kind::Clients), QStringLiteral("6 in flight"));
    for (const CallId id : std::as_const(sleeps))
        QVERIFY(caller.client.cancel(id));
    QVERIFY(caller.waitForAll());
    truth.running = truth.queued = 0;
    truth.cancelled = 6;
    compareWithTruth(window, caller.client, truth);
    lookForNegativeNumbers(window);

    // A crowd of successes pushes out no failure, and counters stay exact, whatever rows are shown.
    caller.call(3000, "echo", 1);
    QVERIFY(caller.waitForAll());
    truth.accepted += 3000;
    truth.succeeded += 3000;
    QTRY_COMPARE_WITH_TIMEOUT(countsOf(window.data().state.summary()), truth, patience);
    QCOMPARE(countsOf(caller.client), truth);
    QTRY_COMPARE_WITH_TIMEOUT(window.procedure("echo").calls, 3040ull, patience);
    QCOMPARE(countsOfRows(window.data().calls).failed, truth.failed);
}

void TestWindow::cancelsByKeyboard()
{
    const ServerProcess server(twoWorkers());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    caller.call(1, "sleep", 60);
    QVERIFY(waitFor([&] { return window.call("sleep", CallState::Running); }));
    window.press(Qt::Key_1, Qt::ControlModifier);
    window.press(Qt::Key_F, Qt::ControlModifier);
    window.type(QStringLiteral("is:running"));
    for (int i = 0; i < 5 && !window.tabs.view().hasFocus(); ++i)
        window.press(Qt::Key_F6);
    QVERIFY(window.tabs.view().hasFocus());
    window.press(Qt::Key_Home);
    QCOMPARE(window.view().selection().kind, ViewState::Kind::Call);

    // The safe answer has the focus, and Enter or Esc give it.
    for (const Qt::Key safe : {Qt::Key_Return, Qt::Key_Escape}) {
        window.press(Qt::Key_Delete);
        QVERIFY(window.popover());
        QCOMPARE(window.focused(), QStringLiteral("Keep it running"));
        window.press(safe);
        QVERIFY(!window.popover());
        QVERIFY(window.tabs.view().hasFocus());
        QCOMPARE(window.view().selection().kind, ViewState::Kind::Call);
    }
    window.press(Qt::Key_Delete);
    window.press(Qt::Key_Tab);
    QCOMPARE(window.focused(), QStringLiteral("Cancel call"));
    window.press(Qt::Key_Return);
    QVERIFY(!window.popover());
    QVERIFY(caller.waitForAll());
    QCOMPARE(caller.ends, QList<ErrorCode>{ErrorCode::Cancelled});
    QTRY_COMPARE_WITH_TIMEOUT(window.callsIn(CallState::Cancelled), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(window.data().state.summary().busy, 0u, patience);
}

void TestWindow::killsByKeyboard()
{
    const ServerProcess server(twoWorkers());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    caller.call(1, "spin", 60);
    QVERIFY(waitFor([&] { return window.call("spin", CallState::Running); }));
    const Feed::CallRow call = *window.call("spin", CallState::Running);
    const auto pidOf = [&window](quint32 worker) {
        return window.data().state.workers().at(worker).pid;
    };
    window.view().select({ViewState::Kind::Worker, call.worker, {}});
    window.press(Qt::Key_3, Qt::ControlModifier);
    window.press(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(window.popover());
    QVERIFY(window.popover()->accessibleName().contains(QStringLiteral("its running call fails")));
    QCOMPARE(window.focused(), QStringLiteral("Keep it running"));
    window.press(Qt::Key_Tab);
    window.press(Qt::Key_Return);
    QVERIFY(caller.waitForAll());
    QCOMPARE(caller.ends, QList<ErrorCode>{ErrorCode::WorkerCrashed});
    QTRY_COMPARE_WITH_TIMEOUT(window.data().state.summary().crashed, 1ull, patience);
    QTRY_VERIFY_WITH_TIMEOUT(pidOf(call.worker) != 0 && pidOf(call.worker) != call.pid, patience);
    QTRY_COMPARE_WITH_TIMEOUT(window.data().state.summary().idle, 2u, patience);
    QCOMPARE(window.data().state.workers().at(call.worker).restarts, 1u);
    QTRY_COMPARE_WITH_TIMEOUT(window.tileState(TileFacts::Kind::Failed), QStringLiteral("1 crash"),
                              patience);
}

void TestWindow::killsByContextMenu()
{
    const ServerProcess server(twoWorkers());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    QTRY_COMPARE_WITH_TIMEOUT(window.data().state.summary().idle, 2u, patience);
    const quint32 pid = window.data().workers.row(0).pid;
    window.press(Qt::Key_3, Qt::ControlModifier);
    window.chooseFirstRow();
    QWidget *rows = window.tabs.view().viewport();
    const QPoint at(40, TableView::rowHeight / 2);
    QTimer::singleShot(0, &window, [] { chooseEntry(QStringLiteral("Kill w01...")); });
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, rows->mapToGlobal(at));
    QApplication::sendEvent(rows, &event);
    QVERIFY(window.popover());
    QTest::mouseClick(window.button(QStringLiteral("Kill w01")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(window.data().workers.row(0).restarts == 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(window.data().state.summary().idle == 2, patience);
    QVERIFY(window.data().workers.row(0).pid != pid);
}

void TestWindow::resizesThePool()
{
    const ServerProcess server(bothLanguages());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    QTRY_COMPARE_WITH_TIMEOUT(window.data().workers.rowCount(), 4, patience);
    const QString pool = window.data().state.pools().front().name;
    const auto resizeTo = [&](Qt::Key workers) {
        chooseFrom(window.button(QStringLiteral("Pool")), QStringLiteral("Resize..."));
        auto *popover = qobject_cast<ResizePopover *>(QApplication::activePopupWidget());
        QVERIFY(popover);
        QVERIFY(popover->findChild<QSpinBox *>()->hasFocus());
        QTest::keyClick(popover->windowHandle(), workers);
        QTest::keyClick(popover->windowHandle(), Qt::Key_Return);
        QTRY_VERIFY(!QApplication::activePopupWidget());
    };
    resizeTo(Qt::Key_3);
    QTRY_COMPARE_WITH_TIMEOUT(window.data().workers.rowCount(), 5, patience);
    QTRY_COMPARE_WITH_TIMEOUT(window.data().state.summary().idle, 5u, patience);
    QCOMPARE(poolStat(caller.client, pool, QStringLiteral("workers")), 3);
    resizeTo(Qt::Key_1);
    QTRY_COMPARE_WITH_TIMEOUT(window.data().workers.rowCount(), 3, patience);
    QTRY_COMPARE_WITH_TIMEOUT(window.data().state.summary().workers, 3u, patience);
    QCOMPARE(poolStat(caller.client, pool, QStringLiteral("workers")), 1);
    QTRY_COMPARE_WITH_TIMEOUT(window.data().state.pools().front().workers, 1u, patience);
}

void TestWindow::pausesAndResumesTheQueue()
{
    const ServerProcess server(twoWorkers());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    window.button(QStringLiteral("Queue"))->setFocus();
    window.press(Qt::Key_Return);
    chooseEntry(QStringLiteral("Pause the queue"));
    QTRY_VERIFY_WITH_TIMEOUT(window.data().state.summary().paused, patience);
    caller.call(4, "echo", 1);
    compareWithTruth(window, caller.client, {.accepted = 4, .queued = 4});
    QCOMPARE(window.facts(TileFacts::Kind::Queued).level, TileFacts::Level::Paused);
    QCOMPARE(window.tileState(TileFacts::Kind::Queued), QStringLiteral("paused"));
    window.button(QStringLiteral("Queue"))->setFocus();
    window.press(Qt::Key_Space); // though it is a key of the window, too
    QVERIFY(!window.data().isHeld());
    chooseEntry(QStringLiteral("Resume the queue"));
    QVERIFY(caller.waitForAll());
    compareWithTruth(window, caller.client, {.accepted = 4, .succeeded = 4});
    QTRY_COMPARE_WITH_TIMEOUT(window.tileState(TileFacts::Kind::Queued), QStringLiteral("normal"),
                              patience);
    const auto &marks = window.data().state.marks();
    const auto has = [&marks](Feed::HistoryMark::Kind kind) {
        return std::any_of(marks.begin(), marks.end(),
                           [kind](const auto &mark) { return mark.kind == kind; });
    };
    QVERIFY(has(Feed::HistoryMark::Kind::Paused));
    QVERIFY(has(Feed::HistoryMark::Kind::Resumed));
}

void TestWindow::losesTheServerAndGetsItBack()
{
    auto server = std::make_unique<ServerProcess>(twoWorkers());
    const QString address = server->address();
    Window window;
    QVERIFY(window.connectAndWait(address));
    {
        Caller caller(*server);
        caller.call(3, "echo", 1);
        QVERIFY(caller.waitForAll());
    }
    QTRY_COMPARE_WITH_TIMEOUT(window.callsIn(CallState::Succeeded), 3, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!window.data().state.history().empty(), patience);
    const auto *banner = window.findChild<Banner *>();
    QVERIFY(!banner->isVisible());

    server->signal(SIGKILL);
    server->waitForEnd();
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patience);
    QVERIFY(banner->accessibleName().contains(address));
    QVERIFY(!window.button(QStringLiteral("Queue"))->isEnabled());
    window.tabs.view().setFocus();
    window.press(Qt::Key_Home);
    window.press(Qt::Key_Delete);
    QVERIFY(!window.popover()); // nothing can be sent
    QTRY_COMPARE_WITH_TIMEOUT(window.view().freshness(), ViewState::Freshness::Stale, patience);
    QCOMPARE(window.callsIn(CallState::Succeeded), 3); // what was known stays
    QVERIFY(window.tileState(TileFacts::Kind::Calls).endsWith(QStringLiteral(" old")));

    server = std::make_unique<ServerProcess>(
        QStringList{QStringLiteral("--workers=3"), QStringLiteral("--listen=") + address});
    QCOMPARE(server->address(), address);
    QTest::mouseClick(window.button(QStringLiteral("Now")), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window.data().workers.rowCount(), 3, patience);
    QTRY_COMPARE_WITH_TIMEOUT(window.view().freshness(), ViewState::Freshness::Live, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!banner->isVisible(), patience);
    QVERIFY(window.button(QStringLiteral("Queue"))->isEnabled());
    QCOMPARE(window.data().calls.rowCount(), 0);
    QCOMPARE(window.data().state.summary().accepted, 0ull);
    const auto &marks = window.data().state.marks();
    QVERIFY(std::any_of(marks.begin(), marks.end(), [](const auto &mark) {
        return mark.kind == Feed::HistoryMark::Kind::Restarted;
    }));
}

void TestWindow::recordsAndReplays()
{
    const QString file = m_folder.filePath(QStringLiteral("night.ampr"));
    const ServerProcess server(twoWorkers());
    Counts truth{.accepted = 13, .succeeded = 10, .failed = 3};
    {
        Window window;
        window.setRecordFile(file);
        QVERIFY(window.connectAndWait(server.address()));
        Caller caller(server);
        caller.call(10, "echo", 1);
        caller.call(3, "fail");
        QVERIFY(caller.waitForAll());
        compareWithTruth(window, caller.client, truth);
    }
    Window window;
    const auto replay = [&window](const QString &path) {
        window.replay(path);
        if (auto *source = qobject_cast<ReplaySource *>(window.source()))
            source->setSpeed(100);
        return waitFor([&] { return window.source()->state() == Source::State::Lost; });
    };
    QVERIFY(replay(file));
    QVERIFY(window.findChild<Banner *>()->isVisible());
    QCOMPARE(countsOf(window.data().state.summary()), truth);
    QCOMPARE(countsOfRows(window.data().calls), truth);
    QCOMPARE(window.procedure("fail").failed, 3ull);
    QVERIFY(!window.button(QStringLiteral("Queue"))->isEnabled());

    // Whatever byte is damaged, the window stays and says so.
    const QByteArray whole = contents(file);
    const QString damaged = m_folder.filePath(QStringLiteral("damaged.ampr"));
    for (const qsizetype at : {qsizetype(0), qsizetype(5), qsizetype(30), whole.size() - 10}) {
        QByteArray bytes = whole;
        bytes[at] = char(bytes[at] ^ 0x40);
        QFile out(damaged);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size());
        out.close();
        window.replay(damaged);
        if (auto *source = qobject_cast<ReplaySource *>(window.source()))
            source->setSpeed(100);
        QVERIFY(waitFor([&] { return window.source()->state() >= Source::State::Lost; }));
        const QString reason = window.source()->reason();
        QVERIFY2(reason.endsWith(QLatin1Char('.')), qPrintable(reason));
        QVERIFY2(reason != QStringLiteral("The recording ends here."), qPrintable(reason));
    }
}

void TestWindow::exports()
{
    const ServerProcess server(twoWorkers());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    caller.call(10, "echo", 1);
    caller.call(2, "fail", QStringLiteral("a \"word\", and more"));
    QVERIFY(caller.waitForAll());
    compareWithTruth(window, caller.client, {.accepted = 12, .succeeded = 10, .failed = 2});

    window.press(Qt::Key_1, Qt::ControlModifier);
    window.tabs.showRows(TabArea::Calls, CallsTable::Failed);
    QTRY_COMPARE_WITH_TIMEOUT(window.tabs.csv().count(QLatin1Char('\n')), 3, patience);
    const QString table = m_folder.filePath(QStringLiteral("calls.csv"));
    saveAs(table, [&] { window.press(Qt::Key_E, Qt::ControlModifier); });
    QCOMPARE(QString::fromUtf8(contents(table)), window.tabs.csv());
    QVERIFY(window.tabs.csv().startsWith(QStringLiteral("State,ID,Procedure,")));
    QVERIFY2(window.tabs.csv().count(QStringLiteral("a \"\"word\"\", and more\"")) == 2,
             qPrintable(window.tabs.csv()));

    const auto exportCharts = [&](const QString &file, const QString &entry) {
        window.activate();
        saveAs(file, [&] {
            window.press(Qt::Key_F10);
            chooseEntry(entry);
        });
    };
    const QString picture = m_folder.filePath(QStringLiteral("charts.png"));
    exportCharts(picture, QStringLiteral("Export charts as PNG..."));
    const QImage image(picture);
    QVERIFY(image.width() > 300 && image.height() > 200);
    const QString charts = m_folder.filePath(QStringLiteral("charts.csv"));
    exportCharts(charts, QStringLiteral("Export charts as CSV..."));
    const QStringList lines =
        QString::fromUtf8(contents(charts)).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QVERIFY(lines.size() > 1);
    quint64 ended = 0;
    quint64 failed = 0;
    const QStringList names = lines.first().split(QLatin1Char(','));
    for (const QString &line : lines.sliced(1)) {
        const QStringList fields = line.split(QLatin1Char(','));
        QCOMPARE(fields.size(), names.size());
        ended += fields[names.indexOf(QStringLiteral("ended"))].toULongLong();
        failed += fields[names.indexOf(QStringLiteral("failed"))].toULongLong();
    }
    QCOMPARE(ended, 12ull);
    QCOMPARE(failed, 2ull);
}

void TestWindow::exportsAHistogram()
{
    const ServerProcess server(twoWorkers());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    caller.call(10, "echo", 1);
    QVERIFY(caller.waitForAll());
    QTRY_VERIFY_WITH_TIMEOUT(window.data().procedures.rowOf(QStringLiteral("echo")) >= 0, patience);
    window.view().select({ViewState::Kind::Procedure, 0, QStringLiteral("echo")});
    const auto buttons = window.findChildren<FlatButton *>();
    const auto button = std::find_if(buttons.begin(), buttons.end(), [](const FlatButton *b) {
        return b->text() == QStringLiteral("Export...") && b->isVisible();
    });
    QVERIFY(button != buttons.end());
    const QString file = m_folder.filePath(QStringLiteral("histogram.csv"));
    saveAs(file, [&] { QTest::mouseClick(*button, Qt::LeftButton); });
    const QStringList lines =
        QString::fromUtf8(contents(file)).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.value(0), QStringLiteral("from us,to us,waiting,running,total"));
    quint64 calls = 0;
    for (const QString &line : lines.sliced(1))
        calls += line.section(QLatin1Char(','), 4).toULongLong();
    QCOMPARE(calls, 10ull);
}

void TestWindow::asksForLessWhileHidden()
{
    const ServerProcess server(twoWorkers());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Feed::Topics topics = 0;
    connect(window.source(), &Source::updated, &window,
            [&topics](const Feed::Update &update) { topics = update.topics; });
    QTRY_VERIFY_WITH_TIMEOUT(topics & Feed::bit(Feed::Topic::Calls), patience);
    window.hide();
    QTRY_COMPARE_WITH_TIMEOUT(
        topics, Feed::bit(Feed::Topic::Summary) | Feed::bit(Feed::Topic::History), patience);
    Caller caller(server);
    caller.call(3, "echo", 1);
    QVERIFY(caller.waitForAll());
    static_cast<QWidget &>(window).show();
    QTRY_COMPARE_WITH_TIMEOUT(topics, Feed::allTopics, patience);
    // What happened meanwhile is not missing.
    QTRY_COMPARE_WITH_TIMEOUT(window.data().calls.rowCount(), 3, patience);
}

void TestWindow::keepsItsLayout()
{
    constexpr int memory = int(WorkerModel::Column::Memory);
    constexpr int restarts = int(WorkerModel::Column::Restarts);
    const auto sizes = [](Window &window) {
        QList<QList<int>> all;
        for (const QSplitter *splitter : window.findChildren<QSplitter *>())
            all.append(splitter->sizes());
        return all;
    };
    const ServerProcess server(twoWorkers());
    QSize size;
    QList<QList<int>> splits;
    {
        Window window;
        window.resize(1400, 850);
        QVERIFY(window.connectAndWait(server.address()));
        window.press(Qt::Key_3, Qt::ControlModifier);
        QMenu columns;
        window.tabs.view().header().addColumnsTo(columns);
        columns.actions().at(memory)->trigger();
        QVERIFY(window.tabs.view().header().isSectionHidden(memory));
        QTest::mouseClick(window.tabs.view().header().viewport(), Qt::LeftButton, {},
                          {window.tabs.view().header().sectionViewportPosition(restarts) + 10, 10});
        for (QSplitter *splitter : window.findChildren<QSplitter *>()) {
            QList<int> parts = splitter->sizes();
            parts.first() += 40;
            parts.last() -= 40;
            splitter->setSizes(parts);
        }
        size = window.size();
        splits = sizes(window);
        window.close();
    }
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    QTRY_COMPARE_WITH_TIMEOUT(window.size(), size, patience);
    QCOMPARE(window.tabs.tab(), int(TabArea::Workers));
    QVERIFY(window.tabs.view().header().isSectionHidden(memory));
    QCOMPARE(static_cast<RowProxy *>(window.tabs.view().model())->sortColumn(), restarts);
    QTRY_COMPARE_WITH_TIMEOUT(sizes(window), splits, patience);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
