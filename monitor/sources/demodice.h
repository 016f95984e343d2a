// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <cmath>
#include <random>

#include "monitor/sources/demosetup.h"

namespace Amp {

// The chance that the demo's load depends on. The same seed gives the same load.
class DemoDice
{
public:
    explicit DemoDice(quint64 seed)
        : m_random(seed)
    {}

    std::size_t below(std::size_t end) { return std::size_t(m_random() % end); }
    // From 0 to just below 1.
    double chance() { return double(m_random() >> 11) / double(quint64(1) << 53); }
    double between(double low, double high) { return low + (high - low) * chance(); }
    // Of something that is expected so often.
    int arrivals(double expected)
    {
        return expected > 0 ? std::poisson_distribution<int>(expected)(m_random) : 0;
    }

    // Microseconds. Six equal chances are close enough to a normal distribution, and cheap.
    qint64 runTime(const DemoProcedure &procedure)
    {
        constexpr double toUnitVariance = 1.414;
        const double normal = chance() + chance() + chance() + chance() + chance() + chance() - 3;
        const double run =
            procedure.medianRun * std::exp(procedure.spread * normal * toUnitVariance);
        return std::max<qint64>(1, qint64(run * 1000));
    }

    template <typename Row, typename Weight>
    std::size_t pick(std::span<const Row> rows, Weight weight)
    {
        double all = 0;
        for (const Row &row : rows)
            all += weight(row);
        double draw = chance() * all;
        for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
            draw -= weight(rows[i]);
            if (draw <= 0)
                return i;
        }
        return rows.size() - 1;
    }

private:
    std::mt19937_64 m_random;
};

} // namespace Amp
