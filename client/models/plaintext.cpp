// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/plaintext.h"

#include <QtCore/qdatetime.h>

namespace Amp::PlainText {

namespace {

// Three digits, and as many as there are before the point.
QString threeDigits(double value)
{
    const int decimals = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
    return QString::number(value, 'f', decimals);
}

} // namespace

QString milliseconds(qint64 microseconds)
{
    return threeDigits(double(microseconds) / 1000);
}

QString timeOfDay(qint64 microseconds)
{
    if (microseconds == 0)
        return {};
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(microseconds / 1000);
    return at.toString(QStringLiteral("hh:mm:ss.zzz"));
}

QString percent(quint64 part, quint64 whole)
{
    return whole ? QString::number(100 * double(part) / double(whole), 'f', 2) : QString();
}

QString number(double value)
{
    return threeDigits(value);
}

QString worker(quint32 id)
{
    return id ? QStringLiteral("w%1").arg(id, 2, 10, QLatin1Char('0')) : QString();
}

} // namespace Amp::PlainText
