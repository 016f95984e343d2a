// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/mainwindow.h"

#include <array>

#include <QBuffer>
#include <QCloseEvent>
#include <QDateTime>
#include <QFileDialog>
#include <QSaveFile>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "monitor/charts/charts.h"
#include "monitor/charts/histogramview.h"
#include "monitor/charts/laneview.h"
#include "monitor/charts/tilebar.h"
#include "monitor/charts/timeline.h"
#include "monitor/numbers.h"
#include "monitor/sources/demosource.h"
#include "monitor/sources/livesource.h"
#include "monitor/sources/replaysource.h"
#include "monitor/theme.h"
#include "monitor/timeunits.h"
#include "monitor/views/detailpane.h"
#include "monitor/views/questions.h"
#include "monitor/views/tabarea.h"
#include "monitor/views/tableview.h"
#include "monitor/window/banner.h"
#include "monitor/window/connectpage.h"
#include "monitor/window/filterfield.h"
#include "monitor/window/keyspage.h"
#include "monitor/window/operations.h"
#include "monitor/window/recentservers.h"
#include "monitor/window/sidecolumn.h"
#include "monitor/window/statusline.h"
#include "monitor/window/toolbar.h"

namespace Amp {

using namespace std::chrono_literals;

namespace {

constexpr int narrowBelow = 1280;
constexpr int timelineWidth = 640;
constexpr int sideWidth = 799;
constexpr int narrowSideWidth = 367;
constexpr int upperHeight = 428;
constexpr int lowerHeight = 328; // 11 whole rows
constexpr Feed::Topics hiddenTopics =
    Feed::bit(Feed::Topic::Summary) | Feed::bit(Feed::Topic::History);
// Of the table of calls.
constexpr int allSegment = 0;
constexpr int queuedSegment = 1;
constexpr int failedSegment = 4;
constexpr QSize usualSize(1440, 900);
constexpr QSize smallestSize(900, 600);

// Of this machine, in microseconds since 1970.
} // namespace

MainWindow::MainWindow(QWidget *parent)
    : QWidget(parent)
    , m_models{m_data.state, m_data.calls, m_data.procedures, m_data.workers, m_data.clients,
               m_data.log,   m_view,       m_pending}
    , m_questions(m_models)
    , m_toolBar(new ToolBar(m_view, this))
    , m_banner(new Banner(this))
    , m_pages(new QStackedWidget(this))
    , m_connectPage(new ConnectPage(this))
    , m_tiles(new TileBar(m_data.state, m_view, this))
    , m_timeline(new Timeline(m_data.state, m_view, this))
    , m_charts(new Charts(m_data.state, m_view, this))
    , m_detail(new DetailPane(m_models, m_questions, this))
    , m_side(new SideColumn(m_charts, m_detail, this))
    , m_tabs(new TabArea(m_models, m_questions, this))
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_rows(new QSplitter(Qt::Vertical, this))
    , m_status(new StatusLine(this))
    , m_operations(new Operations(m_models, m_questions, this))
{
    setWindowTitle(tr("AMP monitor"));
    setMinimumSize(smallestSize);
    resize(usualSize);
    makeLayout();
    connectToolBar();
    connectPanes();
    makeShortcuts();
    m_clock.setInterval(100ms);
    m_clock.callOnTimeout(this, &MainWindow::onTick);
    restoreLayout();
    showConnectPage();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeLayout()
{
    m_columns->setHandleWidth(1);
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(m_timeline);
    m_columns->addWidget(m_side);
    m_columns->setSizes({timelineWidth, sideWidth});
    m_columns->setStretchFactor(0, timelineWidth);
    m_columns->setStretchFactor(1, sideWidth);
    m_rows->setHandleWidth(1);
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(m_columns);
    m_rows->addWidget(m_tabs);
    m_rows->setSizes({upperHeight, lowerHeight});
    m_rows->setStretchFactor(0, upperHeight);
    m_rows->setStretchFactor(1, lowerHeight);
    auto *server = new QWidget(this);
    auto *layout = new QVBoxLayout(server);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_tiles);
    layout->addWidget(m_rows, 1);
    m_pages->addWidget(m_connectPage);
    m_pages->addWidget(server);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins({});
    whole->setSpacing(0);
    whole->addWidget(m_toolBar);
    whole->addWidget(m_banner);
    whole->addWidget(m_pages, 1);
    whole->addWidget(m_status);
    m_banner->hide();
}

void MainWindow::connectToolBar()
{
    connect(m_toolBar, &ToolBar::pauseToggled, this, &MainWindow::setHeld);
    FilterField *filter = &m_toolBar->filter();
    connect(filter, &QLineEdit::textChanged, this, [this, filter](const QString &text) {
        m_tabs->setFilter(text);
        filter->setError(m_tabs->filterError());
    });
    connect(m_tabs, &TabArea::filterChanged, filter, &QLineEdit::setText);
    connect(m_tabs, &TabArea::tabChanged, this, &MainWindow::onTabChanged);
    filter->setPlaceholderText(m_tabs->filterHint());
    connect(m_toolBar, &ToolBar::queuePauseRequested, m_operations, &Operations::setQueuePaused);
    connect(m_toolBar, &ToolBar::drainRequested, this,
            [this] { m_operations->drain(&m_toolBar->queueButton()); });
    connect(m_toolBar, &ToolBar::resizeRequested, this,
            [this] { m_operations->resize(&m_toolBar->poolButton()); });
    connect(m_toolBar, &ToolBar::reloadRequested, this,
            [this] { m_operations->reload(&m_toolBar->poolButton()); });
    connect(m_operations, &Operations::said, m_status, &StatusLine::say);
    connect(&m_toolBar->serverMenu(), &QMenu::aboutToShow, this, &MainWindow::fillServerMenu);
    connect(&m_toolBar->mainMenu(), &QMenu::aboutToShow, this, &MainWindow::fillMainMenu);
    connect(m_connectPage, &ConnectPage::connectRequested, this, &MainWindow::connectTo);
    connect(m_connectPage, &ConnectPage::demoRequested, this, &MainWindow::startDemo);
    connect(m_banner, &Banner::retryRequested, this, [this] { m_source->retryNow(); });
    connect(m_banner, &Banner::otherServerRequested, this, &MainWindow::showConnectPage);
}

void MainWindow::connectPanes()
{
    connect(m_tiles, &TileBar::tileClicked, this,
            [this](TileFacts::Kind kind) { onTileClicked(int(kind)); });
    connect(m_detail, &DetailPane::timelineWanted, this,
            [this](quint32 worker) { m_timeline->showWorker(worker); });
    connect(m_detail, &DetailPane::logWanted, m_tabs, &TabArea::showLogOf);
    connect(m_detail, &DetailPane::callsWanted, this, [this](const QString &filter) {
        m_tabs->showRows(TabArea::Calls, allSegment, filter);
    });
    connect(m_detail, &DetailPane::histogramExportWanted, this, &MainWindow::exportHistogram);
    connect(m_tabs, &TabArea::exportWanted, this, &MainWindow::exportFile);
    connect(m_detail, &DetailPane::reloadWanted, this, [this] { m_operations->reload(m_detail); });
    connect(&m_view, &ViewState::selectionChanged, this, [this] { m_side->showDetail(); });
    connect(&m_data, &ServerData::taken, m_detail, &DetailPane::showDetail);
    connect(m_tabs, &TabArea::detailWanted, this, [this] {
        m_side->showDetail();
        m_detail->setFocus(Qt::TabFocusReason);
    });
}

// Single keys belong to the window only while no one writes into a field.
void MainWindow::makeShortcuts()
{
    const auto add = [this](const QKeySequence &keys, auto act) {
        auto *shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    add(QKeySequence(tr("Ctrl+F")), [this] {
        m_toolBar->filter().setFocus();
        m_toolBar->filter().selectAll();
    });
    add(Qt::Key_Space, [this] { m_toolBar->setPaused(!m_data.isHeld()); });
    for (int tab = 0; tab < TabArea::tabCount; ++tab)
        add(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + tab)),
            [this, tab] { m_tabs->setTab(tab); });
    add(Qt::Key_F6, [this] { focusNextPane(); });
    add(QKeySequence(tr("Ctrl+L")), [this] { m_toolBar->openServerMenu(); });
    add(Qt::Key_F5, [this] {
        if (m_source)
            m_source->retryNow();
    });
    add(Qt::Key_Delete, [this] { m_tabs->cancelSelected(); });
    add(QKeySequence(tr("Ctrl+K")), [this] { m_tabs->killSelected(); });
    add(Qt::Key_F10, [this] { m_toolBar->openMainMenu(); });
    add(Qt::Key_F1, [this] { KeysPage::showOver(this); });
    add(QKeySequence(tr("Ctrl+E")), [this] { m_tabs->exportCsv(); });
    add(Qt::Key_0, [this] { m_view.setLiveRange(); });
    add(Qt::Key_Plus, [this] { m_view.zoom(0.5); });
    add(Qt::Key_Minus, [this] { m_view.zoom(2); });
    add(Qt::Key_Escape, [this] { m_toolBar->filter().clear(); });
}

