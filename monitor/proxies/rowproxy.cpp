// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/proxies/rowproxy.h"

#include <algorithm>
#include <chrono>

namespace Amp {

namespace {

using namespace std::chrono_literals;

constexpr quint32 allColumns = ~quint32(0);

// Rates and shares keep six decimals, which sorting never misses.
qint64 sortNumber(const QVariant &value)
{
    if (value.typeId() == QMetaType::Double)
        return qint64(std::clamp(value.toDouble() * 1e6, -9e18, 9e18));
    return value.toLongLong();
}

} // namespace

RowProxy::RowProxy(const RowSource &source, QObject *parent)
    : QAbstractTableModel(parent)
    , m_source(source)
{
    const FeedModel *model = &source.model();
    connect(model, &QAbstractItemModel::rowsInserted, this, &RowProxy::noteInserted);
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, &RowProxy::noteRemoved);
    connect(model, &QAbstractItemModel::dataChanged, this, &RowProxy::noteChanged);
    connect(model, &QAbstractItemModel::modelReset, this, &RowProxy::rebuild);
    m_mergeTimer.setSingleShot(true);
    connect(&m_mergeTimer, &QTimer::timeout, this, &RowProxy::flush);
    connect(&m_liveTimer, &QTimer::timeout, this, &RowProxy::noteLiveRows);
    rebuild();
}

void RowProxy::setQuery(const FilterQuery &query)
{
    m_query = query;
    refilter();
    if (query.changesWithTime())
        m_liveTimer.start(1s);
    else
        m_liveTimer.stop();
}

void RowProxy::setSegment(int segment)
{
    if (m_segment == segment)
        return;
    m_segment = segment;
    refilter();
}

void RowProxy::sort(int column, Qt::SortOrder order)
{
    flush();
    Q_EMIT aboutToMerge();
    rearrange([this, column, order] {
        const bool isOtherColumn = std::exchange(m_sortColumn, column) != column;
        m_sortOrder = order;
        for (auto known = m_known.begin(); isOtherColumn && known != m_known.end(); ++known)
            known->key = keyOf(m_source.rowOf(known.key()));
        for (Place &place : m_places)
            place.key = m_known.value(place.id).key;
        sortPlaces(m_places);
    });
    Q_EMIT merged();
}

int RowProxy::rowOf(quint64 id) const
{
    const auto known = m_known.constFind(id);
    if (known == m_known.cend() || !known->isShown)
        return -1;
    const int row = position({known->key, id});
    return row < rowCount() && idAt(row) == id ? row : -1;
}

int RowProxy::sourceRowOf(int row) const
{
    return m_source.rowOf(idAt(row));
}

int RowProxy::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_places.size());
}

int RowProxy::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_source.model().columnCount();
}

QVariant RowProxy::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const int row = sourceRowOf(index.row());
    return row < 0 ? QVariant() : m_source.model().index(row, index.column()).data(role);
}

QVariant RowProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Vertical ? QVariant()
                                       : m_source.model().headerData(section, orientation, role);
}

void RowProxy::noteInserted(const QModelIndex &parent, int first, int last)
{
    for (int row = first; !parent.isValid() && row <= last; ++row)
        note(m_source.idAt(row), allColumns);
}

void RowProxy::noteRemoved(const QModelIndex &parent, int first, int last)
{
    for (int row = first; !parent.isValid() && row <= last; ++row)
        m_gone.push_back(m_source.idAt(row));
    m_mergeTimer.start(0);
}

void RowProxy::noteChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight)
{
    quint32 columns = 0;
    for (int column = topLeft.column(); column <= bottomRight.column(); ++column)
        columns |= quint32(1) << column;
    for (int row = topLeft.row(); row <= bottomRight.row(); ++row)
        note(m_source.idAt(row), columns);
}

void RowProxy::note(quint64 id, quint32 columns)
{
    m_changed[id] |= columns;
    if (!m_mergeTimer.isActive())
        m_mergeTimer.start(0);
}

void RowProxy::noteLiveRows()
{
    for (int row = 0; row < m_source.model().rowCount(); ++row) {
        if (m_source.isLive(row))
            note(m_source.idAt(row), 0);
    }
}

