// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/filterfield.h"

#include <QKeyEvent>
#include <QPainter>

#include "monitor/icons.h"
#include "monitor/theme.h"

namespace Amp {

namespace {

constexpr int searchIconSize = 16;
constexpr double fieldRadius = 4;

} // namespace

FilterField::FilterField(QWidget *parent)
    : QLineEdit(parent)
{
    setFrame(false);
    setTextMargins(26, 0, 52, 0);
    setFont(Type::font(Type::Role::Body));
    setAccessibleName(tr("Filter"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFixedHeight(28);
}

void FilterField::setError(const QString &sentence)
{
    m_error = sentence;
    setToolTip(sentence);
    setAccessibleDescription(sentence);
    update();
}

QRect FilterField::clearRect() const
{
    return {width() - searchIconSize - 8, (height() - searchIconSize) / 2, searchIconSize,
            searchIconSize};
}

void FilterField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor edge = !m_error.isEmpty() ? theme.failed.fill
                        : hasFocus()       ? theme.focus
                                           : theme.fieldBorder;
    painter.setPen(QPen(edge, hasFocus() || !m_error.isEmpty() ? 1.5 : 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), fieldRadius,
                            fieldRadius);
    const QColor faint = isEnabled() ? theme.secondary : theme.disabled;
    paintIcon(painter, Icon::Search,
              QRectF(8, (height() - searchIconSize) / 2.0, searchIconSize, searchIconSize), faint);
    if (!text().isEmpty()) {
        paintIcon(painter, Icon::Close, clearRect(), theme.text);
    } else {
        painter.setFont(Type::font(Type::Role::Unit));
        painter.setPen(faint);
        painter.drawText(rect().adjusted(0, 0, -10, 0), Qt::AlignVCenter | Qt::AlignRight,
                         tr("Ctrl+F"));
    }
}

void FilterField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty())
        return clear();
    QLineEdit::keyPressEvent(event);
}

void FilterField::mousePressEvent(QMouseEvent *event)
{
    if (!text().isEmpty() && clearRect().contains(event->pos()))
        return clear();
    QLineEdit::mousePressEvent(event);
}

} // namespace Amp
