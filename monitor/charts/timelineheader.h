// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

#include "client/models/serverstate.h"
#include "monitor/theme.h"
#include "monitor/viewstate.h"

namespace Amp {

// The line over the lanes: how many workers do what, and what the colours mean.
class TimelineHeader : public QWidget
{
    Q_OBJECT

public:
    TimelineHeader(const ServerState &state, ViewState &view, QWidget *parent);

    QString counts() const; // "64 · 61 busy · 3 idle"

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintLegend(QPainter &painter, const Theme &theme, double from) const;

    const ServerState &m_state;
    ViewState &m_view;
};

} // namespace Amp
