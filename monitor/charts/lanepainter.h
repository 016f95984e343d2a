// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QPainter>

#include "monitor/charts/lanebars.h"
#include "monitor/theme.h"

namespace Amp {

// Paints lanes: the name of a worker, and what it did.
class LanePainter
{
public:
    struct Selected
    {
        quint32 worker = 0;
        quint64 call = 0;
    };

    // The painter and the theme outlive it. `until` is the time up to which anything is known.
    LanePainter(QPainter &painter, const Theme &theme, const TimeScale &scale, qint64 until);

    void setSelected(const Selected &selected, bool hasFocus);
    void paint(const Feed::WorkerRow &worker, const ServerState::Lane &lane, double top,
               double width);

private:
    void paintGround(double top, double width);
    void paintName(const Feed::WorkerRow &worker, double top);
    void paintColumns(const std::vector<double> &columns, double top);
    void paintBar(const LaneBar &bar, double top);
    void paintBarName(const LaneBar &bar, const QRectF &rect);
    void paintBackoff(const Feed::WorkerRow &worker, const std::vector<LaneBar> &bars, double top);
    void paintWait(const Feed::WorkerRow &worker, double top);
    void paintOutline(const LaneBar &bar, double top);
    QColor fillOf(const LaneBar &bar) const;
    QColor doneColor() const;

    QPainter &m_painter;
    const Theme &m_theme;
    const TimeScale m_scale;
    const qint64 m_until;
    Selected m_selected;
    bool m_hasFocus = false;
    bool m_isSelected = false; // the lane that is being painted
};

} // namespace Amp
