// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <deque>
#include <memory>

#include <QtCore/qhash.h>

namespace Amp {

// Rows in the order in which they came, found by id.
//
// Every row has a number that ascends along the rows, and its position is found by bisection:
// removing rows renumbers nothing and moves only pointers, on the shorter side.
template <typename Id, typename Row>
class RowStore
{
public:
    int size() const { return int(m_rows.size()); }
    const Row &at(int row) const { return m_rows[size_t(row)]->row; }

    // -1: there is none.
    int rowOf(const Id &id) const
    {
        const auto found = m_entries.constFind(id);
        if (found == m_entries.constEnd())
            return -1;
        const auto at = std::lower_bound(
            m_rows.begin(), m_rows.end(), (*found)->number,
            [](const auto &entry, quint64 number) { return entry->number < number; });
        return int(at - m_rows.begin());
    }

    void append(const Id &id, const Row &row)
    {
        m_rows.push_back(std::make_unique<Entry>(Entry{++m_lastNumber, id, row}));
        m_entries.insert(id, m_rows.back().get());
    }
    void replace(int row, const Row &value) { m_rows[size_t(row)]->row = value; }
    void remove(int first, int last)
    {
        const auto from = m_rows.begin() + first;
        const auto to = m_rows.begin() + last + 1;
        std::for_each(from, to, [this](const auto &entry) { m_entries.remove(entry->id); });
        m_rows.erase(from, to);
    }
    void clear()
    {
        m_entries.clear();
        m_rows.clear();
    }

private:
    struct Entry
    {
        quint64 number = 0;
        Id id;
        Row row;
    };

    std::deque<std::unique_ptr<Entry>> m_rows;
    QHash<Id, Entry *> m_entries;
    quint64 m_lastNumber = 0;
};

} // namespace Amp
