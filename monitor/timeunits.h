// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QDateTime>

// Points in time and durations are microseconds, as in the feed.
namespace Amp {

inline constexpr qint64 millisecond = 1'000;
inline constexpr qint64 second = 1'000'000;
inline constexpr qint64 minute = 60 * second;

inline qint64 localNow()
{
    return QDateTime::currentMSecsSinceEpoch() * millisecond;
}

} // namespace Amp
