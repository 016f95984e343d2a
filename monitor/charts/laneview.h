// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/charts/lanelayout.h"
#include "monitor/charts/lanepainter.h"
#include "monitor/charts/timepane.h"

namespace Amp {

class TroubleBar;

// The lanes of the timeline with their headings, their own scroll bar, and the time axis below.
class LaneView : public TimePane
{
    Q_OBJECT

public:
    LaneView(const ServerState &state, ViewState &view, QWidget *parent);

    TroubleBar *scrollBar() const { return m_scrollBar; }
    void setCompact(bool compact);
    // Scrolls as far as it takes.
    void showWorker(quint32 worker);
    QRectF laneRect(quint32 worker) const; // empty when it is not there
    // What is at a point: a call, else its lane's worker, else nothing.
    ViewState::Selection at(const QPointF &point) const;

protected:
    QRectF plot() const override;
    void paintContent(QPainter &painter, const Theme &theme) override;
    void paintOverlay(QPainter &painter, const Theme &theme) override;
    void clickedAt(const QPointF &point) override;
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void findSelected();
    void layOut();
    void markTroubles();
    void selectLane(int further);
    void paintHeading(QPainter &painter, const Theme &theme, const LaneLayout::Row &row,
                      double top) const;
    void paintRows(QPainter &painter, const Theme &theme);
    void paintNoData(QPainter &painter, const Theme &theme) const;
    void paintMarks(QPainter &painter, const Theme &theme) const;
    void paintAxis(QPainter &painter, const Theme &theme, bool withCrossHair) const;
    QRectF lanes() const; // all but the axis and the scroll bar
    QRectF axis() const;
    qint64 knownUntil() const;
    QString toolTipAt(const QPointF &point) const;
    std::optional<LaneBar> barAt(const QPointF &point) const;

    TroubleBar *m_scrollBar = nullptr;
    bool m_isCompact = false;
    LaneLayout m_layout;
    LanePainter::Selected m_selected;
};

} // namespace Amp
