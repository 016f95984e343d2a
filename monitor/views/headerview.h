// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHeaderView>

#include "monitor/views/table.h"

class QMenu;

namespace Amp {

class RowProxy;

// The header of all tables: titles with their units, the direction of sorting, and which columns
// there are. Sections can be dragged and resized.
class HeaderView : public QHeaderView
{
    Q_OBJECT

public:
    static constexpr int height = 28;

    HeaderView(const Table &table, const RowProxy &proxy, QWidget *parent);

    // The widths to begin with, of wide or narrow windows. What the user has left out stays out.
    void applyWidths(bool isNarrow);
    // Order and widths, and which columns the user has left out: a narrow window leaves out others.
    QByteArray state() const;
    void restore(const QByteArray &state);
    // One entry for each column, checked where it is shown. The last one left cannot be left out.
    void addColumnsTo(QMenu &menu);
    QSize sizeHint() const override { return {QHeaderView::sizeHint().width(), height}; }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void paintTitle(QPainter &painter, const QRect &rect, int section) const;

    const Table &m_table;
    const RowProxy &m_proxy;
    QSet<int> m_leftOut; // by the user
};

} // namespace Amp
