// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/valuescale.h"

#include <algorithm>
#include <cmath>

namespace Amp {

namespace {

constexpr double headroom = 1.15;
constexpr int mostSteps = 4;
constexpr double leastHigh = 10;
constexpr double usualLow = 100; // microseconds
constexpr double usualHigh = 1'000'000;

QString trimmed(double value, QChar suffix)
{
    return QString::number(value, 'g', 4) + suffix;
}

} // namespace

double roundStep(double value)
{
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= value * (1 - 1e-9))
            return factor * power;
    }
    return 10 * power;
}

ValueScale ValueScale::linear(double highest, const QRectF &plot)
{
    ValueScale scale;
    scale.m_plot = plot;
    const double wanted = highest > 0 ? highest * headroom : leastHigh;
    double step = roundStep(wanted / 10);
    while (std::ceil(wanted / step - 1e-9) > mostSteps)
        step = roundStep(step * 1.1);
    const int steps = int(std::ceil(wanted / step - 1e-9));
    for (int i = 0; i <= steps; ++i)
        scale.m_grid.push_back(i * step);
    scale.m_high = steps * step;
    return scale;
}

ValueScale ValueScale::decades(double lowest, double highest, const QRectF &plot)
{
    ValueScale scale;
    scale.m_plot = plot;
    scale.m_isLog = true;
    const bool isEmpty = highest <= 0;
    const double low = std::log10(isEmpty ? usualLow : std::max(1.0, lowest));
    const double high = std::log10(isEmpty ? usualHigh : std::max(1.0, highest));
    scale.m_low = std::floor(low + 1e-9);
    scale.m_high = std::max(std::ceil(high - 1e-9), scale.m_low + 2);
    const int every = scale.m_high - scale.m_low > 5 ? 2 : 1;
    for (double power = scale.m_low; power <= scale.m_high; power += every)
        scale.m_grid.push_back(std::pow(10, power));
    return scale;
}

double ValueScale::y(double value) const
{
    const double place = m_isLog ? std::log10(std::max(1.0, value)) : value;
    const double share = std::clamp((place - m_low) / (m_high - m_low), 0.0, 1.0);
    return m_plot.bottom() - share * m_plot.height();
}

QString axisCount(double count)
{
    if (count >= 1e9)
        return trimmed(count / 1e9, u'G');
    if (count >= 1e6)
        return trimmed(count / 1e6, u'M');
    if (count >= 1e3)
        return trimmed(count / 1e3, u'k');
    return QString::number(count, 'g', 4);
}

} // namespace Amp
