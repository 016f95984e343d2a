// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <QtCore/qglobal.h>

namespace Amp {

// The newest elements of a sequence that never ends. Each has a number, from 0 in the order of
// arrival, by which it is found until it is pushed out. Memory grows with what is kept, up to the
// capacity, and is then used again.
template <typename T>
class Ring
{
public:
    explicit Ring(std::size_t capacity)
        : m_capacity(capacity)
    {}

    void append(T element) { add() = std::move(element); }
    // A new element to be written in place: a default one, or the oldest as it was.
    [[nodiscard]] T &add()
    {
        ++m_end;
        if (m_elements.size() < m_capacity)
            return m_elements.emplace_back();
        T &element = m_elements[m_oldest];
        if (++m_oldest == m_capacity)
            m_oldest = 0;
        return element;
    }

    // Forgets what is kept; the numbers go on.
    void clear()
    {
        m_elements.clear();
        m_oldest = 0;
    }

    // The numbers of what is kept: first() <= number < end().
    [[nodiscard]] quint64 first() const { return m_end - m_elements.size(); }
    [[nodiscard]] quint64 end() const { return m_end; }
    [[nodiscard]] std::size_t size() const { return m_elements.size(); }
    [[nodiscard]] const T &at(quint64 number) const
    {
        Q_ASSERT(number >= first() && number < end());
        const std::size_t index = m_oldest + std::size_t(number - first());
        return m_elements[index < m_elements.size() ? index : index - m_elements.size()];
    }
    // Calls back for each element that is kept from a number on.
    template <typename Function>
    void forEachFrom(quint64 number, Function function) const
    {
        for (number = std::max(number, first()); number < end(); ++number)
            function(at(number));
    }

private:
    std::size_t m_capacity;
    std::vector<T> m_elements;
    std::size_t m_oldest = 0; // its index; 0 while there is room
    quint64 m_end = 0;
};

} // namespace Amp
