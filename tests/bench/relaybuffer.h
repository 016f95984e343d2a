// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include <QByteArrayView>

namespace Amp::Bench {

// Bytes that are added at the end and taken at the front. It never gives memory back: unlike a
// server, the relay is there to be fast for some seconds.
class RelayBuffer
{
public:
    static constexpr qsizetype bytesPerRead = 256 * 1024;

    [[nodiscard]] QByteArrayView view() const { return {m_bytes.get() + m_begin, m_end - m_begin}; }
    [[nodiscard]] bool isEmpty() const { return m_begin == m_end; }

    // Room behind the bytes, for a read that is told about with commit().
    char *reserve(qsizetype bytes)
    {
        if (m_capacity - m_end < bytes)
            makeRoom(bytes);
        return m_bytes.get() + m_end;
    }
    void commit(qsizetype bytes) { m_end += bytes; }

    void append(QByteArrayView bytes)
    {
        std::copy(bytes.begin(), bytes.end(), reserve(bytes.size()));
        commit(bytes.size());
    }

    void take(qsizetype bytes)
    {
        m_begin += bytes;
        if (isEmpty())
            m_begin = m_end = 0;
    }

private:
    void makeRoom(qsizetype bytes)
    {
        const qsizetype needed = view().size() + bytes;
        std::unique_ptr<char[]> old;
        if (needed > m_capacity / 2) {
            m_capacity = 2 * needed;
            old = std::exchange(m_bytes, std::unique_ptr<char[]>(new char[size_t(m_capacity)]));
        }
        const char *from = old ? old.get() : m_bytes.get();
        std::copy(from + m_begin, from + m_end, m_bytes.get());
        m_end -= std::exchange(m_begin, 0);
    }

    std::unique_ptr<char[]> m_bytes;
    qsizetype m_capacity = 0;
    qsizetype m_begin = 0;
    qsizetype m_end = 0;
};

} // namespace Amp::Bench
