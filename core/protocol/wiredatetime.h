// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearray.h>
#include <QtCore/qdatetime.h>
#include <QtCore/qtimezone.h>

#include "core/protocol/result.h"

namespace Amp {

// What the wire says of a QDateTime: its wall clock, and what makes that an instant. So both
// survive, wherever the reader is:
//  - local time, and time in a zone that has no name, goes with its offset from UTC;
//  - time in a named zone goes with the name, except in an hour that the clock of that zone shows
//    twice: then the offset tells which of the two is meant, and the name is lost;
//  - only what is no instant at all, because it has no date, goes as local time.
struct WireDateTime
{
    QDate date;
    QTime time;
    Qt::TimeSpec spec = Qt::LocalTime;
    int offsetSeconds = 0; // for Qt::OffsetFromUTC
    QByteArray zoneId;     // for Qt::TimeZone
};

inline constexpr int maxZoneIdBytes = 64;

// Fails for a date and time that the clock of its zone skips: nobody could say when it is.
Result<WireDateTime> toWire(const QDateTime &dateTime);

// Errors are ProtocolError, or NotSerializable when the time zone is unknown here.
Result<QDateTime> fromWire(const WireDateTime &wire);

// The zone of that name in this system's time zone database; invalid when there is none. Names that
// could lead out of the database are never looked up.
QTimeZone zoneNamed(const QByteArray &zoneId);

} // namespace Amp
