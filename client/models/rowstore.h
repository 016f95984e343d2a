// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <unordered_map>
#include <vector>

#include <QtCore/qhash.h>

namespace Amp {

// Rows in the order in which they came, found by id.
//
// Every row has a number that ascends along the rows, and its position is found by bisection:
// removing rows renumbers nothing. The rows stand around a gap that follows the removals, so that
// any number of them from the back to the front, and appending thereafter, are one pass each.
template <typename Id, typename Row>
class RowStore
{
public:
    int size() const { return int(m_slots.size() - m_gapSize); }
    const Row &at(int row) const { return slot(row).entry->second.row; }

    // -1: there is none.
    int rowOf(const Id &id) const
    {
        const auto found = m_entries.find(id);
        if (found == m_entries.end())
            return -1;
        const quint64 number = found->second.number;
        const auto gap = m_slots.begin() + ptrdiff_t(m_gap);
        const auto afterGap = gap + ptrdiff_t(m_gapSize);
        const bool isBehind = afterGap != m_slots.end() && afterGap->number <= number;
        const auto at = std::lower_bound(
            isBehind ? afterGap : m_slots.begin(), isBehind ? m_slots.end() : gap, number,
            [](const Slot &slot, quint64 wanted) { return slot.number < wanted; });
        return int(at - m_slots.begin() - ptrdiff_t(isBehind ? m_gapSize : 0));
    }

    // There is no row with this id.
    void append(const Id &id, const Row &row)
    {
        moveGap(size());
        m_slots.resize(m_gap);
        m_gapSize = 0;
        const auto entry = m_entries.insert({id, {++m_lastNumber, row}}).first;
        m_slots.push_back({m_lastNumber, &*entry});
        ++m_gap;
    }
    void replace(int row, const Row &value) { slot(row).entry->second.row = value; }
    void remove(int first, int last)
    {
        moveGap(last + 1);
        for (int row = first; row <= last; ++row) {
            const Id id = slot(row).entry->first;
            m_entries.erase(id);
        }
        m_gap -= size_t(last - first + 1);
        m_gapSize += size_t(last - first + 1);
    }
    void clear()
    {
        m_entries.clear();
        m_slots.clear();
        m_gap = m_gapSize = 0;
    }

private:
    struct Numbered
    {
        quint64 number = 0;
        Row row;
    };
    struct IdHash
    {
        size_t operator()(const Id &id) const { return qHash(id); }
    };
    using Entries = std::unordered_map<Id, Numbered, IdHash>; // its entries never move
    struct Slot
    {
        quint64 number = 0;
        typename Entries::value_type *entry = nullptr;
    };

    const Slot &slot(int row) const
    {
        return m_slots[size_t(row) < m_gap ? size_t(row) : size_t(row) + m_gapSize];
    }

    void moveGap(int row)
    {
        const auto begin = m_slots.begin();
        const auto from = ptrdiff_t(m_gap);
        const auto size = ptrdiff_t(m_gapSize);
        if (row < from)
            std::move_backward(begin + row, begin + from, begin + from + size);
        else
            std::move(begin + from + size, begin + row + size, begin + from);
        m_gap = size_t(row);
    }

    Entries m_entries;
    std::vector<Slot> m_slots;
    size_t m_gap = 0; // the slots from here on stand for no row
    size_t m_gapSize = 0;
    quint64 m_lastNumber = 0;
};

} // namespace Amp
