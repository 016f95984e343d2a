// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/popover.h"

#include <algorithm>

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include "monitor/theme.h"
#include "monitor/window/flatbutton.h"

namespace Amp {

namespace {

constexpr int popoverWidth = 396;
constexpr int popoverPadding = 16;
constexpr int popoverTextLeft = 38;
constexpr int questionHeight = 20;
constexpr int popoverMargin = 14; // for the shadow and the pointer
constexpr int pointerSize = 8;
constexpr double popoverRadius = 6;

int textHeight(const QString &text)
{
    const QRect bounds(0, 0, popoverWidth - popoverTextLeft - popoverPadding, 1000);
    return QFontMetrics(Type::font(Type::Role::Body))
        .boundingRect(bounds, Qt::TextWordWrap, text)
        .height();
}

} // namespace

Popover::Popover(const Question &question, const QRect &target, QWidget *window)
    : QWidget(window)
    , m_question(question)
    , m_focusBefore(QApplication::focusWidget())
    , m_keep(new FlatButton(question.keep, FlatButton::Look::Framed, this))
    , m_act(new FlatButton(
          question.act, question.isDangerous ? FlatButton::Look::Danger : FlatButton::Look::Primary,
          this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(question.title);
    setAccessibleDescription(question.text);
    m_keep->setHint(tr("Esc"));
    const int height = 12 + questionHeight + 6 + textHeight(question.text) + 14 + 28 + 14;
    resize(popoverWidth + 2 * popoverMargin, height + 2 * popoverMargin);
    const int buttonTop = popoverMargin + height - 14 - 28;
    m_act->resize(m_act->sizeHint());
    m_keep->resize(m_keep->sizeHint());
    m_act->move(popoverMargin + popoverWidth - 14 - m_act->width(), buttonTop);
    m_keep->move(m_act->x() - 8 - m_keep->width(), buttonTop);
    connect(m_keep, &QAbstractButton::clicked, this, [this] { close(false); });
    connect(m_act, &QAbstractButton::clicked, this, [this] { close(true); });
    moveBeside(target);
    show();
    raise();
    m_keep->setFocus(Qt::PopupFocusReason);
    qApp->installEventFilter(this);
}

// Above the target, since what follows it is mostly below; below it where there is no room.
void Popover::moveBeside(const QRect &target)
{
    const QRect window = parentWidget()->rect();
    const int middle = std::clamp(target.center().x(), window.left(), window.right());
    const int x = std::clamp(middle - width() / 4, window.left(),
                             std::max(window.left(), window.right() + 1 - width()));
    m_pointsUp = target.top() - height() + popoverMargin - pointerSize < window.top();
    const int y = m_pointsUp ? target.bottom() + pointerSize - popoverMargin + 2
                             : target.top() - height() + popoverMargin - pointerSize;
    move(x, std::clamp(y, window.top() - popoverMargin, std::max(window.bottom() - height(), 0)));
    m_pointerX = std::clamp(middle - x, popoverMargin + 16, width() - popoverMargin - 16);
}

QRect Popover::card() const
{
    return rect().adjusted(popoverMargin, popoverMargin, -popoverMargin, -popoverMargin);
}

void Popover::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(this->card()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath shape;
    shape.addRoundedRect(card, popoverRadius, popoverRadius);
    const double edge = m_pointsUp ? card.top() : card.bottom();
    const double tip = edge + (m_pointsUp ? -pointerSize : pointerSize);
    QPainterPath pointer;
    pointer.addPolygon(QPolygonF({QPointF(m_pointerX - pointerSize, edge), QPointF(m_pointerX, tip),
                                  QPointF(m_pointerX + pointerSize, edge)}));
    pointer.closeSubpath();
    shape = shape.united(pointer);
    for (int i = popoverMargin - 4; i > 0; --i) {
        painter.setPen(QPen(QColor(0, 0, 0, theme.isDark ? 14 : 6), 2 * i));
        painter.drawPath(shape.translated(0, 2));
    }
    painter.setPen(QPen(theme.fieldBorder, 1));
    painter.setBrush(theme.isDark ? theme.button : theme.base);
    painter.drawPath(shape);

    const QRect inner = this->card();
    const int top = inner.top() + 12;
    if (m_question.isDangerous)
        paintIcon(painter, Icon::Slow, QRectF(inner.left() + 14, top + 2, 16, 16),
                  theme.failed.ink);
    painter.setFont(Type::font(Type::Role::PaneTitle));
    painter.setPen(theme.text);
    painter.drawText(
        QRect(inner.left() + popoverTextLeft, top, popoverWidth - popoverTextLeft, questionHeight),
        Qt::AlignVCenter, m_question.title);
    painter.setFont(Type::font(Type::Role::Body));
    painter.setPen(theme.secondary);
    painter.drawText(QRect(inner.left() + popoverTextLeft, top + questionHeight + 6,
                           popoverWidth - popoverTextLeft - popoverPadding, inner.height()),
                     Qt::TextWordWrap, m_question.text);
}

void Popover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return close(false);
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        return close(m_act->hasFocus());
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        focusNextPrevChild(true);
}

bool Popover::focusNextPrevChild(bool)
{
    (m_keep->hasFocus() ? m_act : m_keep)->setFocus(Qt::TabFocusReason);
    return true;
}

bool Popover::eventFilter(QObject *watched, QEvent *event)
{
    // Keys of the window's shortcuts are the question's as long as it stands.
    if (event->type() == QEvent::ShortcutOverride && watched == QApplication::focusWidget() &&
        isAncestorOf(qobject_cast<QWidget *>(watched)))
        event->accept();
    if (event->type() == QEvent::MouseButtonPress) {
        auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && widget->window() == window() && widget != this && !isAncestorOf(widget))
            close(false);
    }
    return QWidget::eventFilter(watched, event);
}

void Popover::close(bool isAccepted)
{
    qApp->removeEventFilter(this);
    if (m_focusBefore)
        m_focusBefore->setFocus(Qt::PopupFocusReason);
    hide();
    deleteLater();
    if (isAccepted)
        Q_EMIT accepted();
    else
        Q_EMIT rejected();
}

} // namespace Amp
