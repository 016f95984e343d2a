// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QStringList>

#include "resources/completion/completion.h"

namespace Amp {

namespace {

// Text inside of '...[...]' of _arguments.
QString quoted(QString text)
{
    return text.replace(u'\'', QStringLiteral("'\\''"))
        .replace(u'[', QStringLiteral("\\["))
        .replace(u']', QStringLiteral("\\]"))
        .replace(u':', QStringLiteral("\\:"));
}

QString valueOf(const Option &option)
{
    if (option.isFlag())
        return {};
    const bool isFile = option.valueName == QLatin1StringView("FILE");
    return QStringLiteral(":%1:%2").arg(quoted(option.valueName),
                                        QLatin1StringView(isFile ? "_files" : " "));
}

// '(-l --listen)'{-l+,--listen=}'[Serve clients at ...]:ADDRESS: '
QString specOf(const Option &option)
{
    const QString name =
        QStringLiteral("--") + option.name + QLatin1StringView(option.isFlag() ? "" : "=");
    const QString rest = QStringLiteral("'[%1]%2'").arg(quoted(option.help), valueOf(option));
    if (!option.shortName)
        return QLatin1StringView(option.repeatable ? "'*'" : "") + name + rest;
    const QString shortName = u'-' + QString(QLatin1Char(option.shortName));
    const QString others = option.repeatable
                               ? QStringLiteral("'*'")
                               : QStringLiteral("'(%1 --%2)'").arg(shortName, option.name);
    return QStringLiteral("%1{%2%3,%4}%5")
        .arg(others, shortName, QLatin1StringView(option.isFlag() ? "" : "+"), name, rest);
}

QString specsOf(std::span<const Option> options)
{
    QStringList specs;
    for (const Option &option : options)
        specs.append(specOf(option));
    return specs.join(QStringLiteral(" \\\n        "));
}

// Behind the address stands a verb, and behind that what the verb takes.
QString branchesOf(std::span<const CtlVerb> verbs)
{
    QString text = QStringLiteral("    case $state in\n    verb)\n        local -a verbs=(\n");
    for (const CtlVerb &verb : verbs)
        text += QStringLiteral("            '%1:%2'\n").arg(verb.name, quoted(verb.help));
    text += QStringLiteral("        )\n        _describe verb verbs ;;\n    rest)\n"
                           "        shift words\n        ((CURRENT--))\n"
                           "        case $words[1] in\n");
    for (const CtlVerb &verb : verbs) {
        if (!verb.options.empty())
            text += QStringLiteral("        %1) _arguments %2 ;;\n")
                        .arg(verb.name, specsOf(verb.options));
    }
    return text + QStringLiteral("        esac ;;\n    esac\n");
}

} // namespace

QString zshCompletion(const DocumentedProgram &program)
{
    const CommandSyntax &syntax = program.syntax;
    const QString function = u'_' + QString(syntax.program);
    QString text = QStringLiteral("#compdef %1\n# Written from the options of %1.\n%2()\n{\n")
                       .arg(syntax.program, function);
    if (!program.verbs.empty())
        text += QStringLiteral("    local state line\n    typeset -A opt_args\n");
    text += QStringLiteral("    _arguments -s -S %1 \\\n        %2")
                .arg(QLatin1StringView(program.verbs.empty() ? "" : "-C"), specsOf(syntax.options));
    if (program.verbs.empty())
        return text +
               QStringLiteral(" \\\n        '*:operand:_default'\n}\n%1 \"$@\"\n").arg(function);
    return text +
           QStringLiteral(" \\\n        '1:server: ' '2:verb:->verb' '*::operand:->rest'\n") +
           branchesOf(program.verbs) + QStringLiteral("}\n%1 \"$@\"\n").arg(function);
}

} // namespace Amp
