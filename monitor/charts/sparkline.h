// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <vector>

#include <QPainter>
#include <QPixmap>

namespace Amp {

// A line without axes, scaled to its own range. Where there is no value it breaks.
struct Sparkline
{
    std::vector<std::optional<double>> values; // at equal distances, from left to right
    QColor line;
    QColor fill; // below it; none when invalid
    bool showsEnd = true;

    bool operator==(const Sparkline &) const = default;
};

void paintSparkline(QPainter &painter, const QRectF &rect, const Sparkline &sparkline);

// Keeps the picture of one until it is another one: stroking takes longer than all else of a tile,
// and tiles are painted ten times as often as a second ends.
class SparklinePicture
{
public:
    void paint(QPainter &painter, const QRectF &rect, const Sparkline &sparkline);

private:
    Sparkline m_sparkline;
    QRectF m_rect;
    QPixmap m_picture;
};

} // namespace Amp
