// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstring>

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qendian.h>

namespace Amp {

// Appends fields to a byte array as ByteWriter does, for many small ones: it takes the array's
// whole capacity, so that most fields cost no call into Qt. Nobody else may use the array in
// between, and finish() has to follow.
class GrowingBytes
{
public:
    explicit GrowingBytes(QByteArray &out)
        : m_out(out)
    {
        if (out.capacity() > 0)
            take(out.size(), out.size());
    }

    // Memory for so many bytes, which is filled in before the next call.
    char *extend(qsizetype bytes)
    {
        if (m_end - m_at < bytes)
            grow(bytes);
        char *field = m_at;
        m_at += bytes;
        return field;
    }
    template <typename T>
    void write(T value)
    {
        qToBigEndian(value, extend(sizeof(T)));
    }
    // Quint32 length, then the bytes.
    void writeBytes(QByteArrayView bytes)
    {
        char *field = extend(qsizetype(sizeof(quint32)) + bytes.size());
        qToBigEndian(quint32(bytes.size()), field);
        if (!bytes.isEmpty())
            std::memcpy(field + sizeof(quint32), bytes.data(), size_t(bytes.size()));
    }

    // Gives the array the size of what is in it.
    void finish() { m_out.resize(m_at - m_begin); }

private:
    void grow(qsizetype bytes)
    {
        const qsizetype used = m_at - m_begin;
        take(used, used + bytes);
    }
    void take(qsizetype used, qsizetype needed)
    {
        if (needed > m_out.capacity())
            m_out.resize(needed);
        m_out.resize(m_out.capacity());
        m_begin = m_out.data();
        m_at = m_begin + used;
        m_end = m_begin + m_out.size();
    }

    QByteArray &m_out;
    char *m_begin = nullptr;
    char *m_at = nullptr;
    char *m_end = nullptr;
};

} // namespace Amp
