// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/cli/commandline.h"

#include <algorithm>
#include <optional>

#include <QSet>

#include "core/procedures/nearestnames.h"

namespace Amp {

namespace {

QString longForm(const Option &option)
{
    return QStringLiteral("--") + option.name;
}

QString seeHelp(const CommandSyntax &syntax)
{
    return QStringLiteral(" See %1 --help.").arg(syntax.program);
}

// Takes arguments from the front, so that "--name value" can reach for the next one.
class ArgumentReader
{
public:
    ArgumentReader(const CommandSyntax &syntax, const QStringList &arguments)
        : m_syntax(syntax)
        , m_arguments(arguments)
    {}

    Result<CommandLine> read();

private:
    Result<Done> readLong(const QString &argument);
    Result<Done> readShort(const QString &argument);
    Result<const Option *> findLong(const QString &name) const;
    const Option *findShort(QChar name) const;
    Result<Done> addWithValue(const Option &option, const std::optional<QString> &attached);
    void add(const Option &option, const QString &value = {})
    {
        m_line.options.append({&option, value, {}});
    }

    const CommandSyntax &m_syntax;
    QStringList m_arguments;
    CommandLine m_line;
};

Result<CommandLine> ArgumentReader::read()
{
    while (!m_arguments.isEmpty() && m_arguments.first().size() > 1 &&
           m_arguments.first().startsWith(u'-'))
    {
        const QString argument = m_arguments.takeFirst();
        if (argument == QLatin1StringView("--"))
            break;
        const bool isLong = argument.startsWith(QLatin1StringView("--"));
        const Result<Done> done = isLong ? readLong(argument) : readShort(argument);
        if (!done)
            return done.error();
    }
    m_line.operands = m_arguments;
    const Result<Done> unique = refuseRepetitions(m_line.options);
    return unique ? Result(m_line) : unique.error();
}

Result<Done> ArgumentReader::readLong(const QString &argument)
{
    const qsizetype equals = argument.indexOf(u'=');
    const Result<const Option *> found = findLong(argument.mid(2, equals < 0 ? -1 : equals - 2));
    if (!found)
        return found.error();
    const Option &option = **found;
    if (!option.isFlag())
        return addWithValue(option,
                            equals < 0 ? std::nullopt : std::optional(argument.mid(equals + 1)));
    if (equals >= 0)
        return Error(ErrorCode::BadArguments,
                     QStringLiteral("%1 takes no value: write %2 alone, or leave it out.")
                         .arg(argument, longForm(option)));
    add(option);
    return Done();
}

// Letters of flags may stand together; the first option with a value takes the rest as its value.
Result<Done> ArgumentReader::readShort(const QString &argument)
{
    for (qsizetype at = 1; at < argument.size(); ++at) {
        const Option *option = findShort(argument.at(at));
        if (!option)
            return unknownOption(m_syntax, argument.mid(at), argument);
        const QString rest = argument.mid(at + 1);
        if (!option->isFlag()) {
            const bool equals = rest.startsWith(u'=');
            return addWithValue(*option, rest.isEmpty() ? std::nullopt
                                                        : std::optional(rest.mid(equals ? 1 : 0)));
        }
        if (rest.startsWith(u'='))
            return Error(ErrorCode::BadArguments,
                         QStringLiteral("%1 takes no value: write -%2 alone, or leave it out.")
                             .arg(argument)
                             .arg(QLatin1Char(option->shortName)));
        add(*option);
    }
    return Done();
}

Result<Done> ArgumentReader::addWithValue(const Option &option,
                                          const std::optional<QString> &attached)
{
    QString value = attached.value_or(QString());
    const bool nextIsValue = !m_arguments.isEmpty() && !m_arguments.first().startsWith(u'-');
    if (!attached && nextIsValue)
        value = m_arguments.takeFirst();
    if (value.trimmed().isEmpty())
        return Error(ErrorCode::BadArguments, QStringLiteral("%1 needs a value, for example %1=%2.")
                                                  .arg(longForm(option), option.example));
    add(option, value);
    return Done();
}

Result<const Option *> ArgumentReader::findLong(const QString &name) const
{
    QList<const Option *> matches;
    for (const Option &option : m_syntax.options) {
        if (option.name == name)
            return &option;
        if (!name.isEmpty() && QStringView(QString(option.name)).startsWith(name))
            matches.append(&option);
    }
    if (matches.size() == 1)
        return matches.first();
    if (matches.isEmpty())
        return unknownOption(m_syntax, name, QStringLiteral("--") + name);

    QStringList candidates;
    for (const Option *option : matches)
        candidates.append(longForm(*option));
    return Error(ErrorCode::BadArguments, QStringLiteral("--%1 can mean %2: write more of it.")
                                              .arg(name, candidates.join(QStringLiteral(" or "))));
}

const Option *ArgumentReader::findShort(QChar name) const
{
    const auto found = std::ranges::find_if(m_syntax.options, [name](const Option &option) {
        return option.shortName && QLatin1Char(option.shortName) == name;
    });
    return found == m_syntax.options.end() ? nullptr : &*found;
}

} // namespace

QString GivenOption::label() const
{
    return origin.isEmpty() ? longForm(*option) : origin + QStringLiteral(": ") + option->name;
}

QString GivenOption::text() const
{
    if (option->isFlag())
        return label();
    return label() + QLatin1StringView(origin.isEmpty() ? "=" : " = ") + value;
}

Error GivenOption::error(const QString &sentence) const
{
    return Error(ErrorCode::BadArguments, text() + QStringLiteral(": ") + sentence);
}

bool CommandLine::has(QLatin1StringView name) const
{
    return std::ranges::any_of(
        options, [name](const GivenOption &given) { return given.option->name == name; });
}

Result<CommandLine> parseCommandLine(const CommandSyntax &syntax, const QStringList &arguments)
{
    return ArgumentReader(syntax, arguments).read();
}

Error unknownOption(const CommandSyntax &syntax, const QString &name, const QString &written)
{
    QByteArrayList names;
    for (const Option &option : syntax.options)
        names.append(QByteArray(option.name.data(), option.name.size()));
    const QByteArrayList nearest = nearestNames(name.toUtf8(), names);
    const QLatin1StringView dashes(written.startsWith(u'-') ? "--" : "");
    const QString hint =
        nearest.isEmpty()
            ? QString()
            : QStringLiteral(" Did you mean %1%2?").arg(dashes, QString::fromUtf8(nearest.first()));
    return Error(ErrorCode::BadArguments, QStringLiteral("%1 has no option %2.%3%4")
                                              .arg(syntax.program, written, hint, seeHelp(syntax)));
}

Result<Done> refuseRepetitions(const QList<GivenOption> &options)
{
    QSet<const Option *> seen;
    for (const GivenOption &given : options) {
        if (seen.contains(given.option) && !given.option->repeatable)
            return given.error(QStringLiteral("it can be given only once, leave one out."));
        seen.insert(given.option);
    }
    return Done();
}

} // namespace Amp
