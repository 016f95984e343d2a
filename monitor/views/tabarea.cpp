// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/tabarea.h"

#include <algorithm>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>

#include "monitor/numbers.h"
#include "monitor/views/callstable.h"
#include "monitor/views/clienttable.h"
#include "monitor/views/headerview.h"
#include "monitor/views/logtable.h"
#include "monitor/views/proceduretable.h"
#include "monitor/views/questions.h"
#include "monitor/views/segmentedcontrol.h"
#include "monitor/views/tablepage.h"
#include "monitor/views/tableview.h"
#include "monitor/views/tabrow.h"
#include "monitor/views/workertable.h"
#include "monitor/window/flatbutton.h"

namespace Amp {

namespace {

constexpr qint64 oneSecond = 1'000'000;
constexpr int totalTimes = 2; // the procedures' segment to begin with

FlatButton *iconButton(const QString &text, Icon icon, QWidget *parent)
{
    auto *button = new FlatButton(text, FlatButton::Look::Plain, parent);
    button->setGlyph(icon);
    button->setCompact(true);
    button->setFieldHeight(SegmentedControl::height);
    return button;
}

// As far as this window knows.
bool wasRestarted(const ServerState &server)
{
    return std::ranges::any_of(server.marks(), [](const Feed::HistoryMark &mark) {
        return mark.kind == Feed::HistoryMark::Kind::Restarted;
    });
}

} // namespace

TabArea::TabArea(const Models &models, Questions &questions, QWidget *parent)
    : QWidget(parent)
    , m_models(models)
    , m_questions(questions)
    , m_tabs(new TabRow(this))
    , m_note(new QLabel(this))
    , m_clear(new FlatButton(tr("Clear"), FlatButton::Look::Framed, this))
    , m_segments(new SegmentedControl(this))
    , m_follow(new FlatButton(tr("Follow newest"), FlatButton::Look::Plain, this))
    , m_columns(iconButton(tr("Columns"), Icon::Columns, this))
    , m_export(iconButton(tr("Export"), Icon::Export, this))
    , m_stack(new QStackedWidget(this))
{
    addPage(Calls, std::make_unique<CallsTable>(models));
    addPage(Procedures, std::make_unique<ProcedureTable>(models));
    addPage(Workers, std::make_unique<WorkerTable>(models));
    addPage(Clients, std::make_unique<ClientTable>(models));
    addPage(Log, std::make_unique<LogTable>(models));
    m_pages[Procedures]->setSegment(totalTimes);
    makeRow();
    onTabChanged();
    applyTheme();
    connect(&models.server, &ServerState::updated, this, &TabArea::countEnded);
    connect(&models.view, &ViewState::nowChanged, this, &TabArea::showPresent);
}

void TabArea::addPage(int tab, std::unique_ptr<Table> table)
{
    m_tabs->addTab(table->name());
    auto *page = new TablePage(std::move(table), m_models.view);
    m_pages[size_t(tab)] = page;
    m_stack->addWidget(page);
    TableView &view = page->view();
    connect(page, &TablePage::rowsChanged, this, &TabArea::showCounts);
    connect(page, &TablePage::clearWanted, this, [this] { setFilter({}); });
    connect(&view, &TableView::opened, this, &TabArea::detailWanted);
    connect(&view, &TableView::menuRequested, this, &TabArea::showRowMenu);
    connect(&view, &TableView::followingChanged, this,
            [this] { m_follow->setChecked(this->view().isFollowing()); });
}

void TabArea::makeRow()
{
    m_note->setFont(Type::numberFont(Type::Role::Header));
    m_clear->setFieldHeight(SegmentedControl::height);
    m_segments->setAccessibleName(tr("Rows"));
    m_follow->setGlyph(Icon::Follow);
    m_follow->setFieldHeight(SegmentedControl::height);
    m_follow->setCheckable(true);
    m_follow->setToolTip(tr("Keep the newest rows in sight (End)"));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 7, 0);
    row->setSpacing(7);
    row->addWidget(m_tabs);
    row->addStretch();
    row->addWidget(m_note);
    row->addWidget(m_clear);
    row->addSpacing(5);
    row->addWidget(m_segments);
    row->addSpacing(6);
    row->addWidget(m_follow);
    row->addWidget(m_columns);
    row->addWidget(m_export);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(m_stack, 1);
    m_tabs->setFixedHeight(TabRow::rowHeight);
    connect(m_tabs, &QTabBar::currentChanged, this, &TabArea::onTabChanged);
    connect(m_clear, &QAbstractButton::clicked, this, [this] { setFilter({}); });
    connect(m_segments, &SegmentedControl::chosenChanged, this, &TabArea::setSegment);
    connect(m_follow, &QAbstractButton::clicked, this,
            [this](bool isChecked) { view().setFollowing(isChecked); });
    connect(m_columns, &QAbstractButton::clicked, this, &TabArea::showColumnsMenu);
    connect(m_export, &QAbstractButton::clicked, this, &TabArea::exportCsv);
}