void MainWindow::show(std::unique_ptr<Source> source)
{
    m_operations->setSource(nullptr);
    m_source = std::move(source);
    m_data.clear();
    m_view.select({});
    m_view.setLiveRange();
    m_view.setFreshness(ViewState::Freshness::Empty);
    m_status->clear();
    m_updatedAt = 0;
    m_isRemembered = false;
    m_toolBar->setPaused(false);
    m_operations->setSource(m_source.get());
    connect(m_source.get(), &Source::updated, this, &MainWindow::onUpdated);
    connect(m_source.get(), &Source::stateChanged, this, &MainWindow::onStateChanged);
    m_recorder.reset();
    if (!m_recordFile.isEmpty() && !m_source->address().isEmpty()) {
        m_recorder = std::make_unique<Recorder>();
        connect(m_recorder.get(), &Recorder::failed, m_status,
                [this](const QString &reason) { m_status->say(reason, true); });
        if (const Result<Done> opened = m_recorder->open(m_recordFile); !opened)
            m_status->say(opened.error().message(), true);
    }
    m_connectPage->setConnecting(true);
    m_connectPage->setError({});
    m_tabs->setAddress(m_source->address());
    followVisibility();
    m_source->start();
    showSourceState();
}

void MainWindow::connectTo(const QString &address)
{
    show(std::make_unique<LiveSource>(address, RecentServers::nameFor(address)));
}

