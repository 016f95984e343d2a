// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/tabrow.h"

#include <QPainter>

#include "monitor/numbers.h"
#include "monitor/theme.h"

namespace Amp {

namespace {

constexpr int tabPadding = 12;
constexpr int tabCountGap = 8;
constexpr int underline = 2;

// As wide as the bold text, so that choosing a tab does not move the others.
int tabTextWidth(const QString &text)
{
    return QFontMetrics(Type::font(Type::Role::PaneTitle)).horizontalAdvance(text);
}

} // namespace

TabRow::TabRow(QWidget *parent)
    : QTabBar(parent)
{
    setDrawBase(false);
    setExpanding(false);
    setElideMode(Qt::ElideNone);
    setUsesScrollButtons(false);
    setAccessibleName(tr("Tables"));
}

void TabRow::setCount(int tab, int count)
{
    const QString text = Numbers::grouped(quint64(count));
    const bool isLonger = text.size() != tabData(tab).toString().size();
    setTabData(tab, text);
    if (isLonger)
        setTabText(tab, tabText(tab)); // lays the tabs out anew
    update();
}

void TabRow::setCompact(bool isCompact)
{
    m_isCompact = isCompact;
    for (int i = 0; i < count(); ++i)
        setTabText(i, tabText(i));
}

bool TabRow::showsCount(int tab) const
{
    return !m_isCompact && !tabData(tab).toString().isEmpty();
}

QSize TabRow::tabSizeHint(int tab) const
{
    int width = tabTextWidth(tabText(tab)) + 2 * tabPadding;
    if (showsCount(tab))
        width += tabCountGap + QFontMetrics(Type::numberFont(Type::Role::Header))
                                   .horizontalAdvance(tabData(tab).toString());
    return {width, rowHeight};
}

void TabRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    for (int i = 0; i < count(); ++i)
        paintTab(painter, i);
}

void TabRow::paintTab(QPainter &painter, int tab) const
{
    const Theme theme = Theme::of(palette());
    const bool isCurrent = tab == currentIndex();
    const QRect rect = tabRect(tab);
    const int left = rect.left() + tabPadding;
    painter.setFont(Type::font(isCurrent ? Type::Role::PaneTitle : Type::Role::Body));
    painter.setPen(isCurrent ? theme.text : theme.secondary);
    painter.drawText(QRect(left, 0, rect.width(), rowHeight), Qt::AlignVCenter, tabText(tab));
    const int textWidth = painter.fontMetrics().horizontalAdvance(tabText(tab));
    if (showsCount(tab)) {
        painter.setFont(Type::numberFont(Type::Role::Header));
        painter.setPen(theme.secondary);
        painter.drawText(QRect(left + textWidth + tabCountGap, 0, rect.width(), rowHeight - 1),
                         Qt::AlignVCenter, tabData(tab).toString());
    }
    if (isCurrent)
        painter.fillRect(left - 2, rowHeight - underline, rect.width() - 2 * tabPadding + 4,
                         underline, theme.focus);
    if (isCurrent && hasFocus()) {
        painter.setPen(QPen(theme.focus, 1));
        painter.drawRoundedRect(rect.adjusted(4, 6, -4, -6), 4, 4);
    }
}

} // namespace Amp
