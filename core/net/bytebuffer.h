// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <QtCore/qbytearrayview.h>

namespace Amp {

// Bytes that are added at the end and consumed at the front, always in one piece. The cost of
// moving them is constant for each byte, and memory is had only for bytes that are there: a peer
// that announces a large frame gets none, and one that has sent a large frame gives it back.
class ByteBuffer
{
public:
    QByteArrayView view() const { return {m_storage.get() + m_begin, size()}; }
    qsizetype size() const { return m_end - m_begin; }
    bool isEmpty() const { return m_begin == m_end; }

    // Free memory behind the bytes, for a read that is told about with commit().
    char *tail() { return m_storage.get() + m_end; }
    qsizetype tailBytes() const { return m_capacity - m_end; }
    void commit(qsizetype bytes) { m_end += bytes; }

    void append(QByteArrayView bytes)
    {
        if (bytes.isEmpty())
            return;
        reserveTail(bytes.size());
        std::memcpy(tail(), bytes.data(), size_t(bytes.size()));
        commit(bytes.size());
    }

    void reserveTail(qsizetype bytes)
    {
        if (tailBytes() >= bytes)
            return;
        // Moving to the front pays only when it frees at least as much as it moves.
        if (m_begin >= size() && m_capacity - size() >= bytes)
            moveToFront();
        else
            grow(std::max({minCapacity, 2 * m_capacity, size() + bytes}));
    }

    void consume(qsizetype bytes)
    {
        Q_ASSERT(bytes >= 0 && bytes <= size());
        m_begin += bytes;
        if (isEmpty())
            clear();
    }

    void clear()
    {
        m_begin = m_end = 0;
        if (m_capacity <= keptCapacity)
            return;
        m_storage.reset();
        m_capacity = 0;
    }

private:
    static constexpr qsizetype minCapacity = 4 * 1024;
    static constexpr qsizetype keptCapacity = 128 * 1024;

    void moveToFront()
    {
        const qsizetype bytes = size();
        if (bytes > 0 && m_begin > 0)
            std::memmove(m_storage.get(), m_storage.get() + m_begin, size_t(bytes));
        m_begin = 0;
        m_end = bytes;
    }

    // realloc() moves large blocks by their page tables, not byte by byte.
    void grow(qsizetype capacity)
    {
        moveToFront();
        auto *larger = static_cast<char *>(std::realloc(m_storage.release(), size_t(capacity)));
        Q_CHECK_PTR(larger);
        m_storage.reset(larger);
        m_capacity = capacity;
    }

    struct Free
    {
        void operator()(char *storage) const { std::free(storage); }
    };

    std::unique_ptr<char, Free> m_storage;
    qsizetype m_capacity = 0;
    qsizetype m_begin = 0;
    qsizetype m_end = 0;
};

} // namespace Amp
