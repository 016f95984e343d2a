// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <unordered_map>
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
    int rowOf(quint64 id) const;    // -1: not shown, or moving
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
    // Case-folded, and how many rows have it: most columns repeat few texts.
    using Texts = std::unordered_map<QString, int>;
    using Text = Texts::value_type;
    // Of plain values, since every merge copies all places.
    struct Place
    {
        qint64 number = 0;
        Text *text = nullptr; // nullptr: a number
        quint64 id = 0;
        bool operator==(const Place &) const = default;
    };
    using Places = std::vector<Place>;
    struct Known // of every row of the model
    {
        Place place;
        quint32 segments = 0;
        bool isShown = false;
    };
    struct Changes
    {
        Places removed;
        Places leaving; // where moved rows were
        Places moved;   // where they go
        Places inserted;
        Places touched;            // where rows with changed cells are now
        quint32 columns = 0;       // of those cells
        std::vector<Text *> texts; // of places that no row has any more
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
    static void keep(const Place &before, const Place &now, quint32 columns, Changes &changes);
    void forget(quint64 id, Changes &changes);
    void count(quint32 segments, int by);

    void merge(Changes &changes);
    void rearrange(const Changes &changes);
    void insertAt(int row, const Places &places, int unordered);
    void removeAt(int row, int count);
    void tell(const Changes &changes);
    void release(const std::vector<Text *> &texts);
    template <typename Action>
    void changeLayout(Action action);
    void replace(const Places &leaving, const Places &arriving);
    int position(const Place &place) const;
    int spread(const Places &sorted) const;

    bool isBefore(const Place &left, const Place &right) const;
    Place placeOf(int sourceRow);
    bool isWanted(int sourceRow, quint32 segments) const;
    void sortPlaces(Places &places) const;
    Places sorted(const Places &some, const Places &others) const;

    const RowSource &m_source;
    FilterQuery m_query;
    int m_segment = 0;
    int m_sortColumn = 0;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::array<int, maxSegments> m_counts{};
    Places m_places;     // the rows that are shown, in order
    int m_unordered = 0; // but these at the end, which come or go in this merge
    Places m_spare;      // memory for the next merge
    Texts m_texts;
    QHash<quint64, Known> m_known;
    QHash<quint64, quint32> m_changed; // since the last merge: changed columns
    std::vector<quint64> m_gone;       // since the last merge
    QTimer m_mergeTimer;
    QTimer m_liveTimer;
};

} // namespace Amp