void MainWindow::startDemo()
{
    show(std::make_unique<DemoSource>());
}

void MainWindow::replay(const QString &file)
{
    show(std::make_unique<ReplaySource>(file));
}

void MainWindow::askKill(quint32 worker)
{
    m_timeline->showWorker(worker);
    LaneView *lanes = m_timeline->lanes();
    m_questions.askKill(worker, lanes, lanes->laneRect(worker).toRect());
}

void MainWindow::onUpdated(const Feed::Update &update)
{
    m_updatedAt = localNow();
    m_status->addSkippedTicks(update.skippedTicks);
    if (m_recorder)
        m_recorder->record(update);
    m_data.take(update);
    if (m_data.isHeld())
        return;
    m_view.setDataUntil(m_data.state.summary().now);
    if (m_pages->currentIndex() == 0) {
        m_pages->setCurrentIndex(1);
        m_connectPage->setConnecting(false);
        showSourceState();
    }
    if (!m_isRemembered)
        remember();
    m_toolBar->setQueuePaused(m_data.state.summary().paused);
    onTick();
}

void MainWindow::onStateChanged()
{
    if (m_source->state() == Source::State::Failed) {
        m_connectPage->setConnecting(false);
        m_connectPage->setError(m_source->reason());
        m_connectPage->setServers(RecentServers::load());
        m_pages->setCurrentIndex(0);
    } else if (m_source->state() == Source::State::Lost && m_data.state.isEmpty()) {
        m_connectPage->setConnecting(false);
        m_connectPage->setError(m_source->reason());
    }
    m_pending.clear();
    showSourceState();
}

void MainWindow::showSourceState()
{
    const bool isLive = m_source && m_source->state() == Source::State::Live;
    m_toolBar->showSource(m_source.get(), m_data.state.mayOperate());
    QString reason;
    if (!isLive && m_source)
        reason = tr("Not connected: nothing can be sent to %1.").arg(m_source->name());
    else if (!m_data.state.mayOperate())
        reason = tr("Read-only: your token may watch, not operate.");
    m_questions.setAllowed(reason.isEmpty(), reason);
    showBanner();
}

