// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/headerview.h"

#include <QContextMenuEvent>
#include <QDataStream>
#include <QMenu>
#include <QPainter>

#include "monitor/proxies/rowproxy.h"
#include "monitor/views/celldelegate.h"

namespace Amp {

namespace {

constexpr int unitGap = 4;
constexpr int chevron = 14;
constexpr int shortestSection = 48;

} // namespace

HeaderView::HeaderView(const Table &table, const RowProxy &proxy, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_table(table)
    , m_proxy(proxy)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setStretchLastSection(true);
    setHighlightSections(false);
    setMinimumSectionSize(shortestSection);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Columns of %1").arg(table.name()));
}

void HeaderView::applyWidths(bool isNarrow)
{
    for (int i = 0; i < count(); ++i) {
        const ColumnLook &look = m_table.columns()[size_t(i)];
        const int width = isNarrow ? look.narrowWidth : look.width;
        setSectionHidden(i, width == 0 || m_leftOut.contains(i));
        if (width > 0)
            resizeSection(i, width);
    }
}

QByteArray HeaderView::state() const
{
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << saveState() << m_leftOut;
    return state;
}

void HeaderView::restore(const QByteArray &state)
{
    QDataStream in(state);
    QByteArray sections;
    QSet<int> leftOut;
    in >> sections >> leftOut;
    if (in.status() == QDataStream::Ok && restoreState(sections))
        m_leftOut = leftOut;
}

void HeaderView::addColumnsTo(QMenu &menu)
{
    for (int i = 0; i < count(); ++i) {
        const ColumnLook &look = m_table.columns()[size_t(i)];
        QAction *action =
            menu.addAction(look.unit.isEmpty() ? look.title : look.title + u' ' + look.unit);
        action->setCheckable(true);
        action->setChecked(!isSectionHidden(i));
        action->setEnabled(isSectionHidden(i) || count() - hiddenSectionCount() > 1);
        connect(action, &QAction::toggled, this, [this, i](bool isShown) {
            setSectionHidden(i, !isShown);
            if (isShown)
                m_leftOut.remove(i);
            else
                m_leftOut.insert(i);
        });
    }
}

void HeaderView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), Theme::of(palette()).base);
    painter.end();
    QHeaderView::paintEvent(event);
    QPainter line(viewport());
    line.fillRect(0, HeaderView::height - 1, width(), 1, Theme::of(palette()).line);
}

void HeaderView::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->fillRect(rect, Theme::of(palette()).base);
    paintTitle(*painter, rect, section);
}

void HeaderView::paintTitle(QPainter &painter, const QRect &rect, int section) const
{
    const Theme theme = Theme::of(palette());
    const ColumnLook &look = m_table.columns()[size_t(section)];
    const QString title = m_table.columnTitle(section, m_proxy.segment());
    const bool isSorted = m_proxy.sortColumn() == section;
    const QFont titleFont = Type::font(isSorted ? Type::Role::ChartTitle : Type::Role::Header);
    const QFont unitFont = Type::font(Type::Role::Unit);
    const int titleWidth = QFontMetrics(titleFont).horizontalAdvance(title);
    const int unitWidth =
        look.unit.isEmpty() ? 0 : unitGap + QFontMetrics(unitFont).horizontalAdvance(look.unit);
    const bool isDecimal = look.layout == ColumnLook::Layout::Decimal;
    const bool isRight = look.layout == ColumnLook::Layout::Right;
    int left = rect.left() + CellDelegate::padding;
    if (isDecimal)
        left = rect.right() + 1 - CellDelegate::decimalsWidth - titleWidth;
    else if (isRight)
        left = rect.right() + 1 - CellDelegate::padding - titleWidth - unitWidth;
    painter.setFont(titleFont);
    painter.setPen(isSorted ? theme.text : theme.secondary);
    painter.drawText(QRect(left, rect.top(), titleWidth + 1, rect.height()), Qt::AlignVCenter,
                     title);
    painter.setFont(unitFont);
    painter.setPen(theme.secondary);
    painter.drawText(QRect(left + titleWidth + unitGap, rect.top(), unitWidth, rect.height() + 1),
                     Qt::AlignVCenter, look.unit);
    if (!isSorted)
        return;
    const int x = isDecimal || isRight ? left - chevron - 2 : left + titleWidth + unitWidth + 3;
    const bool isDown = m_proxy.sortOrder() == Qt::DescendingOrder;
    paintIcon(painter, isDown ? Icon::ChevronDown : Icon::ChevronUp,
              QRectF(x, rect.center().y() - chevron / 2.0 + 0.5, chevron, chevron), theme.text);
}

void HeaderView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    addColumnsTo(menu);
    menu.exec(event->globalPos());
}

} // namespace Amp
