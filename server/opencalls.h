// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <QtCore/qglobal.h>

namespace Amp {

// The calls of one client that it has got no answer to, by its own number of them. A flat table
// with linear probing: a steady load allocates nothing and finds nearly every call where it looks
// first. The seed is the server's own, so that no client can choose numbers that collide.
class OpenCalls
{
public:
    struct Entry
    {
        quint64 id = 0;
        quint64 ticket = 0; // 0: the place is free
        quint32 frameBytes = 0;
    };

    explicit OpenCalls(quint64 seed)
        : m_seed(seed | 1)
    {}

    [[nodiscard]] qsizetype size() const { return m_size; }
    [[nodiscard]] bool contains(quint64 id) const { return find(id) != nullptr; }
    // nullptr when there is no such call.
    [[nodiscard]] const Entry *find(quint64 id) const
    {
        if (m_entries.empty())
            return nullptr;
        const Entry &entry = m_entries[placeOf(id)];
        return entry.ticket ? &entry : nullptr;
    }
    // The number must not be in the table.
    void insert(const Entry &entry)
    {
        if (std::size_t(m_size) * 2 >= m_entries.size())
            grow();
        m_entries[placeOf(entry.id)] = entry;
        ++m_size;
    }
    // An entry without a ticket when there is no such call.
    Entry take(quint64 id)
    {
        if (m_entries.empty())
            return {};
        const std::size_t place = placeOf(id);
        const Entry taken = m_entries[place];
        if (taken.ticket) {
            close(place);
            --m_size;
        }
        return taken;
    }
    void clear()
    {
        m_entries.clear();
        m_size = 0;
    }
    template <typename Visitor>
    void forEach(Visitor visit) const
    {
        for (const Entry &entry : m_entries) {
            if (entry.ticket)
                visit(entry);
        }
    }

private:
    static constexpr std::size_t smallest = 16;

    [[nodiscard]] std::size_t mask() const { return m_entries.size() - 1; }
    [[nodiscard]] std::size_t homeOf(quint64 id) const
    {
        const quint64 mixed = (id ^ m_seed) * 0x9e3779b97f4a7c15;
        return std::size_t((mixed ^ mixed >> 32) * m_seed >> 20) & mask();
    }
    // Where it is, or the free place where it would be.
    [[nodiscard]] std::size_t placeOf(quint64 id) const
    {
        std::size_t place = homeOf(id);
        while (m_entries[place].ticket && m_entries[place].id != id)
            place = (place + 1) & mask();
        return place;
    }
    // Moves up those behind that would not be found across the gap.
    void close(std::size_t gap)
    {
        for (std::size_t place = (gap + 1) & mask(); m_entries[place].ticket;
             place = (place + 1) & mask()) {
            const std::size_t home = homeOf(m_entries[place].id);
            if (((place - home) & mask()) < ((place - gap) & mask()))
                continue;
            m_entries[gap] = m_entries[place];
            gap = place;
        }
        m_entries[gap] = {};
    }
    void grow()
    {
        const auto entries =
            std::exchange(m_entries, std::vector<Entry>(std::max(smallest, m_entries.size() * 2)));
        for (const Entry &entry : entries) {
            if (entry.ticket)
                m_entries[placeOf(entry.id)] = entry;
        }
    }

    const quint64 m_seed;
    std::vector<Entry> m_entries; // a power of two of them, at most half in use
    qsizetype m_size = 0;
};

} // namespace Amp
