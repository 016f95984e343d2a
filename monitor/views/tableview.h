// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QAbstractItemView>

#include "monitor/proxies/rowproxy.h"
#include "monitor/views/table.h"

namespace Amp {

class CellDelegate;
class HeaderView;

// A table of rows that are all 24 px high: where a row is follows from its number, so that neither
// a hundred thousand rows nor a thousand changes cost anything but the painting of those in sight.
// (QTableView has an entry for each row, and moves all behind it with each insertion.)
//
// What the user looks at stays where it is while rows come and go around it. The selection is the
// window's, known by id: it survives rows that leave the table.
class TableView : public QAbstractItemView
{
    Q_OBJECT

public:
    static constexpr int rowHeight = 24;

    // All are the window's and outlive the view.
    TableView(const Table &table, RowProxy &proxy, ViewState &view, QWidget *parent = nullptr);

    HeaderView &header() { return *m_header; }
    void setNarrow(bool isNarrow);
    void sortBy(int column, Qt::SortOrder order);

    // Newest first and in sight, until the user scrolls away or sorts by something else.
    void setFollowing(bool isFollowing);
    bool isFollowing() const { return m_isFollowing; }

    // Covers the rows as long as it is visible. Takes ownership.
    void setEmptyPane(QWidget *pane);
    QRect rowRect(quint64 id) const; // in the viewport; empty: not in sight
    QString csv() const;             // all rows and visible columns
    void copySelected() const;

    QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint &point) const override;

Q_SIGNALS:
    void followingChanged(bool isFollowing);
    void opened(); // Enter: the row's detail is wanted
    void menuRequested(const QPoint &globalPosition);

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override;
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex &index) const override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags flags) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void updateGeometries() override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void setUpHeader();
    void noteVisibleRows();
    void keepPlace();
    void showNewest();
    bool isAtNewest() const;
    void showSelection();
    void paintRow(QPainter &painter, int row, const Theme &theme);
    Theme theme() const;
    std::vector<int> shownColumns() const; // from left to right
    QString describe(int row) const;

    const Table &m_table;
    RowProxy &m_proxy;
    ViewState &m_view;
    HeaderView *m_header = nullptr;
    CellDelegate *m_delegate = nullptr;
    QWidget *m_emptyPane = nullptr;
    bool m_isFollowing = false;
    bool m_isNarrow = false;
    bool m_isSyncing = false;        // the selection follows the window's, not the user
    std::vector<quint64> m_wereSeen; // ids from the top, before a merge
    int m_firstSeen = 0;             // their first row
};

} // namespace Amp
