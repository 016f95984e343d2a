// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qstring.h>

// How the models write values for those who do not format them themselves: digits without
// grouping, a point, local time.
namespace Amp::PlainText {

QString milliseconds(qint64 microseconds);    // 0.098, 4.21, 412
QString timeOfDay(qint64 microseconds);       // 14:32:07.412; empty for 0
QString percent(quint64 part, quint64 whole); // 0.02; empty for nothing of nothing
QString number(double value);                 // 12400, 2.1
QString worker(quint32 id);                   // w07; empty for 0

} // namespace Amp::PlainText
