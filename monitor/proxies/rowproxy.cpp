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
    changeLayout([this, column, order] {
        const bool isOtherColumn = std::exchange(m_sortColumn, column) != column;
        m_sortOrder = order;
        if (isOtherColumn)
            m_texts.clear();
        for (auto known = m_known.begin(); isOtherColumn && known != m_known.end(); ++known)
            known->place = placeOf(m_source.rowOf(known.key()));
        for (Place &place : m_places)
            place = m_known.value(place.id).place;
        sortPlaces(m_places);
    });
    Q_EMIT merged();
}

int RowProxy::rowOf(quint64 id) const
{
    const auto known = m_known.constFind(id);
    if (known == m_known.cend() || !known->isShown)
        return -1;
    const int row = position(known->place);
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
    m_texts.clear();
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
    merge(changes);
    release(changes.texts);
    tell(changes);
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
    const Place before = known.place;
    if (columns & quint32(1) << m_sortColumn) {
        known.place = placeOf(row);
        changes.texts.push_back(before.text);
    }
    const bool wasShown = std::exchange(known.isShown, isWanted(row, known.segments));
    if (wasShown && known.isShown)
        return keep(before, known.place, columns, changes);
    if (wasShown)
        changes.removed.push_back(before);
    else if (known.isShown)
        changes.inserted.push_back(known.place);
}

void RowProxy::keep(const Place &before, const Place &now, quint32 columns, Changes &changes)
{
    if (before != now) {
        changes.leaving.push_back(before);
        changes.moved.push_back(now);
    }
    if (columns)
        changes.touched.push_back(now);
    changes.columns |= columns;
}

void RowProxy::forget(quint64 id, Changes &changes)
{
    const auto known = m_known.constFind(id);
    if (known == m_known.cend())
        return;
    count(known->segments, -1);
    if (known->isShown)
        changes.removed.push_back(known->place);
    changes.texts.push_back(known->place.text);
    m_known.erase(known);
}

void RowProxy::count(quint32 segments, int by)
{
    for (size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i] += (segments >> i & 1) ? by : 0;
}

// One signal of many rows costs the views less than many of one row each.
void RowProxy::merge(Changes &changes)
{
    Places &removed = changes.removed;
    Places &inserted = changes.inserted;
    sortPlaces(removed);
    sortPlaces(inserted);
    const bool isBlock = removed.empty() || spread(removed) < int(removed.size());
    if (!changes.moved.empty() || !isBlock || spread(inserted) > 0)
        return rearrange(changes);
    if (!removed.empty())
        removeAt(position(removed.front()), int(removed.size()));
    if (!inserted.empty())
        insertAt(position(inserted.front()), inserted, 0);
}

// Rows come and go at the end, and between that all find their places in one pass.
void RowProxy::rearrange(const Changes &changes)
{
    const Places &removed = changes.removed;
    if (!changes.inserted.empty())
        insertAt(rowCount(), changes.inserted, int(changes.inserted.size()));
    changeLayout([this, &changes, &removed] {
        replace(sorted(removed, changes.leaving), sorted(changes.inserted, changes.moved));
        m_unordered = int(removed.size());
        m_places.insert(m_places.end(), removed.begin(), removed.end());
    });
    if (m_unordered > 0)
        removeAt(rowCount() - m_unordered, m_unordered);
}

void RowProxy::insertAt(int row, const Places &places, int unordered)
{
    beginInsertRows({}, row, row + int(places.size()) - 1);
    m_places.insert(m_places.begin() + row, places.begin(), places.end());
    m_unordered = unordered;
    endInsertRows();
}

void RowProxy::removeAt(int row, int count)
{
    beginRemoveRows({}, row, row + count - 1);
    m_places.erase(m_places.begin() + row, m_places.begin() + row + count);
    m_unordered = 0;
    endRemoveRows();
}

void RowProxy::tell(const Changes &changes)
{
    if (changes.touched.empty())
        return;
    const auto [first, last] = std::minmax_element(
        changes.touched.begin(), changes.touched.end(),
        [this](const Place &left, const Place &right) { return isBefore(left, right); });
    const int from = int(qCountTrailingZeroBits(changes.columns));
    const int to = 31 - int(qCountLeadingZeroBits(changes.columns));
    Q_EMIT dataChanged(index(position(*first), from),
                       index(position(*last), std::min(to, columnCount() - 1)));
}

void RowProxy::release(const std::vector<Text *> &texts)
{
    for (Text *text : texts) {
        if (text && --text->second == 0)
            m_texts.erase(m_texts.find(text->first));
    }
}

template <typename Action>
void RowProxy::changeLayout(Action action)
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
        for (int at = rowCount() - m_unordered; row < 0 && at < rowCount(); ++at)
            row = idAt(at) == ids[size_t(i)] ? at : -1;
        after.append(index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

// Both sorted. Few among many: their places are looked up, and what is between goes as a block.
void RowProxy::replace(const Places &leaving, const Places &arriving)
{
    m_spare.clear();
    auto from = m_places.cbegin();
    const auto end = m_places.cend() - m_unordered;
    const auto lessThan = [this](const Place &a, const Place &b) { return isBefore(a, b); };
    auto left = leaving.cbegin();
    auto arrived = arriving.cbegin();
    while (left != leaving.cend() || arrived != arriving.cend()) {
        const bool leaves =
            arrived == arriving.cend() || (left != leaving.cend() && isBefore(*left, *arrived));
        const auto to = std::lower_bound(from, end, leaves ? *left : *arrived, lessThan);
        m_spare.insert(m_spare.end(), from, to);
        from = to;
        if (leaves)
            ++left, ++from;
        else
            m_spare.push_back(*arrived++);
    }
    m_spare.insert(m_spare.end(), from, end);
    m_places.swap(m_spare);
}

// Where the place is, or would be.
int RowProxy::position(const Place &place) const
{
    const auto at =
        std::lower_bound(m_places.begin(), m_places.end() - m_unordered, place,
                         [this](const Place &a, const Place &b) { return isBefore(a, b); });
    return int(at - m_places.begin());
}

// How many rows the last one stands behind the first one.
int RowProxy::spread(const Places &sorted) const
{
    return sorted.empty() ? 0 : position(sorted.back()) - position(sorted.front());
}

bool RowProxy::isBefore(const Place &left, const Place &right) const
{
    const bool isDescending = m_sortOrder == Qt::DescendingOrder;
    const Place &a = isDescending ? right : left;
    const Place &b = isDescending ? left : right;
    if (a.number != b.number)
        return a.number < b.number;
    if (a.text == b.text)
        return a.id < b.id;
    return a.text && b.text ? a.text->first < b.text->first : !a.text;
}

RowProxy::Place RowProxy::placeOf(int sourceRow)
{
    const quint64 id = m_source.idAt(sourceRow);
    const FeedModel &model = m_source.model();
    const QVariant value = model.index(sourceRow, m_sortColumn).data(FeedModel::RawRole);
    if (value.typeId() != QMetaType::QString)
        return {sortNumber(value), nullptr, id};
    Text &text = *m_texts.try_emplace(value.toString().toCaseFolded(), 0).first;
    ++text.second;
    return {0, &text, id};
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

RowProxy::Places RowProxy::sorted(const Places &some, const Places &others) const
{
    Places both = some;
    both.insert(both.end(), others.begin(), others.end());
    sortPlaces(both);
    return both;
}

} // namespace Amp
