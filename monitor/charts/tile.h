// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

#include "monitor/charts/sparkline.h"
#include "monitor/charts/tilefacts.h"
#include "monitor/theme.h"

namespace Amp {

// One figure of the server with its last 60 seconds. A button: a click shows what it counts.
class Tile : public QWidget
{
    Q_OBJECT

public:
    Tile(TileFacts::Kind kind, const ServerState &state, ViewState &view, QWidget *parent);

    TileFacts::Kind kind() const { return m_kind; }
    const TileFacts &facts() const { return m_facts; }
    void setCompact(bool compact);
    void setLast(bool last);                // of the row: no line at its right
    int paints() const { return m_paints; } // for tests

Q_SIGNALS:
    void clicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void renew();
    void paintGround(QPainter &painter, const Theme &theme) const;
    void paintLabel(QPainter &painter, const Theme &theme) const;
    void paintState(QPainter &painter, const Theme &theme) const;
    double paintFigures(QPainter &painter, const Theme &theme) const;
    QFont figureFont(bool isMain) const;
    void paintLine(QPainter &painter, const Theme &theme, double figuresEnd);
    bool isStale() const { return m_view.freshness() == ViewState::Freshness::Stale; }
    double padding() const { return m_isCompact ? 8 : 12; }
    const Accent *accent(const Theme &theme) const; // of a state that deviates

    const TileFacts::Kind m_kind;
    const ServerState &m_state;
    ViewState &m_view;
    TileFacts m_facts;
    SparklinePicture m_sparkline;
    bool m_isCompact = false;
    bool m_isLast = false;
    bool m_showsFocus = false;
    int m_paints = 0;
};

} // namespace Amp
