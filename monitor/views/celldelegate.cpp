// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/celldelegate.h"

#include <algorithm>

#include <QPainter>

#include "monitor/proxies/rowproxy.h"

namespace Amp {

namespace {

constexpr int cellIconSize = 16;
constexpr int iconGap = 4;
constexpr int secondaryGap = 8;
constexpr int progressHeight = 4;
constexpr int figureBeforeBar = 56;
constexpr int progressBarWidth = 72;
constexpr int progressFigureEnd = 128;

} // namespace

CellDelegate::CellDelegate(const Table &table, const RowProxy &proxy, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_table(table)
    , m_proxy(proxy)
    , m_font(Type::numberFont(Type::Role::Body))
    , m_boldFont(Type::numberFont(Type::Role::BodyBold))
    , m_monoFont(Type::font(Type::Role::MonoLog))
{}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const int row = m_proxy.sourceRowOf(index.row());
    if (row < 0)
        return;
    const ColumnLook &look = m_table.columns()[size_t(index.column())];
    const Cell cell = m_table.cell(row, index.column(), m_proxy.segment());
    painter->setFont(look.isMono ? m_monoFont : cell.isBold ? m_boldFont : m_font);
    switch (look.layout) {
    case ColumnLook::Layout::Left:
        return paintLeft(*painter, option.rect.adjusted(padding, 0, -padding, 0), cell);
    case ColumnLook::Layout::Right:
        return paintRight(*painter, option.rect.adjusted(padding, 0, -padding, 0), cell);
    case ColumnLook::Layout::Decimal:
        return paintDecimal(*painter, option.rect, cell);
    case ColumnLook::Layout::ShareBar:
        return paintShareBar(*painter, option.rect, cell);
    case ColumnLook::Layout::Progress:
        return paintProgress(*painter, option.rect, cell);
    case ColumnLook::Layout::Trend:
        return paintTrend(*painter, option.rect.adjusted(padding, 5, -padding, -6), cell);
    }
}

void CellDelegate::paintLeft(QPainter &painter, QRect rect, const Cell &cell) const
{
    if (cell.icon) {
        const int top = rect.center().y() - cellIconSize / 2 + 1;
        paintIcon(painter, *cell.icon, QRectF(rect.left(), top, cellIconSize, cellIconSize),
                  inkOf(cell.iconTone, m_theme));
        rect.setLeft(rect.left() + cellIconSize + iconGap);
    }
    const QFontMetrics metrics = painter.fontMetrics();
    const QString text = metrics.elidedText(cell.text, Qt::ElideRight, rect.width());
    painter.setPen(inkOf(cell.tone, m_theme));
    painter.drawText(rect, Qt::AlignVCenter | Qt::TextSingleLine, text);
    if (cell.secondary.isEmpty() || (cell.isSecondaryOptional && m_isNarrow))
        return;
    if (!text.isEmpty())
        rect.setLeft(rect.left() + metrics.horizontalAdvance(text) + secondaryGap);
    painter.setPen(m_theme.secondary);
    painter.drawText(rect, Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(cell.secondary, Qt::ElideRight, std::max(rect.width(), 0)));
}

void CellDelegate::paintRight(QPainter &painter, const QRect &rect, const Cell &cell) const
{
    painter.setPen(inkOf(cell.tone, m_theme));
    painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, cell.text);
}

void CellDelegate::paintDecimal(QPainter &painter, const QRect &rect, const Cell &cell) const
{
    const qsizetype point = cell.text.indexOf(u'.');
    const QString whole = point < 0 ? cell.text : cell.text.left(point);
    const int edge = rect.right() + 1 - decimalsWidth;
    painter.setPen(inkOf(cell.tone, m_theme));
    painter.drawText(QRect(rect.left(), rect.top(), edge - rect.left(), rect.height()),
                     Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, whole);
    if (point >= 0)
        painter.drawText(QRect(edge, rect.top(), decimalsWidth, rect.height()),
                         Qt::AlignVCenter | Qt::TextSingleLine, cell.text.mid(point));
}

void CellDelegate::paintBar(QPainter &painter, const QRect &bar, double share,
                            const QColor &color) const
{
    QColor track = m_theme.text;
    track.setAlphaF(0.12F);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(track);
    painter.drawRoundedRect(bar, progressHeight / 2.0, progressHeight / 2.0);
    painter.setBrush(color);
    const double width = std::max(share * bar.width(), 2.0);
    painter.drawRoundedRect(QRectF(bar.left(), bar.top(), width, bar.height()),
                            progressHeight / 2.0, progressHeight / 2.0);
    painter.restore();
}

void CellDelegate::paintShareBar(QPainter &painter, const QRect &rect, const Cell &cell) const
{
    paintRight(painter, QRect(rect.left(), rect.top(), figureBeforeBar, rect.height()), cell);
    const int left = rect.left() + figureBeforeBar + 10;
    const QRect bar(left, rect.center().y() - 1, rect.right() + 1 - padding - left, progressHeight);
    if (cell.share && bar.width() > 0)
        paintBar(painter, bar, *cell.share, mixed(m_theme.text, m_theme.base, 0.45));
}

void CellDelegate::paintProgress(QPainter &painter, const QRect &rect, const Cell &cell) const
{
    if (!cell.share)
        return paintLeft(painter, rect.adjusted(padding, 0, -padding, 0), cell);
    const QRect bar(rect.left() + padding, rect.center().y() - 1, progressBarWidth, progressHeight);
    paintBar(painter, bar, *cell.share, m_theme.running.fill);
    paintRight(painter, QRect(rect.left(), rect.top(), progressFigureEnd, rect.height()), cell);
    paintLeft(painter, rect.adjusted(progressFigureEnd + padding, 0, -padding, 0),
              {{}, Tone::Normal, cell.secondary});
}

void CellDelegate::paintTrend(QPainter &painter, const QRect &rect, const Cell &cell) const
{
    if (!cell.trend || cell.trend->size() < 2)
        return;
    const auto [low, high] = std::ranges::minmax(*cell.trend);
    const double span = std::max<double>(double(high - low), 1);
    QPolygonF line;
    for (size_t i = 0; i < cell.trend->size(); ++i) {
        const double x = double(i) / double(cell.trend->size() - 1);
        const double y = double((*cell.trend)[i] - low) / span;
        line.append({rect.left() + x * rect.width(), rect.bottom() - y * rect.height()});
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.secondary, 1));
    painter.drawPolyline(line);
    painter.restore();
}

} // namespace Amp
