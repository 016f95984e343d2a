// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/tableview.h"

#include <algorithm>

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>

#include "monitor/views/celldelegate.h"
#include "monitor/views/headerview.h"
#include "monitor/views/thinscrollbar.h"

namespace Amp {

namespace {

constexpr int focusBarWidth = 3;

QString csvField(QString text)
{
    const auto isSpecial = [](QChar c) { return QStringView(u",\"\r\n").contains(c); };
    if (std::none_of(text.cbegin(), text.cend(), isSpecial))
        return text;
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace

TableView::TableView(const Table &table, RowProxy &proxy, ViewState &view, QWidget *parent)
    : QAbstractItemView(parent)
    , m_table(table)
    , m_proxy(proxy)
    , m_view(view)
    , m_delegate(new CellDelegate(table, proxy, this))
{
    setVerticalScrollBar(new ThinScrollBar(Qt::Vertical, this));
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setAccessibleName(table.name());
    setItemDelegate(m_delegate);
    setModel(&proxy);
    setUpHeader();
    // These two lay the view out, with its header.
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    connect(&proxy, &RowProxy::aboutToMerge, this, &TableView::noteVisibleRows);
    connect(&proxy, &RowProxy::merged, this, &TableView::keepPlace);
    connect(&view, &ViewState::selectionChanged, this, &TableView::showSelection);
    connect(&view, &ViewState::nowChanged, viewport(), qOverload<>(&QWidget::update));
    connect(&view, &ViewState::freshnessChanged, viewport(), qOverload<>(&QWidget::update));
}

void TableView::setUpHeader()
{
    m_header = new HeaderView(m_table, m_proxy, this);
    m_header->setModel(&m_proxy);
    m_header->applyWidths(false);
    connect(m_header, &QHeaderView::sectionClicked, this, [this](int column) {
        const bool isAnew = m_proxy.sortColumn() != column;
        const bool wasDown = m_proxy.sortOrder() == Qt::DescendingOrder;
        // Figures are looked at from the largest, names from the first.
        const bool isText = m_table.columns()[size_t(column)].layout == ColumnLook::Layout::Left;
        sortBy(column, (isAnew ? isText : wasDown) ? Qt::AscendingOrder : Qt::DescendingOrder);
    });
    connect(m_header, &QHeaderView::sectionResized, this, &TableView::updateGeometries);
    connect(m_header, &QHeaderView::sectionMoved, viewport(), qOverload<>(&QWidget::update));
}

void TableView::setNarrow(bool isNarrow)
{
    if (m_isNarrow == isNarrow)
        return;
    m_isNarrow = isNarrow;
    m_delegate->setNarrow(isNarrow);
    m_header->applyWidths(isNarrow);
    updateGeometries();
}

void TableView::sortBy(int column, Qt::SortOrder order)
{
    if (column != m_table.timeColumn())
        setFollowing(false);
    const int wasAt = verticalScrollBar()->value();
    m_proxy.sort(column, order);
    // What was at the top is somewhere else now; the new top is what was asked for.
    verticalScrollBar()->setValue(wasAt > 0 ? 0 : wasAt);
    m_header->viewport()->update();
    if (m_isFollowing)
        showNewest();
}

void TableView::setFollowing(bool isFollowing)
{
    if (m_isFollowing == isFollowing || (isFollowing && m_table.timeColumn() < 0))
        return;
    m_isFollowing = isFollowing;
    if (isFollowing && m_proxy.sortColumn() != m_table.timeColumn())
        sortBy(m_table.timeColumn(), m_table.sorting(0).order);
    if (isFollowing)
        showNewest();
    Q_EMIT followingChanged(isFollowing);
}

void TableView::showNewest()
{
    QScrollBar *bar = verticalScrollBar();
    bar->setValue(m_proxy.sortOrder() == Qt::DescendingOrder ? bar->minimum() : bar->maximum());
}

bool TableView::isAtNewest() const
{
    const QScrollBar *bar = verticalScrollBar();
    const bool isNewestFirst = m_proxy.sortOrder() == Qt::DescendingOrder;
    return bar->value() == (isNewestFirst ? bar->minimum() : bar->maximum());
}

void TableView::noteVisibleRows()
{
    m_wereSeen.clear();
    m_firstSeen = verticalOffset() / rowHeight;
    const int end =
        std::min(m_firstSeen + viewport()->height() / rowHeight + 1, m_proxy.rowCount());
    for (int row = m_firstSeen; row < end; ++row)
        m_wereSeen.push_back(m_proxy.idAt(row));
}

// Rows that were in sight stay there: the view moves along with the one in the middle of their
// moves, since a single one may have been sorted far away. At the top it stays at the top.
void TableView::keepPlace()
{
    const bool wasAtTop = verticalOffset() == 0;
    std::vector<int> moves;
    for (size_t i = 0; i < m_wereSeen.size(); ++i) {
        const int row = m_proxy.rowOf(m_wereSeen[i]);
        if (row >= 0)
            moves.push_back(row - m_firstSeen - int(i));
    }
    m_wereSeen.clear();
    updateGeometries();
    if (m_isFollowing) {
        showNewest();
    } else if (!wasAtTop && !moves.empty()) {
        const auto middle = moves.begin() + ptrdiff_t(moves.size() / 2);
        std::nth_element(moves.begin(), middle, moves.end());
        QScrollBar *bar = verticalScrollBar();
        bar->setValue(bar->value() + *middle * rowHeight);
    }
    showSelection();
    viewport()->update();
}

void TableView::showSelection()
{
    const QScopedValueRollback syncing(m_isSyncing, true);
    const quint64 id = m_table.idOf(m_view.selection());
    const int row = id ? m_proxy.rowOf(id) : -1;
    if (row >= 0 && currentIndex().row() != row)
        selectionModel()->setCurrentIndex(
            m_proxy.index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    else if (row < 0 && currentIndex().isValid() && m_table.idOf(m_view.selection()))
        selectionModel()->clear();
    viewport()->update();
}

void TableView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    if (current.isValid() && !m_isSyncing) {
        const int row = m_proxy.sourceRowOf(current.row());
        if (row >= 0)
            m_view.select(m_table.selectionAt(row));
        QAbstractItemView::currentChanged(current, previous);
    }
    if (current.isValid())
        setAccessibleDescription(describe(current.row()));
}

// The base class would make a neighbour current, and with it select another call.
void TableView::rowsAboutToBeRemoved(const QModelIndex &, int start, int end)
{
    const QScopedValueRollback syncing(m_isSyncing, true);
    const int row = currentIndex().row();
    if (row >= start && row <= end)
        selectionModel()->clear();
}

void TableView::setEmptyPane(QWidget *pane)
{
    m_emptyPane = pane;
    pane->setParent(this);
    updateGeometries();
}

QRect TableView::rowRect(quint64 id) const
{
    const int row = m_proxy.rowOf(id);
    const QRect rect = row < 0 ? QRect() : visualRect(m_proxy.index(row, 0));
    const QRect whole(0, rect.top(), viewport()->width(), rowHeight);
    return row >= 0 && viewport()->rect().intersects(whole) ? whole : QRect();
}

QRect TableView::visualRect(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    return {m_header->sectionViewportPosition(index.column()),
            index.row() * rowHeight - verticalOffset(), m_header->sectionSize(index.column()),
            rowHeight};
}

void TableView::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    const int top = index.row() * rowHeight;
    const int height = viewport()->height();
    QScrollBar *bar = verticalScrollBar();
    if (hint == PositionAtCenter)
        bar->setValue(top - (height - rowHeight) / 2);
    else if (hint == PositionAtTop || top < bar->value())
        bar->setValue(top);
    else if (hint == PositionAtBottom || top + rowHeight > bar->value() + height)
        bar->setValue(top + rowHeight - height);
}

QModelIndex TableView::indexAt(const QPoint &point) const
{
    const int row = (point.y() + verticalOffset()) / rowHeight;
    const int column = m_header->logicalIndexAt(point.x());
    return point.y() < 0 || row >= m_proxy.rowCount() || column < 0 ? QModelIndex()
                                                                    : m_proxy.index(row, column);
}

QModelIndex TableView::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const int last = m_proxy.rowCount() - 1;
    const int page = std::max(viewport()->height() / rowHeight - 1, 1);
    int row = currentIndex().row();
    switch (action) {
    case MoveUp:
    case MovePrevious:
        row = row < 0 ? 0 : row - 1;
        break;
    case MoveDown:
    case MoveNext:
        ++row;
        break;
    case MovePageUp:
        row -= page;
        break;
    case MovePageDown:
        row += page;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = last;
        break;
    case MoveLeft:
    case MoveRight:
        break;
    }
    return last < 0 ? QModelIndex() : m_proxy.index(std::clamp(row, 0, last), 0);
}

int TableView::horizontalOffset() const
{
    return horizontalScrollBar()->value();
}

int TableView::verticalOffset() const
{
    return verticalScrollBar()->value();
}

bool TableView::isIndexHidden(const QModelIndex &index) const
{
    return m_header->isSectionHidden(index.column());
}

void TableView::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags)
{
    selectionModel()->select(indexAt(rect.topLeft()), flags);
}

