// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/charts/chart.h"

namespace Amp {

// Percentiles of the calls that ended in each second. A click on its title, or T, shows those of
// the waiting, of the running, and of both together in turn.
class LatencyChart final : public Chart
{
    Q_OBJECT

public:
    enum class Measure { Total, Waiting, Running };

    LatencyChart(const ServerState &state, ViewState &view, QWidget *parent);

    Measure measure() const { return m_measure; }
    void setMeasure(Measure measure);

    QString title() const override;
    QString unit() const override;

Q_SIGNALS:
    void measureChanged();

protected:
    std::vector<ChartLine> lines() const override;
    ValueScale valueScale(const std::vector<ChartLine> &lines) const override;
    QString valueText(double value) const override;
    QString axisText(double value) const override;
    bool isFilled() const override { return false; }
    void clickedAt(const QPointF &point) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showNextMeasure();

    Measure m_measure = Measure::Total;
};

} // namespace Amp