void MainWindow::showBanner()
{
    const bool isLost = m_source && m_source->state() == Source::State::Lost;
    m_banner->setVisible(isLost && m_pages->currentIndex() == 1);
    if (!isLost)
        return;
    const qint64 now = localNow();
    const qint64 seconds = (now - m_source->lostAt()) / second;
    const bool retries = m_source->retryAt() != 0;
    const qint64 wait = std::max<qint64>(0, (m_source->retryAt() - now + second - 1) / second);
    QString headline = tr("Lost %1 s ago").arg(seconds);
    if (m_source->isReplay())
        headline = tr("The recording has ended");
    else if (retries)
        headline += tr(", retry in %1 s").arg(wait);
    const QString seen =
        tr("all you see is as of %1").arg(Numbers::timeOfDayInSeconds(m_data.state.summary().now));
    m_banner->say(headline, m_source->reason() + QStringLiteral(" \u00b7 ") + seen,
                  retries && !m_source->isReplay());
}

// Ages go on while nothing comes; so does the time axis, which then shows a gap.
void MainWindow::onTick()
{
    if (!m_source || m_pages->currentIndex() == 0)
        return;
    const qint64 silence = localNow() - m_updatedAt;
    if (!m_data.isHeld())
        m_view.setNow(m_data.state.summary().now + (silence > 2 * second ? silence : 0));
    m_view.setFreshness(freshness(silence));
    m_status->show(m_source.get(), m_data.state.summary(), m_view, silence);
    showBanner();
}

ViewState::Freshness MainWindow::freshness(qint64 age) const
{
    if (m_data.state.isEmpty())
        return ViewState::Freshness::Empty;
    if (m_data.isHeld())
        return ViewState::Freshness::Paused;
    if (age > 5 * second)
        return ViewState::Freshness::Stale;
    return age > 2 * second ? ViewState::Freshness::Old : ViewState::Freshness::Live;
}

void MainWindow::setHeld(bool held)
{
    m_data.setHeld(held);
    onTick();
}

void MainWindow::onTabChanged()
{
    FilterField &filter = m_toolBar->filter();
    filter.setPlaceholderText(m_tabs->filterHint());
    filter.setText(m_tabs->filter());
    filter.setError(m_tabs->filterError());
}

void MainWindow::onTileClicked(int tile)
{
    switch (TileFacts::Kind(tile)) {
    case TileFacts::Kind::Calls:
        return m_tabs->showRows(TabArea::Calls, allSegment);
    case TileFacts::Kind::Queued:
        return m_tabs->showRows(TabArea::Calls, queuedSegment);
    case TileFacts::Kind::Latency:
        return m_tabs->setTab(TabArea::Procedures);
    case TileFacts::Kind::Failed:
        return m_tabs->showRows(TabArea::Calls, failedSegment, crashesIfTold());
    case TileFacts::Kind::Busy:
        return m_tabs->setTab(TabArea::Workers);
    case TileFacts::Kind::Clients:
        return m_tabs->setTab(TabArea::Clients);
    }
}

// Other failures may have come after the crashes that the tile tells of.
QString MainWindow::crashesIfTold() const
{
    const TileFacts facts = TileFacts::of(TileFacts::Kind::Failed, m_data.state, m_view);
    return facts.level == TileFacts::Level::Failed ? QStringLiteral("is:crashed") : QString();
}

void MainWindow::showConnectPage()
{
    m_connectPage->setServers(RecentServers::load());
    m_connectPage->setConnecting(false);
    m_pages->setCurrentIndex(0);
    m_clock.stop();
    if (m_source)
        m_source->disconnect(this);
    m_operations->setSource(nullptr);
    m_source.reset();
    m_data.clear();
    m_status->clear();
    showSourceState();
}

void MainWindow::fillServerMenu()
{
    QMenu &menu = m_toolBar->serverMenu();
    menu.clear();
    for (const RecentServer &server : RecentServers::load()) {
        menu.addAction(server.name + QStringLiteral("   ") + server.address, this,
                       [this, address = server.address] { connectTo(address); });
    }
    menu.addSeparator();
    menu.addAction(tr("Another server..."), this, &MainWindow::showConnectPage);
    menu.addAction(tr("Demo"), this, &MainWindow::startDemo);
}

