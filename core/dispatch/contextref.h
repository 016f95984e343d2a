// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <utility>

#include <QtCore/qpointer.h>

namespace Amp {

// Tells whether a QObject is still there, as a QPointer does. Copies share one QPointer and count
// themselves without atomics, which is cheaper for the many calls in a row of one object. For one
// thread.
class ContextRef
{
public:
    ContextRef() = default;
    explicit ContextRef(QObject *object)
        : m_shared(new Shared{object})
    {}
    ContextRef(const ContextRef &other)
        : m_shared(other.m_shared)
    {
        if (m_shared)
            ++m_shared->users;
    }
    ContextRef(ContextRef &&other) noexcept
        : m_shared(std::exchange(other.m_shared, nullptr))
    {}
    ContextRef &operator=(ContextRef other) noexcept
    {
        std::swap(m_shared, other.m_shared);
        return *this;
    }
    ~ContextRef()
    {
        if (m_shared && --m_shared->users == 0)
            delete m_shared;
    }

    // Whether it is about this object, and not about one that had its address before.
    bool isOf(const QObject *object) const { return m_shared && m_shared->object == object; }
    explicit operator bool() const { return m_shared && m_shared->object; }

private:
    struct Shared
    {
        QPointer<QObject> object;
        qsizetype users = 1;
    };

    Shared *m_shared = nullptr;
};

} // namespace Amp
