// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/printable.h"

#include <algorithm>

namespace Amp {

namespace {

bool isHarmless(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format: // right-to-left overrides and the like
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    default:
        return true;
    }
}

QString spelledOut(QChar c)
{
    if (c == u'\t')
        return QStringLiteral("\\t");
    if (c == u'\n')
        return QStringLiteral("\\n");
    if (c == u'\r')
        return QStringLiteral("\\r");
    if (c.unicode() < 0x100)
        return QStringLiteral("\\x%1").arg(c.unicode(), 2, 16, QLatin1Char('0'));
    return QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
}

} // namespace

QString printable(QByteArrayView bytes)
{
    return printable(QString::fromUtf8(bytes));
}

QString printable(QStringView text)
{
    if (std::all_of(text.begin(), text.end(), isHarmless))
        return text.toString();
    QString result;
    result.reserve(text.size() + 16);
    for (const QChar c : text) {
        if (isHarmless(c))
            result.append(c);
        else
            result.append(spelledOut(c));
    }
    return result;
}

} // namespace Amp
