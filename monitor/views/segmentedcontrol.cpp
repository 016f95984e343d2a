// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/segmentedcontrol.h"

#include <algorithm>

#include <QKeyEvent>
#include <QPainter>

#include "monitor/numbers.h"
#include "monitor/theme.h"

namespace Amp {

namespace {

constexpr int segmentPadding = 10;
constexpr int countGap = 4;

int boldWidth(const QString &text)
{
    return QFontMetrics(Type::font(Type::Role::ChartTitle)).horizontalAdvance(text);
}

int countWidth(const QString &text)
{
    return QFontMetrics(Type::numberFont(Type::Role::Header)).horizontalAdvance(text);
}

} // namespace

SegmentedControl::SegmentedControl(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SegmentedControl::setSegments(const QStringList &titles)
{
    m_segments.clear();
    for (const QString &title : titles)
        m_segments.append({title});
    m_chosen = 0;
    updateGeometry();
    update();
}

void SegmentedControl::setCount(int segment, int count)
{
    Segment &changed = m_segments[segment];
    if (changed.count == count)
        return;
    changed.count = count;
    const auto digits = count < 0 ? 0 : int(Numbers::grouped(quint64(count)).size());
    // It grows with the figure but never shrinks: what is beside it must not jump back and forth.
    if (digits > changed.digits || count < 0) {
        changed.digits = digits;
        updateGeometry();
    }
    update();
}

void SegmentedControl::setChosen(int segment)
{
    m_chosen = segment;
    setAccessibleDescription(segment < m_segments.size() ? m_segments[segment].title : QString());
    update();
}

void SegmentedControl::choose(int segment)
{
    if (segment < 0 || segment >= m_segments.size() || segment == m_chosen)
        return;
    setChosen(segment);
    Q_EMIT chosenChanged(segment);
}

int SegmentedControl::widthOf(int segment) const
{
    const Segment &one = m_segments[segment];
    const int count = one.digits ? countGap + countWidth(QString(one.digits, u'0')) : 0;
    return boldWidth(one.title) + count + 2 * segmentPadding;
}

QRect SegmentedControl::rectOf(int segment) const
{
    int left = 2;
    for (int i = 0; i < segment; ++i)
        left += widthOf(i);
    return {left, 2, widthOf(segment), height - 4};
}

QSize SegmentedControl::sizeHint() const
{
    int width = 4;
    for (int i = 0; i < m_segments.size(); ++i)
        width += widthOf(i);
    return {width, height};
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(theme.focus, 1) : QPen(Qt::NoPen));
    const QRectF field(0.5, 0.5, sizeHint().width() - 1, height - 1);
    painter.setBrush(mixed(theme.text, theme.window, theme.isDark ? 0.03 : 0.05));
    painter.drawRoundedRect(field, 4, 4);
    for (int i = 0; i < m_segments.size(); ++i)
        paintSegment(painter, i);
}

void SegmentedControl::paintSegment(QPainter &painter, int segment) const
{
    const Theme theme = Theme::of(palette());
    const Segment &one = m_segments[segment];
    const bool isChosen = segment == m_chosen;
    const QRect rect = rectOf(segment);
    if (isChosen) {
        painter.setPen(QPen(theme.line, 1));
        painter.setBrush(theme.isDark ? mixed(theme.text, theme.window, 0.14) : theme.button);
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QFont titleFont = Type::font(isChosen ? Type::Role::ChartTitle : Type::Role::Header);
    const QString count = one.count < 0 ? QString() : Numbers::grouped(quint64(one.count));
    const int titleWidth = QFontMetrics(titleFont).horizontalAdvance(one.title);
    const int whole = titleWidth + (count.isEmpty() ? 0 : countGap + countWidth(count));
    const int left = rect.left() + (rect.width() - whole) / 2;
    painter.setFont(titleFont);
    painter.setPen(isChosen ? theme.text : theme.secondary);
    painter.drawText(QRect(left, rect.top(), titleWidth + 1, rect.height()), Qt::AlignVCenter,
                     one.title);
    painter.setFont(Type::numberFont(Type::Role::Header));
    painter.setPen(theme.secondary);
    painter.drawText(QRect(left + titleWidth + countGap, rect.top(), rect.width(), rect.height()),
                     Qt::AlignVCenter, count);
}

void SegmentedControl::mousePressEvent(QMouseEvent *event)
{
    for (int i = 0; i < m_segments.size(); ++i) {
        if (rectOf(i).contains(event->pos()))
            choose(i);
    }
}

void SegmentedControl::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left)
        choose(m_chosen - 1);
    else if (event->key() == Qt::Key_Right)
        choose(m_chosen + 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace Amp
