// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

// How the window writes numbers. Durations and points in time are microseconds.
namespace Amp::Numbers {

QString grouped(quint64 count); // 47,694,845
QString rate(double perSecond); // 950, 9.87k, 12.4k, 1.20M, for tiles and axes

// A measured duration with three digits, in the unit that fits: 98 µs, 4.21 ms, 412 ms, 1.24 s.
struct Measured
{
    QString figure;
    QString unit;
};
Measured measured(qint64 duration);
QString measuredText(qint64 duration);
// One that still grows: 0.4 s, 21.6 s, 3 min 12 s, 1 h 04 min.
QString growing(qint64 duration);
// In milliseconds for table columns: 0.098, 4.21, 38.4, 412, 25,673.
QString milliseconds(qint64 duration);
// The same, of a call that still runs: it moves in steps of 100 ms.
QString liveMilliseconds(qint64 duration);

QString percent(quint64 part, quint64 whole); // 0.02, 8.1, <0.01, 0; without the sign
QString bytes(quint64 bytes);                 // 21 B, 2.1 KiB, 412 MiB
QString bytesPerSecond(double rate);          // 38 KB/s

QString timeOfDay(qint64 at);          // 14:32:07.4, local time
QString timeOfDayInSeconds(qint64 at); // 14:32:07
QString timeOfDayInDetail(qint64 at);  // 14:32:07.412

QString workerName(quint32 id); // w07

} // namespace Amp::Numbers
