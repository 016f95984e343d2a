// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/numbers.h"

#include <cmath>

#include <QDateTime>

#include "monitor/timeunits.h"

namespace Amp::Numbers {

namespace {

constexpr double microsecond = 1;

QString fixed(double value, int decimals)
{
    return QString::number(value, 'f', decimals);
}

// The bounds are where rounding makes the figure one digit longer.
QString threeDigits(double value)
{
    if (value < 9.995)
        return fixed(value, 2);
    return fixed(value, value < 99.95 ? 1 : 0);
}

QString timeText(qint64 at, const QString &format)
{
    return QDateTime::fromMSecsSinceEpoch(at / 1'000).toString(format);
}

} // namespace

// One form everywhere, whatever the locale: figures are compared with those of logs and of amp-ctl.
QString grouped(quint64 count)
{
    QString text = QString::number(count);
    for (qsizetype at = text.size() - 3; at > 0; at -= 3)
        text.insert(at, u',');
    return text;
}

QString rate(double perSecond)
{
    if (perSecond >= 999.5e6)
        return threeDigits(perSecond / 1e9) + u'G';
    if (perSecond >= 999.5e3)
        return threeDigits(perSecond / 1e6) + u'M';
    if (perSecond >= 999.5)
        return threeDigits(perSecond / 1e3) + u'k';
    const bool isWhole = perSecond == std::floor(perSecond);
    return isWhole ? fixed(perSecond, 0) : threeDigits(perSecond);
}

Measured measured(qint64 duration)
{
    const auto value = double(duration);
    if (value < 999.5 * microsecond)
        return {QString::number(duration), QStringLiteral("µs")};
    if (value < 999.5 * millisecond)
        return {threeDigits(value / millisecond), QStringLiteral("ms")};
    if (value < 999.5 * second)
        return {threeDigits(value / second), QStringLiteral("s")};
    if (value < 999.5 * minute)
        return {threeDigits(value / minute), QStringLiteral("min")};
    return {threeDigits(value / (60 * minute)), QStringLiteral("h")};
}

QString measuredText(qint64 duration)
{
    const Measured text = measured(duration);
    return text.figure + u' ' + text.unit;
}

QString growing(qint64 duration)
{
    const qint64 tenths = std::max<qint64>(duration, 0) / 100'000;
    if (tenths < 600)
        return QStringLiteral("%1.%2 s").arg(tenths / 10).arg(tenths % 10);
    const qint64 seconds = tenths / 10;
    if (seconds < 3'600)
        return QStringLiteral("%1 min %2 s")
            .arg(seconds / 60)
            .arg(seconds % 60, 2, 10, QLatin1Char('0'));
    const qint64 minutes = seconds / 60;
    if (minutes < 24 * 60)
        return QStringLiteral("%1 h %2 min")
            .arg(minutes / 60)
            .arg(minutes % 60, 2, 10, QLatin1Char('0'));
    const qint64 hours = minutes / 60;
    return QStringLiteral("%1 d %2 h").arg(hours / 24).arg(hours % 24, 2, 10, QLatin1Char('0'));
}

QString milliseconds(qint64 duration)
{
    const double value = double(duration) / millisecond;
    if (value < 1)
        return fixed(value, 3);
    return value < 999.5 ? threeDigits(value) : grouped(quint64(std::llround(value)));
}

QString liveMilliseconds(qint64 duration)
{
    constexpr qint64 step = 100'000;
    return milliseconds(duration < qint64(second) ? duration : duration / step * step);
}

QString percent(quint64 part, quint64 whole)
{
    if (part == 0 || whole == 0)
        return QStringLiteral("0");
    if (part == whole)
        return QStringLiteral("100");
    const double value = 100 * double(part) / double(whole);
    if (value < 0.01)
        return QStringLiteral("<0.01");
    return fixed(value, value < 0.995 ? 2 : 1);
}

QString bytes(quint64 bytes)
{
    if (bytes < 1'024)
        return QStringLiteral("%1 B").arg(bytes);
    double value = double(bytes) / 1'024;
    for (const auto *const unit : {"KiB", "MiB", "GiB"}) {
        if (value < 1'023.5)
            return fixed(value, value < 9.95 ? 1 : 0) + u' ' + QLatin1String(unit);
        value /= 1'024;
    }
    return fixed(value, value < 9.95 ? 1 : 0) + QStringLiteral(" TiB");
}

QString bytesPerSecond(double rate)
{
    double value = rate / 1'000;
    const auto *unit = "KB/s";
    if (value >= 999.5) {
        value /= 1'000;
        unit = "MB/s";
    }
    const bool hasDecimal = value >= 0.05 && value < 9.95;
    return fixed(value, hasDecimal ? 1 : 0) + u' ' + QLatin1String(unit);
}

QString timeOfDay(qint64 at)
{
    return timeText(at, QStringLiteral("HH:mm:ss.zzz")).chopped(2);
}

QString timeOfDayInSeconds(qint64 at)
{
    return timeText(at, QStringLiteral("HH:mm:ss"));
}

QString timeOfDayInDetail(qint64 at)
{
    return timeText(at, QStringLiteral("HH:mm:ss.zzz"));
}

QString workerName(quint32 id)
{
    return QStringLiteral("w%1").arg(id, 2, 10, QLatin1Char('0'));
}

} // namespace Amp::Numbers