int TabArea::tab() const
{
    return std::max(m_tabs->currentIndex(), 0);
}

void TabArea::setTab(int tab)
{
    m_tabs->setCurrentIndex(tab);
}

void TabArea::onTabChanged()
{
    m_stack->setCurrentIndex(tab());
    m_segments->setSegments(page().table().segments());
    m_segments->setVisible(!page().table().segments().isEmpty());
    m_segments->setChosen(page().segment());
    m_follow->setVisible(page().table().timeColumn() >= 0);
    m_follow->setChecked(view().isFollowing());
    m_filterError = page().setFilter(page().filter());
    showCounts();
    showNote();
    Q_EMIT tabChanged(tab());
    Q_EMIT filterChanged(filter());
}

void TabArea::setFilter(const QString &text)
{
    if (page().filter() == text)
        return;
    m_filterError = page().setFilter(text);
    showCounts();
    showNote();
    Q_EMIT filterChanged(text);
}

QString TabArea::filter() const
{
    return page().filter();
}

QString TabArea::filterHint() const
{
    return m_isNarrow ? tr("Filter %1").arg(page().table().name().toLower())
                      : page().table().filterHint();
}

void TabArea::setSegment(int segment)
{
    page().setSegment(segment);
    m_segments->setChosen(segment);
    m_follow->setChecked(view().isFollowing());
    showCounts();
    showNote();
}

int TabArea::segment() const
{
    return page().segment();
}

void TabArea::showRows(Tab tab, int segment, const QString &filter)
{
    setTab(tab);
    setSegment(segment);
    setFilter(filter);
}

void TabArea::showLogOf(quint32 worker)
{
    showRows(Log, LogTable::All, QStringLiteral("worker:") + Numbers::workerName(worker));
}

void TabArea::setNarrow(bool isNarrow)
{
    if (m_isNarrow == isNarrow)
        return;
    m_isNarrow = isNarrow;
    m_tabs->setCompact(isNarrow);
    m_follow->setCompact(isNarrow);
    for (const TablePage *page : m_pages)
        page->view().setNarrow(isNarrow);
}

void TabArea::setAddress(const QString &address)
{
    const QString line = address.isEmpty()
                             ? QString()
                             : QStringLiteral("amp-call %1 strrev '[\"zanzibar!\"]'").arg(address);
    m_pages[Calls]->setHint(line.isEmpty() ? QString() : tr("Make the first one:"), line);
}

TableView &TabArea::view(int tab) const
{
    return m_pages[size_t(tab)]->view();
}

void TabArea::showCounts()
{
    if (!m_pages.back())
        return;
    for (const int tab : {int(Procedures), int(Workers), int(Clients)})
        m_tabs->setCount(tab, m_pages[size_t(tab)]->rows().countIn(0));
    const Table &table = page().table();
    for (int i = 0; table.segmentsFilter() && i < int(table.segments().size()); ++i) {
        // All and recent calls are as many as the window keeps, which says nothing.
        const bool isStream = tab() == Calls && (i == CallsTable::All || i == CallsTable::Recent);
        m_segments->setCount(i, isStream || tab() == Log ? -1 : page().rows().countIn(i));
    }
    showNote();
}

void TabArea::countEnded(const Feed::Update &update)
{
    m_ended += update.isSnapshot ? 0 : update.callsEnded;
    m_rowsCame +=
        update.isSnapshot ? 0 : quint64(std::ranges::count_if(update.calls, [](const auto &call) {
            return CallModel::hasEnded(call.state);
        }));
    const qint64 now = update.summary ? update.summary->now : m_models.server.summary().now;
    const qint64 time = now - m_secondBegan;
    if (time < oneSecond)
        return;
    m_endedPerSecond = std::exchange(m_ended, 0) * oneSecond / quint64(time);
    m_rowsPerSecond = std::exchange(m_rowsCame, 0) * oneSecond / quint64(time);
    m_secondBegan = now;
}

void TabArea::showNote()
{
    QString note;
    const Feed::Summary &summary = m_models.server.summary();
    const bool isFiltered = page().rows().isFiltered();
    if (isFiltered)
        note = tr("%1 of %2 match")
                   .arg(Numbers::grouped(quint64(page().rows().rowCount())),
                        Numbers::grouped(quint64(page().total())));
    else if (tab() == Calls && segment() == CallsTable::Recent &&
             m_endedPerSecond > m_rowsPerSecond)
        note = tr("showing %1 of %2/s")
                   .arg(Numbers::grouped(m_rowsPerSecond), Numbers::grouped(m_endedPerSecond));
    else if (tab() == Procedures && summary.startedAt)
        note =
            (wasRestarted(m_models.server) ? tr("since the restart, %1 ago")
                                           : tr("since the start, %1 ago"))
                .arg(Numbers::growing((summary.now - summary.startedAt) / oneSecond * oneSecond));
    m_note->setText(note);
    m_clear->setVisible(isFiltered);
}

