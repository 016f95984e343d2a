// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstring>

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qendian.h>

namespace Amp {

// Reads big-endian fields from bytes of a peer. It never reads past the end: a field that is not
// whole makes the reader fail, and a failed reader gives zeros and empty views.
class ByteReader
{
public:
    explicit ByteReader(QByteArrayView bytes)
        : m_at(bytes.data())
        , m_end(bytes.data() + bytes.size())
    {}

    template <typename T>
    T read()
    {
        if (remaining() < qsizetype(sizeof(T))) {
            fail();
            return T();
        }
        const T value = qFromBigEndian<T>(m_at);
        m_at += sizeof(T);
        return value;
    }

    QByteArrayView take(qsizetype size)
    {
        if (size < 0 || size > remaining()) {
            fail();
            return {};
        }
        const QByteArrayView view(m_at, size);
        m_at += size;
        return view;
    }

    // quint32 length, then the bytes; the empty view when the length exceeds what is there.
    QByteArrayView takeBytes() { return take(qsizetype(read<quint32>())); }
    QByteArrayView takeRest() { return take(remaining()); }

    qsizetype remaining() const { return m_end - m_at; }
    bool atEnd() const { return m_at == m_end; }
    bool failed() const { return m_failed; }
    void fail()
    {
        m_failed = true;
        m_at = m_end;
    }

private:
    const char *m_at;
    const char *m_end;
    bool m_failed = false;
};

// Appends big-endian fields to a byte array, in the layout that QDataStream uses.
class ByteWriter
{
public:
    explicit ByteWriter(QByteArray &out)
        : m_out(out)
    {}

    template <typename T>
    void write(T value)
    {
        char field[sizeof(T)];
        qToBigEndian(value, field);
        m_out.append(field, sizeof(T));
    }
    void append(QByteArrayView bytes) { m_out.append(bytes); }
    // Grows by bytes that the caller fills in before the next call: one growth for several fields.
    char *extend(qsizetype bytes)
    {
        const qsizetype at = m_out.size();
        m_out.resize(at + bytes);
        return m_out.data() + at;
    }
    void writeBytes(QByteArrayView bytes)
    {
        write(quint32(bytes.size()));
        append(bytes);
    }

    qsizetype size() const { return m_out.size(); }
    // Overwrites a quint32 that was written at offset earlier, for lengths known only afterwards.
    void patch(qsizetype offset, quint32 value) { qToBigEndian(value, m_out.data() + offset); }

private:
    QByteArray &m_out;
};

} // namespace Amp
