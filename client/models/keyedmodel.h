// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/FeedModel>
#include <Amp/detail/RowStore>

namespace Amp {

// A table whose rows are known by an id. An update is told as: removed ranges, changed cells, and
// at most one insertion, at the end.
template <typename Id, typename Row>
class KeyedModel : public FeedModel
{
public:
    using FeedModel::FeedModel;

    int rowCount(const QModelIndex &parent = {}) const final
    {
        return parent.isValid() ? 0 : m_rows.size();
    }

    // Valid until the next apply() or clear().
    const Row &row(int row) const { return m_rows.at(row); }
    // The row with this id; -1: there is none.
    int rowOf(const Id &id) const { return m_rows.rowOf(id); }

    void clear() override
    {
        beginResetModel();
        m_rows.clear();
        endResetModel();
    }

protected:
    using Ids = std::vector<Id>;
    using Rows = std::vector<const Row *>;

    // Of one kind of row: its id, and what of it shows in which columns.
    virtual Id idOf(const Row &row) const = 0;
    virtual quint32 changedColumns(const Row &before, const Row &after) const = 0;

    // Removes some rows and gives the others their latest state. No row is in both.
    void merge(const Ids &leaving, const Rows &rows)
    {
        removeIds(leaving);
        Rows fresh;
        std::vector<Change> changes;
        for (const Row *row : rows) {
            const int at = m_rows.rowOf(idOf(*row));
            if (at < 0)
                fresh.push_back(row);
            else
                replace(at, *row, changes);
        }
        tellChanges(changes);
        insert(fresh);
    }

    // The ids of the rows that a snapshot does not have.
    Ids missingFrom(const Rows &snapshot) const
    {
        QHash<Id, bool> known;
        known.reserve(qsizetype(snapshot.size()));
        for (const Row *row : snapshot)
            known.insert(idOf(*row), true);
        Ids missing;
        for (int i = 0; i < m_rows.size(); ++i) {
            const Id id = idOf(m_rows.at(i));
            if (!known.contains(id))
                missing.push_back(id);
        }
        return missing;
    }

    void removeAll()
    {
        if (m_rows.size() > 0)
            removeRange(0, m_rows.size() - 1);
    }

private:
    void replace(int at, const Row &row, std::vector<Change> &changes)
    {
        const quint32 columns = changedColumns(m_rows.at(at), row);
        m_rows.replace(at, row);
        if (columns)
            changes.push_back({at, columns});
    }

    void insert(const Rows &rows)
    {
        if (rows.empty())
            return;
        // A peer's message may name an id twice, and the number of rows is told beforehand.
        QHash<Id, qsizetype> places;
        Rows distinct;
        for (const Row *row : rows) {
            const Id id = idOf(*row);
            const auto known = places.constFind(id);
            if (known != places.constEnd()) {
                distinct[size_t(*known)] = row;
                continue;
            }
            places.insert(id, qsizetype(distinct.size()));
            distinct.push_back(row);
        }
        beginInsertRows({}, m_rows.size(), m_rows.size() + int(distinct.size()) - 1);
        for (const Row *row : distinct)
            m_rows.append(idOf(*row), *row);
        endInsertRows();
    }

    void removeIds(const Ids &ids)
    {
        std::vector<int> rows;
        for (const Id &id : ids) {
            const int row = m_rows.rowOf(id);
            if (row >= 0)
                rows.push_back(row);
        }
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        // From the end, so that rows still to be removed keep their place.
        while (!rows.empty()) {
            const int last = rows.back();
            int first = last;
            for (rows.pop_back(); !rows.empty() && rows.back() == first - 1; rows.pop_back())
                --first;
            removeRange(first, last);
        }
    }

    void removeRange(int first, int last)
    {
        beginRemoveRows({}, first, last);
        m_rows.remove(first, last);
        endRemoveRows();
    }

    RowStore<Id, Row> m_rows;
};

} // namespace Amp
