// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>

#include <QWidget>

#include "monitor/charts/chart.h"

namespace Amp {

class LatencyChart;

// The three charts of the server's history, one under the other, over one time axis.
class Charts : public QWidget
{
    Q_OBJECT

public:
    Charts(const ServerState &state, ViewState &view, QWidget *parent = nullptr);

    const std::array<Chart *, 3> &all() const { return m_charts; }
    LatencyChart *latency() const { return m_latency; }

    // For export: all three as they are shown, and the history of the range, with a header line.
    QPixmap toPixmap();
    QString toCsv() const;
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    const ServerState &m_state;
    ViewState &m_view;
    LatencyChart *m_latency = nullptr;
    std::array<Chart *, 3> m_charts{};
};

} // namespace Amp
