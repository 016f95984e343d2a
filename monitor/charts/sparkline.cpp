// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/sparkline.h"

#include <algorithm>
#include <limits>

#include <QPolygonF>

namespace Amp {

namespace {

constexpr double sparkWidth = 1.3;
constexpr double sparkEndRadius = 2.2;
constexpr int sparkMargin = 4;   // of a picture, for what lies over the edge
constexpr double flatHeight = 2; // over the bottom, of a line that is zero all the time

struct ValueRange
{
    double low = std::numeric_limits<double>::max();
    double high = std::numeric_limits<double>::lowest();
};

ValueRange rangeOf(const std::vector<std::optional<double>> &values)
{
    ValueRange range;
    for (const auto &value : values) {
        if (value) {
            range.low = std::min(range.low, *value);
            range.high = std::max(range.high, *value);
        }
    }
    return range;
}

double yOf(double value, const ValueRange &range, const QRectF &rect)
{
    if (range.high > range.low) {
        const double share = (value - range.low) / (range.high - range.low);
        return rect.bottom() - flatHeight - share * (rect.height() - flatHeight - 1);
    }
    return value == 0 ? rect.bottom() - flatHeight : rect.center().y();
}

void paintPiece(QPainter &painter, const QRectF &rect, const QPolygonF &piece,
                const Sparkline &sparkline)
{
    if (piece.isEmpty())
        return;
    if (sparkline.fill.isValid()) {
        QPolygonF area = piece;
        area << QPointF(piece.last().x(), rect.bottom())
             << QPointF(piece.first().x(), rect.bottom());
        painter.setPen(Qt::NoPen);
        painter.setBrush(sparkline.fill);
        painter.drawPolygon(area);
    }
    painter.setPen(QPen(sparkline.line, sparkWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(piece);
}

} // namespace

void paintSparkline(QPainter &painter, const QRectF &rect, const Sparkline &sparkline)
{
    const auto &values = sparkline.values;
    if (values.size() < 2)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const ValueRange range = rangeOf(values);
    const double step = rect.width() / double(values.size() - 1);
    QPolygonF piece;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i]) {
            piece << QPointF(rect.left() + double(i) * step, yOf(*values[i], range, rect));
        } else {
            paintPiece(painter, rect, piece, sparkline);
            piece.clear();
        }
    }
    paintPiece(painter, rect, piece, sparkline);
    if (sparkline.showsEnd && !piece.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(sparkline.line);
        painter.drawEllipse(piece.last(), sparkEndRadius, sparkEndRadius);
    }
    painter.restore();
}

void SparklinePicture::paint(QPainter &painter, const QRectF &rect, const Sparkline &sparkline)
{
    const QRect whole =
        rect.toAlignedRect().adjusted(-sparkMargin, -sparkMargin, sparkMargin, sparkMargin);
    const double ratio = painter.device()->devicePixelRatioF();
    if (m_picture.isNull() || m_picture.devicePixelRatioF() != ratio || m_rect != rect ||
        m_sparkline != sparkline)
    {
        m_sparkline = sparkline;
        m_rect = rect;
        m_picture = QPixmap(whole.size() * ratio);
        m_picture.setDevicePixelRatio(ratio);
        m_picture.fill(Qt::transparent);
        QPainter picture(&m_picture);
        picture.translate(-whole.topLeft());
        paintSparkline(picture, rect, sparkline);
    }
    painter.drawPixmap(whole.topLeft(), m_picture);
}

} // namespace Amp
