// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>

namespace Amp::Bench {

inline QByteArray makePayload(int bytes)
{
    QByteArray payload(bytes, Qt::Uninitialized);
    for (int i = 0; i < bytes; ++i)
        payload[i] = char('a' + i % 23);
    return payload;
}

// A long one is compared at its ends, since the load generator must not become the bottleneck.
inline bool areSame(QByteArrayView one, QByteArrayView other)
{
    constexpr qsizetype comparedBytes = 512;
    if (one.size() != other.size())
        return false;
    if (one.size() <= 2 * comparedBytes)
        return one == other;
    return one.first(comparedBytes) == other.first(comparedBytes) &&
           one.last(comparedBytes) == other.last(comparedBytes);
}

} // namespace Amp::Bench