QRegion TableView::visualRegionForSelection(const QItemSelection &) const
{
    return viewport()->rect();
}

void TableView::updateGeometries()
{
    setViewportMargins(0, HeaderView::height, 0, 0);
    const QRect inner = viewport()->geometry();
    m_header->setGeometry(inner.left(), inner.top() - HeaderView::height, inner.width(),
                          HeaderView::height);
    if (m_emptyPane)
        m_emptyPane->setGeometry(inner.left(), inner.top(), width() - inner.left(), inner.height());
    QScrollBar *bar = verticalScrollBar();
    bar->setSingleStep(rowHeight);
    bar->setPageStep(inner.height());
    bar->setRange(0, std::max(0, m_proxy.rowCount() * rowHeight - inner.height()));
    QScrollBar *across = horizontalScrollBar();
    across->setPageStep(inner.width());
    across->setRange(0, std::max(0, m_header->length() - inner.width()));
    QAbstractItemView::updateGeometries();
}

void TableView::resizeEvent(QResizeEvent *event)
{
    QAbstractItemView::resizeEvent(event);
    if (m_isFollowing)
        showNewest();
}

void TableView::scrollContentsBy(int dx, int)
{
    if (dx)
        m_header->setOffset(horizontalOffset());
    viewport()->update();
}

