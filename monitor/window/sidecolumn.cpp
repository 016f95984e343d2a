// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/sidecolumn.h"

#include <QPainter>
#include <QSplitter>

#include "monitor/theme.h"
#include "monitor/views/segmentedcontrol.h"

namespace Amp {

namespace {

constexpr int switchHeight = 32;
constexpr int chartsWidth = 414;
constexpr int detailWidth = 384;
constexpr int detailSegment = 1;

} // namespace

SideColumn::SideColumn(QWidget *charts, QWidget *detail, QWidget *parent)
    : QWidget(parent)
    , m_charts(charts)
    , m_detail(detail)
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_switch(new SegmentedControl(this))
{
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(charts);
    m_splitter->addWidget(detail);
    m_splitter->setSizes({chartsWidth, detailWidth});
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_switch->setSegments({tr("Charts"), tr("Detail")});
    m_switch->setChosen(detailSegment);
    m_switch->setAccessibleName(tr("Charts or detail"));
    m_switch->hide();
    connect(m_switch, &SegmentedControl::chosenChanged, this, &SideColumn::place);
}

void SideColumn::setNarrow(bool isNarrow)
{
    m_isNarrow = isNarrow;
    place();
}

void SideColumn::showDetail()
{
    m_switch->setChosen(detailSegment);
    place();
}

void SideColumn::place()
{
    m_switch->setVisible(m_isNarrow);
    m_charts->setVisible(!m_isNarrow || m_switch->chosen() != detailSegment);
    m_detail->setVisible(!m_isNarrow || m_switch->chosen() == detailSegment);
    const int top = m_isNarrow ? switchHeight : 0;
    m_switch->move(12, (switchHeight - m_switch->sizeHint().height()) / 2);
    m_switch->resize(m_switch->sizeHint());
    m_splitter->setGeometry(0, top, width(), height() - top);
}

void SideColumn::resizeEvent(QResizeEvent *)
{
    place();
}

void SideColumn::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    if (m_isNarrow)
        painter.fillRect(0, switchHeight - 1, width(), 1, theme.line);
}

QByteArray SideColumn::saveState() const
{
    return m_splitter->saveState();
}

void SideColumn::restoreState(const QByteArray &state)
{
    m_splitter->restoreState(state);
}

} // namespace Amp
