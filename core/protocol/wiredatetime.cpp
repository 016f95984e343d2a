// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/wiredatetime.h"

#include <algorithm>

#include <QFileInfo>

namespace Amp {

namespace {

constexpr int maxOffsetSeconds = 24 * 60 * 60 - 1;

bool isZoneIdCharacter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-' || c == '/';
}

bool isPlainZoneId(const QByteArray &id)
{
    return !id.isEmpty() && id.size() <= maxZoneIdBytes && !id.startsWith('/') &&
           std::all_of(id.begin(), id.end(), isZoneIdCharacter);
}

// QTimeZone's own "UTC", "UTC+01:00" and the like: QDataStream has another form for those.
bool isOffsetZone(const QByteArray &id)
{
    return id.startsWith("UTC");
}

// Whether the zone's clock shows this time twice, as in the night when summer time ends.
bool isShownTwice(const QDateTime &dateTime)
{
    constexpr qint64 secondsPerDay = 24 * 60 * 60;
    const QTimeZone zone = dateTime.timeZone();
    const int offset = dateTime.offsetFromUtc();
    const auto isOtherReading = [&](const QDateTime &neighbour) {
        const int other = zone.offsetFromUtc(neighbour);
        return other != offset && zone.offsetFromUtc(dateTime.addSecs(offset - other)) == other;
    };
    return isOtherReading(dateTime.addSecs(-secondsPerDay)) ||
           isOtherReading(dateTime.addSecs(secondsPerDay));
}

bool travelsWithItsZone(const QDateTime &dateTime)
{
    const QByteArray id = dateTime.timeZone().id();
    return !isOffsetZone(id) && zoneNamed(id).isValid() && !isShownTwice(dateTime);
}

Result<WireDateTime> instantToWire(const QDateTime &dateTime, WireDateTime wire)
{
    wire.offsetSeconds = dateTime.offsetFromUtc();
    if (dateTime.timeSpec() == Qt::TimeZone && travelsWithItsZone(dateTime)) {
        wire.spec = Qt::TimeZone;
        wire.zoneId = dateTime.timeZone().id();
    } else if (wire.offsetSeconds == 0) {
        wire.spec = Qt::UTC;
    } else if (qAbs(wire.offsetSeconds) <= maxOffsetSeconds) {
        wire.spec = Qt::OffsetFromUTC;
    } else {
        return Error(ErrorCode::NotSerializable,
                     QStringLiteral("it is %1 s from UTC, at most a day can travel")
                         .arg(wire.offsetSeconds));
    }
    return wire;
}

QDateTime withoutInstant(const WireDateTime &wire)
{
    if (wire.spec == Qt::OffsetFromUTC)
        return QDateTime(wire.date, wire.time, Qt::OffsetFromUTC, wire.offsetSeconds);
    return QDateTime(wire.date, wire.time, wire.spec == Qt::UTC ? Qt::UTC : Qt::LocalTime);
}

Error malformed(const QString &reason)
{
    return Error(ErrorCode::ProtocolError, reason);
}

Result<QDateTime> instant(const WireDateTime &wire)
{
    switch (wire.spec) {
    case Qt::LocalTime:
        return malformed(QStringLiteral("a local time has no offset from UTC"));
    case Qt::UTC:
        return QDateTime(wire.date, wire.time, Qt::UTC);
    case Qt::OffsetFromUTC:
        return QDateTime(wire.date, wire.time, Qt::OffsetFromUTC, wire.offsetSeconds);
    case Qt::TimeZone:
        break;
    }
    const QTimeZone zone = zoneNamed(wire.zoneId);
    if (zone.isValid())
        return QDateTime(wire.date, wire.time, zone);
    return Error(ErrorCode::NotSerializable,
                 QStringLiteral("the time zone \"%1\" is unknown here")
                     .arg(QString::fromLatin1(
                         wire.zoneId.first(qMin(wire.zoneId.size(), qsizetype(maxZoneIdBytes))))));
}

} // namespace

Result<WireDateTime> toWire(const QDateTime &dateTime)
{
    WireDateTime wire;
    wire.date = dateTime.date();
    wire.time = dateTime.time();
    if (dateTime.isValid())
        return instantToWire(dateTime, wire);
    if (wire.date.isValid())
        return Error(ErrorCode::NotSerializable,
                     QStringLiteral("it is a time that does not exist in its time zone"));
    if (dateTime.timeSpec() != Qt::TimeZone)
        wire.spec = dateTime.timeSpec();
    wire.offsetSeconds = dateTime.offsetFromUtc();
    return wire;
}

Result<QDateTime> fromWire(const WireDateTime &wire)
{
    if (qAbs(qint64(wire.offsetSeconds)) > maxOffsetSeconds)
        return malformed(QStringLiteral("an offset from UTC is more than a day"));
    if (!wire.date.isValid())
        return withoutInstant(wire);
    const Result<QDateTime> dateTime = instant(wire);
    const bool isSame = dateTime && dateTime->isValid() && dateTime->date() == wire.date &&
                        (dateTime->time() == wire.time || !wire.time.isValid());
    if (dateTime && !isSame)
        return malformed(QStringLiteral("a date and time does not exist in its time zone"));
    return dateTime;
}

QTimeZone zoneNamed(const QByteArray &zoneId)
{
    // Qt takes any word for a POSIX rule of a zone at offset 0, and its list of names lacks aliases
    // such as US/Eastern: only the database itself tells whether a zone exists.
    const auto isInDatabase = [&zoneId] {
        return QFileInfo(QStringLiteral("/usr/share/zoneinfo/") + QLatin1String(zoneId)).isFile();
    };
    if (!isPlainZoneId(zoneId) || (!QTimeZone::isTimeZoneIdAvailable(zoneId) && !isInDatabase()))
        return QTimeZone();
    return QTimeZone(zoneId);
}

} // namespace Amp