void MainWindow::fillMainMenu()
{
    QMenu &menu = m_toolBar->mainMenu();
    menu.clear();
    const bool hasData = m_pages->currentIndex() == 1;
    menu.addAction(tr("Export table as CSV..."), m_tabs, &TabArea::exportCsv)->setEnabled(hasData);
    menu.addAction(tr("Export charts as PNG..."), this, &MainWindow::exportPicture)
        ->setEnabled(hasData);
    menu.addAction(tr("Export charts as CSV..."), this,
                   [this] { exportFile(tr("charts.csv"), m_charts->toCsv().toUtf8()); })
        ->setEnabled(hasData);
    menu.addSeparator();
    menu.addAction(tr("Keys"), this, [this] { KeysPage::showOver(this); });
    menu.addAction(tr("Quit"), this, &QWidget::close);
}

void MainWindow::exportFile(const QString &suggestion, const QByteArray &bytes)
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export"), suggestion);
    if (file.isEmpty())
        return;
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() && out.commit())
        m_status->say(tr("Written to %1.").arg(file), false);
    else
        m_status->say(
            tr("%1 cannot be written: %2. Choose another folder.").arg(file, out.errorString()),
            true);
}

void MainWindow::exportHistogram(const QString &procedure)
{
    const int row = m_data.procedures.rowOf(procedure);
    if (row >= 0)
        exportFile(tr("histogram.csv"), HistogramView::csv(m_data.procedures.row(row)).toUtf8());
}

void MainWindow::exportPicture()
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    m_charts->toPixmap().save(&buffer, "PNG");
    exportFile(tr("charts.png"), bytes);
}

void MainWindow::remember()
{
    m_isRemembered = true;
    showSourceState();
    if (m_source->address().isEmpty())
        return;
    RecentServers::remember({m_source->name(), m_source->address(), m_data.state.mayOperate(),
                             QDateTime::currentDateTime()});
}

void MainWindow::focusNextPane()
{
    const std::array<QWidget *, 5> panes = {&m_toolBar->filter(), m_timeline, m_charts, m_detail,
                                            &m_tabs->view()};
    std::size_t next = 0;
    for (std::size_t i = 0; i < panes.size(); ++i) {
        if (panes[i] && (panes[i]->hasFocus() || panes[i]->isAncestorOf(focusWidget())))
            next = (i + 1) % panes.size();
    }
    if (panes[next])
        panes[next]->setFocus(Qt::TabFocusReason);
}

void MainWindow::setNarrow(bool narrow)
{
    m_isNarrow = narrow;
    m_toolBar->setCompact(narrow);
    m_tiles->setCompact(narrow);
    m_side->setNarrow(narrow);
    m_tabs->setNarrow(narrow);
    m_timeline->lanes()->setCompact(narrow);
    m_toolBar->filter().setPlaceholderText(m_tabs->filterHint());
    const int side = narrow ? narrowSideWidth : sideWidth * width() / (timelineWidth + sideWidth);
    m_columns->setSizes({width() - side, side});
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (const bool narrow = width() < narrowBelow; narrow != m_isNarrow)
        setNarrow(narrow);
}

// Nobody looks at a hidden window: the server need not tell it more than keeps the charts whole,
// unless all of it is recorded.
void MainWindow::followVisibility()
{
    const bool isSeen = isVisible() && !isMinimized();
    if (!m_source)
        return;
    if (isSeen)
        m_clock.start();
    else
        m_clock.stop();
    m_source->setTopics(isSeen || m_recorder ? Feed::allTopics : hiddenTopics);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    followVisibility();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    followVisibility();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveLayout();
    QWidget::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showSourceState();
    else if (event->type() == QEvent::WindowStateChange)
        followVisibility();
}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    if (width() < narrowBelow)
        setNarrow(true); // now, since it sets sizes that the user may have changed
    m_columns->restoreState(settings.value(QStringLiteral("window/columns")).toByteArray());
    m_rows->restoreState(settings.value(QStringLiteral("window/rows")).toByteArray());
    m_side->restoreState(settings.value(QStringLiteral("window/side")).toByteArray());
    m_tabs->restoreLayout(settings.value(QStringLiteral("window/tables")).toMap());
}

void MainWindow::saveLayout() const
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/columns"), m_columns->saveState());
    settings.setValue(QStringLiteral("window/rows"), m_rows->saveState());
    settings.setValue(QStringLiteral("window/side"), m_side->saveState());
    settings.setValue(QStringLiteral("window/tables"), m_tabs->saveLayout());
}

} // namespace Amp
