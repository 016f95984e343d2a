// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/charts/chart.h"

namespace Amp {

// How many calls waited, and when the longest waiting one had waited too long: a stuck queue does
// not show in its length.
class QueueChart final : public Chart
{
    Q_OBJECT

public:
    QueueChart(const ServerState &state, ViewState &view, QWidget *parent);

    QString title() const override;
    QString unit() const override;

protected:
    std::vector<ChartLine> lines() const override;
    ValueScale valueScale(const std::vector<ChartLine> &lines) const override;
    QString valueText(double value) const override;
    QString axisText(double value) const override;
    void paintTroubles(QPainter &painter, const Theme &theme) override;
};

} // namespace Amp