// What is painted next is of one moment: no row stands in a segment that it has left.
void TabArea::showPresent()
{
    for (TablePage *page : m_pages)
        page->rows().flush();
    showNote();
}

void TabArea::showColumnsMenu()
{
    QMenu menu(this);
    view().header().addColumnsTo(menu);
    menu.exec(m_columns->mapToGlobal(QPoint(0, m_columns->height() + 2)));
}

QRect TabArea::selectedRect() const
{
    const QRect row = view().rowRect(page().table().idOf(m_models.view.selection()));
    return row.isEmpty() ? QRect(0, 0, 200, 1) : row.intersected(QRect(0, row.top(), 200, 24));
}

void TabArea::cancelSelected()
{
    const ViewState::Selection selection = m_models.view.selection();
    if (selection.kind == ViewState::Kind::Call)
        m_questions.askCancel(selection.id, view().viewport(), selectedRect());
}

void TabArea::killSelected()
{
    const ViewState::Selection selection = m_models.view.selection();
    const int call =
        selection.kind == ViewState::Kind::Call ? m_models.calls.rowOf(selection.id) : -1;
    const quint32 worker = selection.kind == ViewState::Kind::Worker ? quint32(selection.id)
                           : call >= 0 ? m_models.calls.row(call).worker
                                       : 0;
    if (worker)
        m_questions.askKill(worker, view().viewport(), selectedRect());
}

void TabArea::showRowMenu(const QPoint &position)
{
    const ViewState::Selection selection = m_models.view.selection();
    QMenu menu(this);
    addRowActions(menu, selection);
    menu.addAction(tr("Copy row"), &view(), &TableView::copySelected);
    menu.exec(position);
}

void TabArea::addRowActions(QMenu &menu, const ViewState::Selection &selection)
{
    const auto add = [this, &menu](const QString &text, auto act) {
        QAction *action = menu.addAction(text, this, act);
        action->setEnabled(m_questions.isAllowed());
        action->setToolTip(m_questions.reason());
    };
    menu.setToolTipsVisible(true);
    quint32 worker = selection.kind == ViewState::Kind::Worker ? quint32(selection.id) : 0;
    const int row =
        selection.kind == ViewState::Kind::Call ? m_models.calls.rowOf(selection.id) : -1;
    if (row >= 0 && !CallModel::hasEnded(m_models.calls.row(row).state)) {
        worker = m_models.calls.row(row).worker;
        add(tr("Cancel call..."), [this] { cancelSelected(); });
    }
    if (!worker)
        return;
    const QString name = Numbers::workerName(worker);
    add(tr("Restart %1...").arg(name),
        [this, worker] { m_questions.askRestart(worker, view().viewport(), selectedRect()); });
    add(tr("Kill %1...").arg(name), [this] { killSelected(); });
    menu.addAction(tr("Log of %1").arg(name), this, [this, worker] { showLogOf(worker); });
    menu.addSeparator();
}

QString TabArea::csv() const
{
    return view().csv();
}

void TabArea::exportCsv()
{
    Q_EMIT exportWanted(page().table().name().toLower() + QStringLiteral(".csv"), csv().toUtf8());
}

QVariantMap TabArea::saveLayout() const
{
    QVariantMap layout{{QStringLiteral("tab"), tab()}};
    for (int i = 0; i < tabCount; ++i) {
        const RowProxy &rows = m_pages[size_t(i)]->rows();
        layout[QString::number(i)] =
            QVariantMap{{QStringLiteral("header"), view(i).header().state()},
                        {QStringLiteral("segment"), m_pages[size_t(i)]->segment()},
                        {QStringLiteral("column"), rows.sortColumn()},
                        {QStringLiteral("order"), int(rows.sortOrder())}};
    }
    return layout;
}

void TabArea::restoreLayout(const QVariantMap &layout)
{
    for (int i = 0; i < tabCount; ++i) {
        const QVariantMap one = layout.value(QString::number(i)).toMap();
        if (one.isEmpty())
            continue;
        m_pages[size_t(i)]->setSegment(one.value(QStringLiteral("segment")).toInt());
        view(i).header().restore(one.value(QStringLiteral("header")).toByteArray());
        const auto order = Qt::SortOrder(one.value(QStringLiteral("order")).toInt());
        view(i).sortBy(one.value(QStringLiteral("column")).toInt(), order);
    }
    setTab(layout.value(QStringLiteral("tab")).toInt());
    onTabChanged();
}

void TabArea::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.window);
    painter.fillRect(0, TabRow::rowHeight - 1, width(), 1, theme.line);
}

void TabArea::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
}

void TabArea::applyTheme()
{
    QPalette palette = m_note->palette();
    const QColor secondary = Theme::of(this->palette()).secondary;
    if (palette.color(QPalette::WindowText) == secondary)
        return;
    palette.setColor(QPalette::WindowText, secondary);
    m_note->setPalette(palette);
}

} // namespace Amp
