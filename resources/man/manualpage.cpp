// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "resources/man/manualpage.h"

#include <QStringList>

namespace Amp {

namespace {

// Text that troff prints as it is: hyphens that can be copied, no commands.
QString printed(QString text)
{
    text.replace(u'\\', QStringLiteral("\\e")).replace(u'-', QStringLiteral("\\-"));
    if (text.startsWith(u'.') || text.startsWith(u'\''))
        text.prepend(QStringLiteral("\\&"));
    return text;
}

QString section(const QString &title, const QString &body)
{
    return body.isEmpty() ? QString() : QStringLiteral(".SH %1\n%2\n").arg(title, body.trimmed());
}

QString paragraphs(const QString &text)
{
    QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    for (QString &line : lines)
        line = printed(line);
    return lines.join(QStringLiteral("\n.PP\n"));
}

// "-l, --listen=ADDRESS" in bold, with the value's name in italics.
QString optionEntry(const Option &option)
{
    const QString spelling = spellingOf(option).section(u'=', 0, 0);
    QString head = QStringLiteral("\\fB%1\\fR").arg(printed(spelling));
    if (!option.isFlag())
        head += QStringLiteral("=\\fI%1\\fR").arg(printed(option.valueName));
    QString entry = QStringLiteral(".TP\n%1\n%2\n").arg(head, printed(option.help));
    if (option.repeatable)
        entry += QStringLiteral("Repeatable.\n");
    return entry;
}

QString optionEntries(std::span<const Option> options)
{
    QString entries;
    for (const Option &option : options)
        entries += optionEntry(option);
    return entries;
}

QString verbEntry(const CtlVerb &verb)
{
    const QString head =
        QStringLiteral("\\fB%1\\fR \\fI%2\\fR").arg(printed(verb.name), printed(verb.operands));
    QString entry = QStringLiteral(".TP\n%1\n%2\n").arg(head, printed(verb.help));
    if (!verb.options.empty())
        entry += QStringLiteral(".RS\n%1.RE\n").arg(optionEntries(verb.options));
    return entry;
}

QString verbEntries(std::span<const CtlVerb> verbs)
{
    QString entries;
    for (const CtlVerb &verb : verbs)
        entries += verbEntry(verb);
    return entries;
}

// The epilogue of --help is remarks, then examples; either may be missing.
struct Epilogue
{
    QString remarks;
    QString examples;
};

Epilogue epilogueOf(const CommandSyntax &syntax)
{
    const QString heading = QStringLiteral("Examples:\n");
    const QString text = syntax.epilogue;
    const qsizetype at = text.indexOf(heading);
    if (at < 0)
        return {text, {}};
    return {text.first(at), text.sliced(at + heading.size())};
}

QString description(const CommandSyntax &syntax)
{
    QString remarks = epilogueOf(syntax).remarks.trimmed();
    remarks.replace(u'\n', u' '); // man(1) breaks the lines itself
    return paragraphs(QString(syntax.summary) + u'\n' + remarks);
}

QString examples(const CommandSyntax &syntax)
{
    const QString text = epilogueOf(syntax).examples;
    if (text.isEmpty())
        return {};
    QString lines;
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts))
        lines += printed(line.trimmed()) + u'\n';
    return QStringLiteral(".nf\n%1.fi").arg(lines);
}

// "amp-call \- calls a procedure ...", as whatis(1) wants it.
QString nameLine(const CommandSyntax &syntax)
{
    QString summary = syntax.summary;
    summary[0] = summary.at(0).toLower();
    summary.chop(1);
    return printed(syntax.program) + QStringLiteral(" \\- ") + printed(summary);
}

} // namespace

QString manualPage(const DocumentedProgram &program)
{
    const CommandSyntax &syntax = program.syntax;
    QString page = QLatin1StringView(program.moreSections.isEmpty() ? "" : "'\\\" t\n");
    page += QStringLiteral(".\\\" Written from the options of %1.\n").arg(syntax.program);
    page += QStringLiteral(".TH %1 1 \"\" \"AMP\" \"User Commands\"\n")
                .arg(printed(QString(syntax.program).toUpper()));
    page += section(QStringLiteral("NAME"), nameLine(syntax));
    page +=
        section(QStringLiteral("SYNOPSIS"),
                QStringLiteral(".B %1\n%2").arg(printed(syntax.program), printed(syntax.usage)));
    page += section(QStringLiteral("DESCRIPTION"), description(syntax));
    page += section(QStringLiteral("OPTIONS"), optionEntries(syntax.options));
    page += section(QStringLiteral("VERBS"), verbEntries(program.verbs));
    page += program.moreSections;
    page += section(QStringLiteral("EXIT STATUS"), paragraphs(program.exitStatus));
    page += section(QStringLiteral("EXAMPLES"), examples(syntax));
    page += section(QStringLiteral("SEE ALSO"), printed(program.seeAlso));
    return page;
}

} // namespace Amp
