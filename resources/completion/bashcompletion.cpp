// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QStringList>

#include "resources/completion/completion.h"

namespace Amp {

namespace {

// bash takes "--name=value" and "host:port" apart, so words are counted in the line itself.
constexpr QLatin1StringView beginning(R"(# Written from the options of PROGRAM.
FUNCTION()
{
    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
    [[ $previous == "=" ]] && previous="${COMP_WORDS[COMP_CWORD - 2]}"
    [[ $current == "=" ]] && current=""
    local line="${COMP_LINE:0:COMP_POINT}" word before="" operands=0 verb="" offered=""
    local -a words
    read -ra words <<<"${line%"$current"}"
    COMPREPLY=()
)");

constexpr QLatin1StringView
    ending(R"(    mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current")
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -F FUNCTION PROGRAM
)");

// A file name and a listed word can be completed; of other values nothing is known.
constexpr QLatin1StringView files(R"(    FILES)
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        compopt -o filenames 2>/dev/null
        return 0 ;;
)");

// The value of an option may be a word of its own, which is no operand.
constexpr QLatin1StringView afterAddress(R"(    for word in "${words[@]:1}"; do
        case "$before" in
        VALUED) before="" && continue ;;
        esac
        before="$word"
        [[ $word == -* ]] && continue
        operands=$((operands + 1))
        [[ $operands == 2 ]] && verb="$word"
    done
    case "$operands:$verb" in
)");

QString pattern(const Option &option)
{
    const QString name = QStringLiteral("--") + option.name;
    return option.shortName ? name + QStringLiteral(" | -") + QLatin1Char(option.shortName) : name;
}

QString offered(std::span<const Option> options)
{
    QStringList words;
    for (const Option &option : options)
        words.append(QStringLiteral("--") + option.name +
                     QLatin1StringView(option.isFlag() ? "" : "="));
    return words.join(u' ');
}

QString caseOfValues(std::span<const Option> options)
{
    QStringList fileOptions;
    QStringList otherOptions;
    for (const Option &option : options) {
        if (!option.isFlag())
            (option.valueName == QLatin1StringView("FILE") ? fileOptions : otherOptions)
                .append(pattern(option));
    }
    QString text = QStringLiteral("    case \"$previous\" in\n");
    if (!fileOptions.isEmpty())
        text += QString(files).replace(QStringLiteral("FILES"), fileOptions.join(u'|'));
    if (!otherOptions.isEmpty())
        text += QStringLiteral("    %1) return 0 ;;\n").arg(otherOptions.join(u'|'));
    return text + QStringLiteral("    esac\n");
}

// The words that can stand where the cursor is: options, behind an address verbs, behind a verb
// its options.
QString caseOfVerbs(const DocumentedProgram &program)
{
    QStringList names;
    QString branches;
    for (const CtlVerb &verb : program.verbs) {
        names.append(verb.name);
        branches +=
            QStringLiteral("    *:%1) offered=\"%2\" ;;\n").arg(verb.name, offered(verb.options));
    }
    QStringList valued;
    for (const Option &option : program.syntax.options) {
        if (!option.isFlag())
            valued.append(pattern(option));
    }
    return QString(afterAddress).replace(QStringLiteral("VALUED"), valued.join(u'|')) +
           QStringLiteral("    1:) offered=\"%1\" ;;\n").arg(names.join(u' ')) + branches +
           QStringLiteral("    esac\n");
}

} // namespace

QString bashCompletion(const DocumentedProgram &program)
{
    const CommandSyntax &syntax = program.syntax;
    QString text = beginning + caseOfValues(syntax.options);
    text +=
        QStringLiteral("    [[ $current == -* ]] && offered=\"%1\"\n").arg(offered(syntax.options));
    if (!program.verbs.empty())
        text += caseOfVerbs(program);
    text += ending;
    const QString function = u'_' + QString(syntax.program).replace(u'-', u'_');
    return text.replace(QStringLiteral("FUNCTION"), function)
        .replace(QStringLiteral("PROGRAM"), syntax.program);
}

} // namespace Amp
