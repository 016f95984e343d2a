// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/tile.h"

#include <array>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "monitor/charts/painting.h"

namespace Amp {

namespace {

using Painting::Words;

// Where the sparkline begins does not follow the figures, so that nothing moves when they change.
constexpr std::array<int, TileFacts::kindCount> sparklineAt = {85, 133, 274, 87, 85, 85};
constexpr std::array<int, TileFacts::kindCount> compactSparklineAt = {65, 104, 223, 70, 68, 41};
constexpr double leastSparkline = 28;

} // namespace

Tile::Tile(TileFacts::Kind kind, const ServerState &state, ViewState &view, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_state(state)
    , m_view(view)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setCursor(Qt::PointingHandCursor);
    connect(&state, &ServerState::updated, this, &Tile::renew);
    connect(&state, &ServerState::cleared, this, &Tile::renew);
    connect(&view, &ViewState::freshnessChanged, this, &Tile::renew);
    // While nothing comes, the age of what is shown grows.
    connect(&view, &ViewState::nowChanged, this, [this] {
        if (isStale())
            renew();
    });
    renew();
}

void Tile::setCompact(bool compact)
{
    m_isCompact = compact;
    update();
}

void Tile::setLast(bool last)
{
    m_isLast = last;
    update();
}

void Tile::renew()
{
    if (!isVisible() && !m_facts.label.isEmpty())
        return; // showEvent() catches up
    m_facts = TileFacts::of(m_kind, m_state, m_view);
    setAccessibleName(m_facts.spoken());
    update();
}

void Tile::showEvent(QShowEvent *)
{
    renew();
}

const Accent *Tile::accent(const Theme &theme) const
{
    switch (m_facts.level) {
    case TileFacts::Level::Normal:
        return nullptr;
    case TileFacts::Level::Slow:
        return &theme.slow;
    case TileFacts::Level::Failed:
        return &theme.failed;
    case TileFacts::Level::Paused:
        return &theme.paused;
    }
    Q_UNREACHABLE();
}

void Tile::paintEvent(QPaintEvent *)
{
    ++m_paints;
    const Theme own = Theme::of(palette());
    const Theme theme = isStale() ? own.staled() : own;
    QPainter painter(this);
    paintGround(painter, theme);
    paintLabel(painter, theme);
    paintState(painter, theme);
    paintLine(painter, theme, paintFigures(painter, theme));
}

void Tile::paintGround(QPainter &painter, const Theme &theme) const
{
    painter.fillRect(rect(), underMouse() ? mixed(theme.window, theme.base, 0.6) : theme.base);
    if (isStale())
        Painting::paintHatch(painter, rect(), theme.window, 8);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
    if (!m_isLast)
        painter.fillRect(QRect(width() - 1, 0, 1, height()), theme.line);
    if (const Accent *const deviates = accent(theme))
        painter.fillRect(QRect(0, 0, width() - (m_isLast ? 0 : 1), 2), deviates->fill);
    if (m_showsFocus) {
        painter.setPen(theme.focus);
        painter.drawRect(rect().adjusted(1, 1, m_isLast ? -2 : -3, -3));
    }
}

void Tile::paintLabel(QPainter &painter, const Theme &theme) const
{
    const QPointF at(padding(), m_isCompact ? 18 : 22);
    const Words label{m_facts.label, Type::font(Type::Role::Header), theme.secondary};
    const double width = Painting::paintFrom(painter, at, label);
    if (!m_isCompact) {
        Painting::paintFrom(painter, at + QPointF(width + 5, 0),
                            {m_facts.unit, Type::font(Type::Role::Unit), theme.secondary});
    }
}

void Tile::paintState(QPainter &painter, const Theme &theme) const
{
    const Accent *const deviates = accent(theme);
    if (m_isCompact && !deviates && !isStale())
        return;
    QFont font = Type::numberFont(Type::Role::Unit);
    font.setBold(deviates);
    const QPointF at(width() - 1 - padding(), m_isCompact ? 18 : 21);
    const double taken = Painting::paintUntil(
        painter, at, {m_facts.state, font, deviates ? deviates->ink : theme.secondary});
    if (deviates) {
        paintIcon(painter, m_facts.icon, QRectF(at.x() - taken - 16, at.y() - 10, 13, 13),
                  deviates->ink);
    }
}

QFont Tile::figureFont(bool isMain) const
{
    using Role = Type::Role;
    if (!isMain)
        return Type::numberFont(m_isCompact ? Role::Body : Role::FigureSmall);
    QFont font = Type::numberFont(m_isCompact ? Role::FigureSmall : Role::Figure);
    if (m_isCompact && m_facts.figures.size() > 1)
        font.setPixelSize(16);
    return font;
}

// Returns where they end.
double Tile::paintFigures(QPainter &painter, const Theme &theme) const
{
    const bool isAlone = m_facts.figures.size() == 1;
    const QFont small = Type::numberFont(Type::Role::Unit);
    const QFont unit = isAlone && !m_isCompact ? Type::numberFont(Type::Role::Header) : small;
    QPointF at(padding(), m_isCompact ? 45 : 57);
    const auto paint = [&](const QString &text, const QFont &font, const QColor &color) {
        at.rx() += Painting::paintFrom(painter, at, {text, font, color});
    };
    for (const TileFacts::Figure &figure : m_facts.figures) {
        if (!figure.name.isEmpty()) {
            paint(figure.name, small, theme.secondary);
            at.rx() += 4;
        }
        paint(figure.text, figureFont(figure.isMain), figure.isMain ? theme.text : theme.secondary);
        if (!figure.unit.isEmpty()) {
            at.rx() += 4;
            paint(figure.unit, unit, theme.secondary);
        }
        at.rx() += m_isCompact ? 8 : 12;
    }
    const Accent *const deviates = accent(theme);
    QFont font = m_isCompact ? small : Type::numberFont(Type::Role::Body);
    font.setBold(deviates);
    at.rx() -= 2;
    const double end = at.x();
    paint(m_facts.remark, font, deviates ? deviates->ink : theme.secondary);
    return m_facts.remark.isEmpty() ? end : at.x();
}

// At its usual place, whatever the figures, unless they are so wide that they would lie over it.
void Tile::paintLine(QPainter &painter, const Theme &theme, double figuresEnd)
{
    const auto &starts = m_isCompact ? compactSparklineAt : sparklineAt;
    const double left = std::max(double(starts[std::size_t(m_kind)]), figuresEnd);
    const double right = width() - 1 - (m_isCompact ? 6 : 11);
    if (right - left < leastSparkline)
        return;
    const QRectF place(left, m_isCompact ? 24 : 33, right - left, m_isCompact ? 24 : 27);
    const Accent *const deviates = accent(theme);
    const QColor grey = mixed(theme.secondary, theme.base, isStale() ? 0.5 : 0.85);
    m_sparkline.paint(
        painter, place,
        {m_facts.sparkline, deviates ? deviates->ink : grey,
         deviates ? mixed(deviates->ink, theme.base, 0.1) : mixed(theme.text, theme.base, 0.055),
         !isStale()});
}

void Tile::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT clicked();
}

void Tile::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
        event->key() == Qt::Key_Select)
        Q_EMIT clicked();
    else
        QWidget::keyPressEvent(event);
}

// A ring for those who came by keyboard; who clicks knows where the click was.
void Tile::focusInEvent(QFocusEvent *event)
{
    m_showsFocus = event->reason() == Qt::TabFocusReason ||
                   event->reason() == Qt::BacktabFocusReason ||
                   event->reason() == Qt::ShortcutFocusReason;
    update();
}

void Tile::focusOutEvent(QFocusEvent *)
{
    m_showsFocus = false;
    update();
}

void Tile::enterEvent(QEnterEvent *)
{
    update();
}

void Tile::leaveEvent(QEvent *)
{
    update();
}

} // namespace Amp