void RowProxy::rebuild()
{
    m_mergeTimer.stop();
    beginResetModel();
    m_changed.clear();
    m_gone.clear();
    m_known.clear();
    m_places.clear();
    m_counts = {};
    for (int row = 0; row < m_source.model().rowCount(); ++row)
        m_changed[m_source.idAt(row)] = allColumns;
    m_places = sortOut().inserted;
    sortPlaces(m_places);
    endResetModel();
    Q_EMIT merged();
}

void RowProxy::refilter()
{
    for (auto known = m_known.cbegin(); known != m_known.cend(); ++known)
        m_changed[known.key()];
    m_mergeTimer.start(0);
    flush();
}

void RowProxy::flush()
{
    if (!m_mergeTimer.isActive())
        return;
    m_mergeTimer.stop();
    Q_EMIT aboutToMerge();
    Changes changes = sortOut();
    // Moved rows first: the others are found by keys that have not changed.
    move(changes.leaving, std::move(changes.moved));
    remove(std::move(changes.removed));
    insert(std::move(changes.inserted));
    tell(changes.touched);
    Q_EMIT merged();
}

RowProxy::Changes RowProxy::sortOut()
{
    Changes changes;
    for (const quint64 id : std::exchange(m_gone, {})) {
        if (m_source.rowOf(id) < 0)
            forget(id, changes);
    }
    const QHash<quint64, quint32> changed = std::exchange(m_changed, {});
    for (auto one = changed.cbegin(); one != changed.cend(); ++one)
        sortOutOne(one.key(), one.value(), changes);
    return changes;
}

void RowProxy::sortOutOne(quint64 id, quint32 columns, Changes &changes)
{
    const int row = m_source.rowOf(id);
    if (row < 0)
        return forget(id, changes);
    Known &known = m_known[id];
    count(known.segments, -1);
    known.segments = m_source.segmentsOf(row);
    count(known.segments, 1);
    const Place before{known.key, id};
    if (columns & quint32(1) << m_sortColumn)
        known.key = keyOf(row);
    const bool wasShown = std::exchange(known.isShown, isWanted(row, known.segments));
    if (wasShown && !known.isShown) {
        changes.removed.push_back(before);
    } else if (!wasShown && known.isShown) {
        changes.inserted.push_back({known.key, id});
    } else if (wasShown && before.key != known.key) {
        changes.leaving.push_back(before);
        changes.moved.push_back({known.key, id});
    }
    if (wasShown && known.isShown && columns)
        changes.touched.insert(id, columns);
}

void RowProxy::forget(quint64 id, Changes &changes)
{
    const auto known = m_known.constFind(id);
    if (known == m_known.cend())
        return;
    count(known->segments, -1);
    if (known->isShown)
        changes.removed.push_back({known->key, id});
    m_known.erase(known);
}

void RowProxy::count(quint32 segments, int by)
{
    for (size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i] += (segments >> i & 1) ? by : 0;
}

void RowProxy::remove(Places &&places)
{
    if (places.empty())
        return;
    const std::vector<int> rows = rowsOf(places);
    int first = rows.front();
    int last = rows.back();
    if (last - first >= int(rows.size())) {
        // One removal of many rows costs the views less than many of one row each.
        rearrange([this, &rows] {
            Places taken;
            takeOut(rows, taken);
            m_places.insert(m_places.end(), std::make_move_iterator(taken.begin()),
                            std::make_move_iterator(taken.end()));
        });
        last = rowCount() - 1;
        first = last + 1 - int(rows.size());
    }
    beginRemoveRows({}, first, last);
    m_places.erase(m_places.begin() + first, m_places.begin() + last + 1);
    endRemoveRows();
}

void RowProxy::move(const Places &from, Places &&to)
{
    if (from.empty())
        return;
    rearrange([this, &from, &to] {
        Places taken;
        takeOut(rowsOf(from), taken);
        sortPlaces(to);
        mergeIn(std::move(to));
    });
}

void RowProxy::insert(Places &&places)
{
    if (places.empty())
        return;
    sortPlaces(places);
    const int first = position(places.front());
    const bool isTogether = first == position(places.back());
    const int at = isTogether ? first : rowCount();
    beginInsertRows({}, at, at + int(places.size()) - 1);
    m_places.insert(m_places.begin() + at, std::make_move_iterator(places.begin()),
                    std::make_move_iterator(places.end()));
    endInsertRows();
    if (isTogether)
        return;
    rearrange([this, at] {
        Places fresh(std::make_move_iterator(m_places.begin() + at),
                     std::make_move_iterator(m_places.end()));
        m_places.erase(m_places.begin() + at, m_places.end());
        mergeIn(std::move(fresh));
    });
}

