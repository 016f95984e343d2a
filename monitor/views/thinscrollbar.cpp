// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/thinscrollbar.h"

#include <QPainter>
#include <QStyleOptionSlider>

#include "monitor/theme.h"

namespace Amp {

QSize ThinScrollBar::sizeHint() const
{
    const QSize size = QScrollBar::sizeHint();
    return orientation() == Qt::Vertical ? QSize(thickness, size.height())
                                         : QSize(size.width(), thickness);
}

void ThinScrollBar::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    if (maximum() <= minimum())
        return;
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect slider =
        style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, this);
    const QRect handle = orientation() == Qt::Vertical ? slider.adjusted(4, 3, -4, -3)
                                                       : slider.adjusted(3, 4, -3, -4);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mixed(theme.text, theme.base, isSliderDown() || underMouse() ? 0.4 : 0.24));
    painter.drawRoundedRect(handle, 3, 3);
}

} // namespace Amp