Theme TableView::theme() const
{
    const Theme theme = Theme::of(palette());
    return m_view.freshness() == ViewState::Freshness::Stale ? theme.staled() : theme;
}

std::vector<int> TableView::shownColumns() const
{
    std::vector<int> columns;
    for (int i = 0; i < m_header->count(); ++i) {
        const int column = m_header->logicalIndex(i);
        if (!m_header->isSectionHidden(column))
            columns.push_back(column);
    }
    return columns;
}

void TableView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const Theme theme = this->theme();
    painter.fillRect(event->rect(), theme.base);
    m_delegate->setTheme(theme);
    const int first = (event->rect().top() + verticalOffset()) / rowHeight;
    const int last = (event->rect().bottom() + verticalOffset()) / rowHeight;
    for (int row = first; row <= std::min(last, m_proxy.rowCount() - 1); ++row)
        paintRow(painter, row, theme);
    painter.fillRect(viewport()->width() - 1, 0, 1, viewport()->height(), theme.grid);
}

void TableView::paintRow(QPainter &painter, int row, const Theme &theme)
{
    const QRect line(0, row * rowHeight - verticalOffset(), viewport()->width(), rowHeight);
    painter.fillRect(line.left(), line.bottom(), line.width(), 1, theme.grid);
    const quint64 selected = m_table.idOf(m_view.selection());
    const bool isSelected = selected ? m_proxy.idAt(row) == selected : row == currentIndex().row();
    if (isSelected) {
        const bool hasFocus = isActiveWindow() && m_view.freshness() != ViewState::Freshness::Stale;
        painter.fillRect(line, hasFocus ? theme.selectedRow : theme.selectedRowUnfocused);
        painter.fillRect(line.left(), line.top(), focusBarWidth, line.height(),
                         hasFocus ? theme.focus : theme.stale);
    }
    QStyleOptionViewItem option;
    for (const int column : shownColumns()) {
        const QModelIndex index = m_proxy.index(row, column);
        option.rect = visualRect(index).adjusted(0, 0, 0, -1);
        if (option.rect.intersects(viewport()->rect()))
            m_delegate->paint(&painter, option, index);
    }
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelected();
    } else if (event->key() == Qt::Key_End && m_table.timeColumn() >= 0) {
        setFollowing(true);
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT opened();
    } else {
        QAbstractItemView::keyPressEvent(event);
        // The view's own keys are not for the window; all others may be shortcuts.
        if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Escape)
            event->ignore();
        if (m_isFollowing && !isAtNewest())
            setFollowing(false);
    }
}

void TableView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint below = visualRect(currentIndex()).bottomLeft() + QPoint(CellDelegate::padding, 0);
    Q_EMIT menuRequested(isByKey ? viewport()->mapToGlobal(below) : event->globalPos());
}

void TableView::changeEvent(QEvent *event)
{
    QAbstractItemView::changeEvent(event);
    if (event->type() == QEvent::ActivationChange || event->type() == QEvent::PaletteChange)
        viewport()->update();
}

void TableView::mousePressEvent(QMouseEvent *event)
{
    // A row under the mouse is looked at; it must not run away.
    if (indexAt(event->pos()).isValid())
        setFollowing(false);
    QAbstractItemView::mousePressEvent(event);
}

QString TableView::describe(int row) const
{
    QStringList texts;
    for (const int column : shownColumns()) {
        const QString text = m_proxy.index(row, column).data().toString();
        if (!text.isEmpty())
            texts.append(m_proxy.headerData(column, Qt::Horizontal).toString() + u' ' + text);
    }
    return texts.join(u", ");
}

QString TableView::csv() const
{
    const std::vector<int> columns = shownColumns();
    QString text;
    const auto addLine = [&text, &columns](const auto &fieldOf) {
        QStringList fields;
        for (const int column : columns)
            fields.append(csvField(fieldOf(column)));
        text += fields.join(u',') + u'\n';
    };
    addLine([this](int column) { return m_proxy.headerData(column, Qt::Horizontal).toString(); });
    for (int row = 0; row < m_proxy.rowCount(); ++row)
        addLine([this, row](int column) { return m_proxy.index(row, column).data().toString(); });
    return text;
}

void TableView::copySelected() const
{
    const int row = currentIndex().row();
    if (row < 0)
        return;
    QStringList fields;
    for (const int column : shownColumns())
        fields.append(m_proxy.index(row, column).data().toString());
    QGuiApplication::clipboard()->setText(fields.join(u'\t'));
}

} // namespace Amp
