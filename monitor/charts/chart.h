// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include "monitor/charts/chartline.h"
#include "monitor/charts/painting.h"
#include "monitor/charts/timepane.h"

namespace Amp {

// One chart of the server's history: lines over time, without a legend, since each line has its
// name and value at its end. What it shows, its subclasses say.
class Chart : public TimePane
{
    Q_OBJECT

public:
    Chart(const ServerState &state, ViewState &view, QWidget *parent);

    // Only the lowest of the charts has the axis, only the uppermost the words of marks.
    void setShowsAxis(bool shows);
    void setShowsMarkWords(bool shows);
    // What is above and below the plot, of the chart's height.
    int heightAround() const;
    // What is beside the plot, the same in all charts so that they stand in line.
    static double rightGutter();

    virtual QString title() const = 0;
    virtual QString unit() const = 0;

protected:
    virtual std::vector<ChartLine> lines() const = 0;
    virtual ValueScale valueScale(const std::vector<ChartLine> &lines) const = 0;
    virtual QString valueText(double value) const = 0;
    virtual QString axisText(double value) const = 0;
    virtual bool isFilled() const { return true; }
    // Painted over the lines: what this chart marks of its own.
    virtual void paintTroubles(QPainter &painter, const Theme &theme);

    QRectF plot() const override;
    QRectF titleRow() const;
    void paintContent(QPainter &painter, const Theme &theme) override;
    void paintOverlay(QPainter &painter, const Theme &theme) override;

private:
    struct EndLabel
    {
        double y = 0; // of the baseline's middle
        const ChartLine *line = nullptr;
    };

    QRectF axis() const;
    void paintTitle(QPainter &painter, const Theme &theme) const;
    void paintGrid(QPainter &painter, const Theme &theme) const;
    void paintHoles(QPainter &painter, const Theme &theme) const;
    void paintLine(QPainter &painter, const Theme &theme, const ChartLine &line) const;
    void paintMarks(QPainter &painter, const Theme &theme) const;
    void paintEnds(QPainter &painter, const Theme &theme) const;
    void paintNothing(QPainter &painter, const Theme &theme) const;
    void paintValues(QPainter &painter, const Theme &theme) const;
    std::vector<EndLabel> endLabels() const;

    bool m_showsAxis = false;
    bool m_showsMarkWords = false;
    // Of the last time that the content was painted; the cross-hair reads them.
    std::vector<ChartLine> m_lines;
    ValueScale m_values;
};

} // namespace Amp
