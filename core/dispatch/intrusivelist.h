// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <utility>

#include <QtCore/qglobal.h>

namespace Amp {

// A list through members of its elements, T *previous and T *next, so that entering, leaving and
// removing from the middle cost neither an allocation nor a search. It owns nothing. An element is
// in one such list at a time.
template <typename T>
class IntrusiveList
{
public:
    [[nodiscard]] bool isEmpty() const { return !m_first; }
    [[nodiscard]] T *first() const { return m_first; }

    void pushBack(T *element) { insert(element, m_last, nullptr); }
    void pushFront(T *element) { insert(element, nullptr, m_first); }

    // The list must not be empty.
    T *takeFirst()
    {
        T *element = m_first;
        remove(element);
        return element;
    }

    void remove(T *element)
    {
        (element->previous ? element->previous->next : m_first) = element->next;
        (element->next ? element->next->previous : m_last) = element->previous;
        element->previous = nullptr;
        element->next = nullptr;
    }

private:
    void insert(T *element, T *previous, T *next)
    {
        Q_ASSERT(!element->previous && !element->next && element != m_first);
        element->previous = previous;
        element->next = next;
        (previous ? previous->next : m_first) = element;
        (next ? next->previous : m_last) = element;
    }

    T *m_first = nullptr;
    T *m_last = nullptr;
};

} // namespace Amp
