// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <limits>

#include <QString>

namespace Amp::Bench {

// The value of a setting, key=value; false when it is none.
template <typename T>
bool readNumber(const QString &text, qint64 atLeast, T &number)
{
    bool isNumber = false;
    const qint64 value = text.toLongLong(&isNumber);
    if (!isNumber || value < atLeast || value > qint64(std::numeric_limits<int>::max()))
        return false;
    number = T(value);
    return true;
}

inline bool readSeconds(const QString &text, std::chrono::duration<double> &seconds)
{
    bool isNumber = false;
    seconds = std::chrono::duration<double>(text.toDouble(&isNumber));
    return isNumber && seconds.count() > 0;
}

} // namespace Amp::Bench