void RowProxy::tell(const QHash<quint64, quint32> &touched)
{
    if (touched.isEmpty())
        return;
    int first = rowCount();
    int last = -1;
    quint32 columns = 0;
    for (auto one = touched.cbegin(); one != touched.cend(); ++one) {
        const int row = rowOf(one.key());
        first = std::min(first, row);
        last = std::max(last, row);
        columns |= one.value();
    }
    const int left = int(qCountTrailingZeroBits(columns));
    const int right = 31 - int(qCountLeadingZeroBits(columns));
    Q_EMIT dataChanged(index(first, left), index(last, std::min(right, columnCount() - 1)));
}

template <typename Rearrange>
void RowProxy::rearrange(Rearrange action)
{
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<quint64> ids;
    for (const QModelIndex &index : before)
        ids.push_back(idAt(index.row()));
    action();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        int row = rowOf(ids[size_t(i)]);
        // Rows that are about to be removed stand at the end, out of order.
        for (int at = rowCount() - 1; row < 0 && at >= 0; --at)
            row = idAt(at) == ids[size_t(i)] ? at : -1;
        after.append(index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

// Few among many: their places are looked up, and what is between moves as a block.
void RowProxy::mergeIn(Places &&sorted)
{
    auto end = ptrdiff_t(m_places.size());
    m_places.resize(m_places.size() + sorted.size());
    for (auto i = ptrdiff_t(sorted.size()); i-- > 0;) {
        const auto begin = m_places.begin();
        const auto at =
            std::lower_bound(begin, begin + end, sorted[size_t(i)],
                             [this](const Place &a, const Place &b) { return isBefore(a, b); });
        std::move_backward(at, begin + end, begin + end + i + 1);
        end = at - begin;
        m_places[size_t(end + i)] = std::move(sorted[size_t(i)]);
    }
}

// Closes the gaps in one pass.
void RowProxy::takeOut(const std::vector<int> &rows, Places &taken)
{
    auto to = m_places.begin() + rows.front();
    for (size_t i = 0; i < rows.size(); ++i) {
        const int next = i + 1 < rows.size() ? rows[i + 1] : rowCount();
        taken.push_back(std::move(m_places[size_t(rows[i])]));
        to = std::move(m_places.begin() + rows[i] + 1, m_places.begin() + next, to);
    }
    m_places.erase(to, m_places.end());
}

std::vector<int> RowProxy::rowsOf(const Places &places) const
{
    std::vector<int> rows;
    for (const Place &place : places)
        rows.push_back(position(place));
    std::ranges::sort(rows);
    return rows;
}

// Where the place is, or would be.
int RowProxy::position(const Place &place) const
{
    const auto at =
        std::lower_bound(m_places.begin(), m_places.end(), place,
                         [this](const Place &a, const Place &b) { return isBefore(a, b); });
    return int(at - m_places.begin());
}

bool RowProxy::isBefore(const Place &left, const Place &right) const
{
    const bool isDescending = m_sortOrder == Qt::DescendingOrder;
    const Place &a = isDescending ? right : left;
    const Place &b = isDescending ? left : right;
    if (a.key.number != b.key.number)
        return a.key.number < b.key.number;
    const int order = a.key.text.compare(b.key.text);
    return order ? order < 0 : a.id < b.id;
}

RowProxy::SortKey RowProxy::keyOf(int sourceRow) const
{
    const FeedModel &model = m_source.model();
    const QVariant value = model.index(sourceRow, m_sortColumn).data(FeedModel::RawRole);
    if (value.typeId() == QMetaType::QString)
        return {0, value.toString().toCaseFolded()};
    return {sortNumber(value), {}};
}

bool RowProxy::isWanted(int sourceRow, quint32 segments) const
{
    if (!(segments >> m_segment & 1))
        return false;
    return m_query.isEmpty() || m_query.matches([this, sourceRow](int field) {
        return m_source.field(sourceRow, field);
    });
}

void RowProxy::sortPlaces(Places &places) const
{
    std::ranges::sort(places, [this](const Place &a, const Place &b) { return isBefore(a, b); });
}

} // namespace Amp
