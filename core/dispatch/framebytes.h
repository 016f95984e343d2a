// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdlib>
#include <cstring>
#include <memory>

#include <QtCore/qbytearrayview.h>

namespace Amp {

// A copy of one frame. The memory of an ordinary frame is kept for the next one, and none is had
// but for bytes that are there.
class FrameBytes
{
public:
    QByteArrayView view() const { return {m_bytes.get(), qsizetype(m_size)}; }
    qsizetype size() const { return m_size; }

    void assign(QByteArrayView frame)
    {
        if (frame.size() > qsizetype(m_capacity))
            reserve(std::size_t(frame.size()));
        if (!frame.isEmpty()) // then there may be no memory to copy to
            std::memcpy(m_bytes.get(), frame.data(), std::size_t(frame.size()));
        m_size = quint32(frame.size());
    }
    void clear()
    {
        m_size = 0;
        if (m_capacity <= keptBytes)
            return;
        m_bytes.reset();
        m_capacity = 0;
    }

private:
    static constexpr quint32 keptBytes = 256;
    static constexpr std::size_t step = 16; // of the allocator, which needs eight bytes for itself

    void reserve(std::size_t bytes)
    {
        m_capacity = quint32((bytes + 8 + step - 1) / step * step - 8);
        m_bytes.reset(static_cast<char *>(std::malloc(m_capacity)));
        Q_CHECK_PTR(m_bytes.get());
    }

    struct Free
    {
        void operator()(char *bytes) const { std::free(bytes); }
    };

    std::unique_ptr<char, Free> m_bytes;
    quint32 m_size = 0;
    quint32 m_capacity = 0;
};

} // namespace Amp
