// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QRectF>
#include <QString>

namespace Amp {

// From values to pixels, linear from zero or in decades, with the values of the grid.
class ValueScale
{
public:
    // Three to five lines in steps of 1, 2 or 5, with 15 % of headroom.
    static ValueScale linear(double highest, const QRectF &plot);
    // At least two decades around [lowest, highest]; a usual range when there is none.
    static ValueScale decades(double lowest, double highest, const QRectF &plot);

    const std::vector<double> &grid() const { return m_grid; }
    double y(double value) const;

private:
    bool m_isLog = false;
    double m_low = 0;
    double m_high = 1;
    QRectF m_plot;
    std::vector<double> m_grid;
};

// The next 1, 2 or 5 times a power of ten that is not below the value.
double roundStep(double value);
// For the axis: 0, 5k, 2.5M.
QString axisCount(double count);

} // namespace Amp
