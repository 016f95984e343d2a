// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/timepane.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace Amp {

namespace {

constexpr qint64 silence = 2'000'000; // what is longer is a gap
constexpr int keySteps = 60;          // of the cross-hair, through the whole range
constexpr double closer = 0.5;

} // namespace

TimePane::TimePane(const ServerState &state, ViewState &view, QWidget *parent)
    : QWidget(parent)
    , m_state(state)
    , m_view(view)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&state, &ServerState::updated, this, &TimePane::invalidate);
    connect(&state, &ServerState::cleared, this, &TimePane::invalidate);
    connect(&view, &ViewState::rangeChanged, this, &TimePane::followRange);
    connect(&view, &ViewState::freshnessChanged, this, &TimePane::invalidate);
    connect(&view, &ViewState::crossHairChanged, this, [this] { update(); });
}

QPixmap TimePane::toPixmap()
{
    renewContent();
    return m_content;
}

TimeScale TimePane::timeScale() const
{
    const QRectF area = plot();
    return {m_view.range(), area.left(), area.width()};
}

Theme TimePane::theme() const
{
    const Theme theme = Theme::of(palette());
    return isStale() ? theme.staled() : theme;
}

qint64 TimePane::silentSince() const
{
    const qint64 until = m_view.dataUntil();
    const bool isPaused = m_view.freshness() == ViewState::Freshness::Paused;
    return until > 0 && !isPaused && m_view.now() - until > silence ? until : 0;
}

void TimePane::invalidate()
{
    m_isDirty = true;
    update();
}

// A live range moves on under a resting mouse: the cross-hair stays under the mouse.
void TimePane::followRange()
{
    if (m_mouse == Mouse::Over)
        hoverAt(m_mouseAt);
    invalidate();
}

void TimePane::renewContent()
{
    const QSize pixels = size() * devicePixelRatioF();
    if (!m_isDirty && m_content.size() == pixels)
        return;
    m_isDirty = false;
    ++m_contentPaints;
    if (m_content.size() != pixels)
        m_content = QPixmap(pixels);
    m_content.setDevicePixelRatio(devicePixelRatioF());
    const Theme colours = theme();
    m_content.fill(colours.base);
    QPainter painter(&m_content);
    paintContent(painter, colours);
}

void TimePane::paintEvent(QPaintEvent *)
{
    renewContent();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_content);
    const Theme colours = theme();
    paintOverlay(painter, colours);
    if (m_mouse == Mouse::Dragging)
        paintDrag(painter, colours);
    if (m_showsFocus) {
        painter.setPen(colours.focus);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void TimePane::paintDrag(QPainter &painter, const Theme &theme) const
{
    const QRectF area = plot();
    const double from = std::clamp(m_pressedAt.x(), area.left(), area.right());
    const double to = std::clamp(m_mouseAt.x(), area.left(), area.right());
    QColor veil = theme.highlight;
    veil.setAlphaF(0.2F);
    const QRectF band = QRectF(from, area.top(), to - from, area.height()).normalized();
    painter.fillRect(band, veil);
    painter.fillRect(QRectF(band.left(), band.top(), 1, band.height()), theme.focus);
    painter.fillRect(QRectF(band.right(), band.top(), 1, band.height()), theme.focus);
}

void TimePane::hoverAt(const QPointF &point)
{
    const QRectF area = plot();
    const bool isOver = point.x() >= area.left() && point.x() <= area.right();
    m_view.setCrossHair(isOver ? timeScale().at(point.x()) : 0);
}

void TimePane::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_mouse = Mouse::Pressed;
    m_pressedAt = event->position();
}

void TimePane::mouseMoveEvent(QMouseEvent *event)
{
    m_mouseAt = event->position();
    const double moved = std::abs(m_mouseAt.x() - m_pressedAt.x());
    const bool startsInPlot = plot().contains(m_pressedAt);
    if (m_mouse == Mouse::Pressed && startsInPlot && moved >= QApplication::startDragDistance())
        m_mouse = Mouse::Dragging;
    if (m_mouse == Mouse::Dragging)
        update();
    else if (m_mouse == Mouse::Away)
        m_mouse = Mouse::Over;
    hoverAt(m_mouseAt);
}

void TimePane::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Mouse before = std::exchange(m_mouse, Mouse::Over);
    const TimeScale scale = timeScale();
    if (before == Mouse::Pressed)
        return clickedAt(event->position());
    if (before != Mouse::Dragging)
        return;
    const double from = std::clamp(m_pressedAt.x(), scale.left, scale.right());
    const double to = std::clamp(event->position().x(), scale.left, scale.right());
    m_view.setFixedRange({scale.at(std::min(from, to)), scale.at(std::max(from, to))});
    update();
}

void TimePane::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (plot().contains(event->position()))
        m_view.setLiveRange();
}

void TimePane::leaveEvent(QEvent *)
{
    m_mouse = Mouse::Away;
    m_view.setCrossHair(0);
}

void TimePane::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCrossHair(-1);
    case Qt::Key_Right:
        return moveCrossHair(1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return m_view.zoom(closer);
    case Qt::Key_Minus:
        return m_view.zoom(1 / closer);
    case Qt::Key_0:
        return m_view.setLiveRange();
    default:
        QWidget::keyPressEvent(event);
    }
}

void TimePane::moveCrossHair(int steps)
{
    const ViewState::Range range = m_view.range();
    const qint64 from = m_view.crossHair() == 0 ? range.to : m_view.crossHair();
    m_view.setCrossHair(
        std::clamp(from + steps * (range.to - range.from) / keySteps, range.from, range.to));
}

void TimePane::focusInEvent(QFocusEvent *event)
{
    m_showsFocus = event->reason() == Qt::TabFocusReason ||
                   event->reason() == Qt::BacktabFocusReason ||
                   event->reason() == Qt::ShortcutFocusReason;
    invalidate();
}

void TimePane::focusOutEvent(QFocusEvent *)
{
    m_showsFocus = false;
    invalidate();
}

void TimePane::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        invalidate();
    QWidget::changeEvent(event);
}

} // namespace Amp
