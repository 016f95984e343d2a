// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QStyledItemDelegate>

#include "monitor/views/table.h"

namespace Amp {

class RowProxy;

// Paints the cells of all tables. Backgrounds are the view's.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int padding = 12;
    static constexpr int decimalsWidth = 42; // from the decimal point to the column's right edge

    CellDelegate(const Table &table, const RowProxy &proxy, QObject *parent);

    void setTheme(const Theme &theme) { m_theme = theme; }
    void setNarrow(bool isNarrow) { m_isNarrow = isNarrow; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintLeft(QPainter &painter, QRect rect, const Cell &cell) const;
    void paintRight(QPainter &painter, const QRect &rect, const Cell &cell) const;
    void paintDecimal(QPainter &painter, const QRect &rect, const Cell &cell) const;
    void paintShareBar(QPainter &painter, const QRect &rect, const Cell &cell) const;
    void paintProgress(QPainter &painter, const QRect &rect, const Cell &cell) const;
    void paintTrend(QPainter &painter, const QRect &rect, const Cell &cell) const;
    void paintBar(QPainter &painter, const QRect &bar, double share, const QColor &color) const;

    const Table &m_table;
    const RowProxy &m_proxy;
    Theme m_theme;
    bool m_isNarrow = false;
    const QFont m_font;
    const QFont m_boldFont;
    const QFont m_monoFont;
};

} // namespace Amp
