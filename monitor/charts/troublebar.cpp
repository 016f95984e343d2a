// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/troublebar.h"

#include <algorithm>

#include <QMouseEvent>
#include <QPainter>

#include "monitor/theme.h"

namespace Amp {

namespace {

constexpr double troubleMargin = 4;
constexpr double handleWidth = 7;
constexpr double leastHandle = 24;
constexpr double markHeight = 3;

} // namespace

TroubleBar::TroubleBar(QWidget *parent)
    : QAbstractSlider(parent)
{
    setOrientation(Qt::Vertical);
    setFocusPolicy(Qt::NoFocus);
}

void TroubleBar::setMarks(std::vector<Mark> marks)
{
    m_marks = std::move(marks);
    update();
}

QRectF TroubleBar::handle() const
{
    const double room = height() - 2 * troubleMargin;
    const double whole = maximum() - minimum() + pageStep();
    const double length = std::clamp(room * pageStep() / std::max(1.0, whole), leastHandle, room);
    const double travel =
        maximum() > minimum() ? double(value() - minimum()) / (maximum() - minimum()) : 0;
    return {troubleMargin, troubleMargin + travel * (room - length), handleWidth, length};
}

void TroubleBar::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, 0, 1, height()), theme.grid);
    if (maximum() <= minimum())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mixed(theme.text, theme.base, m_grip < 0 ? 0.22 : 0.36));
    painter.drawRoundedRect(handle(), handleWidth / 2, handleWidth / 2);
    for (const Mark &mark : m_marks) {
        const double y =
            std::round(troubleMargin + mark.place * (height() - 2 * troubleMargin - markHeight));
        painter.fillRect(QRectF(2, y, thickness - 3, markHeight), mark.color);
    }
}

void TroubleBar::mousePressEvent(QMouseEvent *event)
{
    const QRectF grip = handle();
    const double y = event->position().y();
    if (y >= grip.top() && y <= grip.bottom())
        m_grip = y - grip.top();
    else
        triggerAction(y < grip.top() ? SliderPageStepSub : SliderPageStepAdd);
    update();
}

void TroubleBar::mouseMoveEvent(QMouseEvent *event)
{
    const double travel = height() - 2 * troubleMargin - handle().height();
    if (m_grip < 0 || travel <= 0)
        return;
    const double share = (event->position().y() - m_grip - troubleMargin) / travel;
    setValue(minimum() + qRound(std::clamp(share, 0.0, 1.0) * (maximum() - minimum())));
}

void TroubleBar::mouseReleaseEvent(QMouseEvent *)
{
    m_grip = -1;
    update();
}

} // namespace Amp
