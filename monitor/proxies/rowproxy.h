// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <vector>

#include <QAbstractTableModel>
#include <QHash>
#include <QTimer>

#include "monitor/proxies/rowsource.h"

namespace Amp {

// The rows of a model that belong to a segment and match a query, sorted by their raw values and
// then by id, so that equal rows keep their order.
//
// What the model tells is gathered, and merged once when control returns to the event loop: a tick
// of a thousand changes among 100,000 rows is one pass, not a thousand. QSortFilterProxyModel moves
// row by row, and each move costs a pass. Between the two, rows are looked up by id, so that
// nothing ever reads a row that is gone.
class RowProxy : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int maxSegments = 8;

    // The source outlives the proxy.
    explicit RowProxy(const RowSource &source, QObject *parent = nullptr);

    void setQuery(const FilterQuery &query);
    bool isFiltered() const { return !m_query.isEmpty(); }
    void setSegment(int segment);
    int segment() const { return m_segment; }
    // Rows of the model in that segment, matching or not.
    int countIn(int segment) const { return m_counts[size_t(segment)]; }

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    int sortColumn() const { return m_sortColumn; }
    Qt::SortOrder sortOrder() const { return m_sortOrder; }

    quint64 idAt(int row) const { return m_places[size_t(row)].id; }
    int rowOf(quint64 id) const;    // -1: not shown
    int sourceRowOf(int row) const; // -1: gone since the last merge
    void flush();                   // merges what has come

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void aboutToMerge(); // rows will move; whoever keeps a place on the screen notes it
    void merged();

private:
    struct SortKey
    {
        qint64 number = 0;
        QString text; // case-folded
        bool operator==(const SortKey &) const = default;
    };
    struct Place
    {
        SortKey key;
        quint64 id = 0;
    };
    using Places = std::vector<Place>;
    struct Known // of every row of the model
    {
        SortKey key;
        quint32 segments = 0;
        bool isShown = false;
    };
    struct Changes
    {
        Places removed;
        Places leaving; // where moved rows were
        Places moved;   // where they go
        Places inserted;
        QHash<quint64, quint32> touched; // rows that stay in place, and their changed columns
    };

    void noteInserted(const QModelIndex &parent, int first, int last);
    void noteRemoved(const QModelIndex &parent, int first, int last);
    void noteChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight);
    void note(quint64 id, quint32 columns);
    void noteLiveRows();
    void rebuild();
    void refilter();

    Changes sortOut();
    void sortOutOne(quint64 id, quint32 columns, Changes &changes);
    void forget(quint64 id, Changes &changes);
    void count(quint32 segments, int by);

    void remove(Places &&places);
    void move(const Places &from, Places &&to);
    void insert(Places &&places);
    void tell(const QHash<quint64, quint32> &touched);
    template <typename Rearrange>
    void rearrange(Rearrange action);
    void mergeIn(Places &&sorted);
    void takeOut(const std::vector<int> &rows, Places &taken);
    std::vector<int> rowsOf(const Places &places) const;
    int position(const Place &place) const;

    bool isBefore(const Place &left, const Place &right) const;
    SortKey keyOf(int sourceRow) const;
    bool isWanted(int sourceRow, quint32 segments) const;
    void sortPlaces(Places &places) const;

    const RowSource &m_source;
    FilterQuery m_query;
    int m_segment = 0;
    int m_sortColumn = 0;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::array<int, maxSegments> m_counts{};
    Places m_places; // the rows that are shown, in order
    QHash<quint64, Known> m_known;
    QHash<quint64, quint32> m_changed; // since the last merge: changed columns
    std::vector<quint64> m_gone;       // since the last merge
    QTimer m_mergeTimer;
    QTimer m_liveTimer;
};

} // namespace Amp
