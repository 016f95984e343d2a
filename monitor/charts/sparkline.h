// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <vector>

#include <QPainter>

namespace Amp {

// A line without axes, scaled to its own range. Where there is no value it breaks.
struct Sparkline
{
    std::vector<std::optional<double>> values; // at equal distances, from left to right
    QColor line;
    QColor fill; // below it; none when invalid
    bool showsEnd = true;
};

void paintSparkline(QPainter &painter, const QRectF &rect, const Sparkline &sparkline);

} // namespace Amp
