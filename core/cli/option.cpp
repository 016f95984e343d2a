// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/cli/option.h"

#include <algorithm>

#include <QStringList>

namespace Amp {

namespace {

constexpr qsizetype lineWidth = 80;

QStringList wrapped(const QString &text, qsizetype width)
{
    QStringList lines(QString{});
    for (const QString &word : text.split(u' ')) {
        if (!lines.last().isEmpty() && lines.last().size() + 1 + word.size() > width)
            lines.append(QString());
        lines.last() += lines.last().isEmpty() ? word : u' ' + word;
    }
    return lines;
}

QString helpOf(const Option &option)
{
    return option.help + QLatin1StringView(option.repeatable ? " Repeatable." : "");
}

QString helpLine(const Option &option, qsizetype column)
{
    const QString indent = option.shortName ? QStringLiteral("  ") : QStringLiteral("      ");
    const QString help =
        option.repeatable ? option.help + QStringLiteral(" Repeatable.") : QString(option.help);
    const QString separator = u'\n' + QString(column, u' ');
    return (indent + spellingOf(option)).leftJustified(column) +
           wrapped(helpOf(option), lineWidth - column).join(separator) + u'\n';
}

} // namespace

QString spellingOf(const Option &option)
{
    QString text;
    if (option.shortName)
        text = QStringLiteral("-%1, ").arg(QLatin1Char(option.shortName));
    text += QStringLiteral("--") + option.name;
    if (!option.isFlag())
        text += u'=' + option.valueName;
    return text;
}

QString markdownRow(const Option &option)
{
    const QString spelling = spellingOf(option).replace(u'|', QStringLiteral("\\|"));
    return QStringLiteral("| `%1` | %2 |").arg(spelling, helpOf(option));
}

QString helpText(const CommandSyntax &syntax)
{
    qsizetype column = 0;
    for (const Option &option : syntax.options)
        column = std::max(column, spellingOf(option).size() + (option.shortName ? 4 : 8));

    QString text =
        QStringLiteral("Usage: %1 %2\n\n%3\n\nOptions:\n")
            .arg(syntax.program, syntax.usage, wrapped(syntax.summary, lineWidth).join(u'\n'));
    for (const Option &option : syntax.options)
        text += helpLine(option, column);
    return text + u'\n' + syntax.epilogue + u'\n';
}

} // namespace Amp
