// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QPixmap>
#include <QWidget>

#include "client/models/serverstate.h"
#include "monitor/charts/timeaxis.h"
#include "monitor/theme.h"
#include "monitor/viewstate.h"

namespace Amp {

// A pane whose width is time. Its content is painted once into a pixmap when there is new data; the
// cross-hair and the range that is being dragged lie over it. All panes share one ViewState: what
// the mouse and the keys do here shows everywhere.
class TimePane : public QWidget
{
    Q_OBJECT

public:
    TimePane(const ServerState &state, ViewState &view, QWidget *parent);

    // Without the cross-hair, for export.
    QPixmap toPixmap();
    int contentPaints() const { return m_contentPaints; } // for tests

protected:
    virtual QRectF plot() const = 0;
    virtual void paintContent(QPainter &painter, const Theme &theme) = 0;
    virtual void paintOverlay(QPainter &painter, const Theme &theme) = 0;
    virtual void clickedAt(const QPointF &point) { Q_UNUSED(point) }

    const ServerState &state() const { return m_state; }
    ViewState &view() const { return m_view; }
    TimeScale timeScale() const;
    Theme theme() const; // greyed while the data is stale
    bool isStale() const { return m_view.freshness() == ViewState::Freshness::Stale; }
    // Since when nothing has come; 0 while it comes.
    qint64 silentSince() const;
    void invalidate();

    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Mouse { Away, Over, Pressed, Dragging };

    void followRange();
    void hoverAt(const QPointF &point);
    void moveCrossHair(int steps);
    void renewContent();
    void paintDrag(QPainter &painter, const Theme &theme) const;

    const ServerState &m_state;
    ViewState &m_view;
    QPixmap m_content;
    bool m_isDirty = true;
    bool m_showsFocus = false;
    int m_contentPaints = 0;
    Mouse m_mouse = Mouse::Away;
    QPointF m_pressedAt;
    QPointF m_mouseAt;
};

} // namespace Amp
