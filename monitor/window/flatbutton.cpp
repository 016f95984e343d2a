// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/flatbutton.h"

#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

#include "monitor/theme.h"

namespace Amp {

namespace {

constexpr int buttonPadding = 9;
constexpr int buttonGap = 6;
constexpr int glyphSize = 16;
constexpr int chevronSize = 11;
constexpr double buttonRadius = 4;

bool isEnter(int key)
{
    return key == Qt::Key_Return || key == Qt::Key_Enter;
}

} // namespace

FlatButton::FlatButton(const QString &text, Look look, QWidget *parent)
    : QAbstractButton(parent)
    , m_look(look)
{
    setText(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::ArrowCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, &FlatButton::showMenu);
}

void FlatButton::setGlyph(Icon icon)
{
    m_glyph = icon;
    updateGeometry();
    update();
}

void FlatButton::setGlyphVisible(bool visible)
{
    m_glyphIsVisible = visible;
    updateGeometry();
    update();
}

void FlatButton::setGlyphColor(const QColor &color)
{
    m_glyphColor = color;
    update();
}

void FlatButton::setBold(bool bold)
{
    m_bold = bold;
    updateGeometry();
}

void FlatButton::setHint(const QString &hint)
{
    m_hint = hint;
    updateGeometry();
    update();
}

void FlatButton::setHintRole(Type::Role role)
{
    m_hintRole = role;
    updateGeometry();
}

void FlatButton::setMenu(QMenu *menu)
{
    m_menu = menu;
    updateGeometry();
}

void FlatButton::setCompact(bool compact)
{
    m_compact = compact;
    setToolTip(compact ? text() : QString());
    updateGeometry();
    update();
}

void FlatButton::setFieldHeight(int height)
{
    m_fieldHeight = height;
    updateGeometry();
}

QFont FlatButton::textFont() const
{
    return Type::font(m_bold ? Type::Role::BodyBold : Type::Role::Body);
}

bool FlatButton::showsText() const
{
    return !text().isEmpty() && !(m_compact && showsGlyph());
}

QSize FlatButton::sizeHint() const
{
    int width = 2 * buttonPadding;
    if (showsGlyph())
        width += glyphSize;
    if (showsText()) {
        width +=
            QFontMetrics(textFont()).horizontalAdvance(text()) + (showsGlyph() ? buttonGap : 0);
        if (!m_hint.isEmpty() && !m_compact)
            width += buttonGap + QFontMetrics(Type::font(m_hintRole)).horizontalAdvance(m_hint);
    }
    if (m_menu && !(m_compact && !showsText()))
        width += buttonGap + chevronSize;
    if (m_look != Look::Plain && showsText())
        width += 4;
    return {width, m_fieldHeight};
}

QColor FlatButton::textColor() const
{
    const Theme theme = Theme::of(palette());
    if (!isEnabled())
        return theme.disabled;
    if (m_look == Look::Primary || m_look == Look::Danger)
        return Qt::white;
    return theme.text;
}

// Beside a text it is the text that is read.
QColor FlatButton::glyphColor() const
{
    const bool isQuiet = m_look == Look::Plain || m_look == Look::Framed || m_look == Look::Badge;
    if (m_glyphColor.isValid() && isEnabled())
        return m_glyphColor;
    return isEnabled() && isQuiet && showsText() ? Theme::of(palette()).secondary : textColor();
}

void FlatButton::paintField(QPainter &painter) const
{
    const Theme theme = Theme::of(palette());
    const QRectF field = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor fill = m_look == Look::Framed ? theme.button : QColor(Qt::transparent);
    QColor border = m_look == Look::Framed  ? theme.fieldBorder
                    : m_look == Look::Badge ? theme.line
                                            : QColor(Qt::transparent);
    if (m_look == Look::Primary)
        fill = theme.highlight;
    if (m_look == Look::Danger)
        fill = theme.danger;
    if (!isEnabled() && m_look != Look::Plain)
        fill = theme.window;
    if (isEnabled() && m_look != Look::Badge && (underMouse() || isDown() || isChecked())) {
        const double share = isDown() || isChecked() ? 0.14 : 0.07;
        fill = fill.alpha() == 0 ? mixed(theme.text, theme.window, share)
                                 : mixed(theme.text, fill, share);
    }
    if (hasFocus())
        border = theme.focus;
    painter.setPen(border.alpha() == 0 ? QPen(Qt::NoPen) : QPen(border, hasFocus() ? 2 : 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(field, buttonRadius, buttonRadius);
}

void FlatButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintField(painter);
    const QColor color = textColor();
    // In the middle, where the button is wider than it needs to be.
    double x = buttonPadding + (width() - sizeHint().width()) / 2.0;
    x += m_look != Look::Plain && showsText() ? 2 : 0;
    const double middle = height() / 2.0;
    if (showsGlyph()) {
        paintIcon(painter, *m_glyph, {x, middle - glyphSize / 2.0, glyphSize, glyphSize},
                  glyphColor());
        x += glyphSize + buttonGap;
    }
    if (showsText()) {
        painter.setFont(textFont());
        painter.setPen(color);
        const int width = painter.fontMetrics().horizontalAdvance(text());
        painter.drawText(QRectF(x, 0, width + 1, height()), Qt::AlignVCenter, text());
        x += width + buttonGap;
        if (!m_hint.isEmpty() && !m_compact) {
            painter.setFont(Type::font(m_hintRole));
            const Theme theme = Theme::of(palette());
            painter.setPen(isEnabled() ? theme.secondary : theme.disabled);
            const int hint = painter.fontMetrics().horizontalAdvance(m_hint);
            painter.drawText(QRectF(x, 0, hint + 1, height()), Qt::AlignVCenter, m_hint);
            x += hint + buttonGap;
        }
    }
    if (m_menu && !(m_compact && !showsText()))
        paintIcon(painter, Icon::ChevronDown,
                  {x, middle - chevronSize / 2.0, chevronSize, chevronSize},
                  m_bold ? color : glyphColor());
}

// The button that has the focus is pressed, even where the window has another use for the key.
bool FlatButton::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Space || isEnter(key))
            event->accept();
    }
    return QAbstractButton::event(event);
}

void FlatButton::keyPressEvent(QKeyEvent *event)
{
    if (isEnter(event->key()))
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void FlatButton::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void FlatButton::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void FlatButton::nextCheckState()
{
    if (isCheckable())
        setChecked(!isChecked());
}

void FlatButton::showMenu()
{
    if (m_menu)
        m_menu->popup(mapToGlobal(QPoint(0, height() + 2)));
}

} // namespace Amp
