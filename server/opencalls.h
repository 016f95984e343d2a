// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <QtCore/qglobal.h>

namespace Amp {

// The calls of one client that it has got no answer to, by its own number of them. A flat table: a
// steady load allocates nothing. Numbers that rise one by one, as those of clients do, each have a
// place of their own and are found at the first look; for a client that chooses numbers that
// collide they are scattered by a seed that it does not know.
//
// Whoever is further from its home has the nearer place (Robin Hood hashing), so that a search and
// a removal end at the first entry that is at home.
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
        std::size_t place = homeOf(id);
        for (std::size_t distance = 0; isBeyond(place, distance); ++distance) {
            if (m_entries[place].id == id)
                return &m_entries[place];
            place = (place + 1) & mask();
        }
        return nullptr;
    }
    // The number must not be in the table.
    void insert(const Entry &entry)
    {
        if (std::size_t(m_size) * 2 >= m_entries.size())
            rebuild(std::max(smallest, m_entries.size() * 2));
        ++m_size;
        if (put(entry) > longestSearch && !m_scatters) {
            m_scatters = true;
            rebuild(m_entries.size());
        }
    }
    // An entry without a ticket when there is no such call.
    Entry take(quint64 id)
    {
        const Entry *found = find(id);
        if (!found)
            return {};
        const Entry taken = *found;
        close(std::size_t(found - m_entries.data()));
        --m_size;
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
    static constexpr std::size_t longestSearch = 32; // of numbers that are not scattered

    [[nodiscard]] std::size_t mask() const { return m_entries.size() - 1; }
    [[nodiscard]] std::size_t homeOf(quint64 id) const
    {
        if (!m_scatters)
            return std::size_t(id) & mask();
        const quint64 mixed = (id ^ m_seed) * 0x9e3779b97f4a7c15;
        return std::size_t((mixed ^ mixed >> 32) * m_seed >> 20) & mask();
    }
    [[nodiscard]] std::size_t distanceOf(std::size_t place) const
    {
        return (place - homeOf(m_entries[place].id)) & mask();
    }
    // Whether the place has an entry that is at least so far from its home.
    [[nodiscard]] bool isBeyond(std::size_t place, std::size_t distance) const
    {
        return m_entries[place].ticket && distanceOf(place) >= distance;
    }
    // Returns how far the search went.
    std::size_t put(Entry entry)
    {
        std::size_t place = homeOf(entry.id);
        std::size_t steps = 0;
        for (std::size_t distance = 0; m_entries[place].ticket; ++distance, ++steps) {
            if (const std::size_t other = distanceOf(place); other < distance) {
                std::swap(entry, m_entries[place]);
                distance = other;
            }
            place = (place + 1) & mask();
        }
        m_entries[place] = entry;
        return steps;
    }
    // Moves up those behind that are not at home.
    void close(std::size_t gap)
    {
        std::size_t next = (gap + 1) & mask();
        while (isBeyond(next, 1)) {
            m_entries[gap] = m_entries[next];
            gap = next;
            next = (next + 1) & mask();
        }
        m_entries[gap] = {};
    }
    void rebuild(std::size_t places)
    {
        for (const Entry &entry : std::exchange(m_entries, std::vector<Entry>(places))) {
            if (entry.ticket)
                put(entry);
        }
    }

    const quint64 m_seed;
    std::vector<Entry> m_entries; // a power of two of them, at most half in use
    qsizetype m_size = 0;
    bool m_scatters = false;
};

} // namespace Amp
