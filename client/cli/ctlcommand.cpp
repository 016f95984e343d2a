// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/ctlcommand.h"

#include <algorithm>

#include "client/cli/ctlformat.h"
#include "core/cli/commandline.h"
#include "core/cli/duration.h"
#include "core/net/address.h"
#include "core/procedures/nearestnames.h"

namespace Amp {

namespace {

using Text = QLatin1StringView;

constexpr int maxCount = 1'000'000;
constexpr int verbColumn = 25; // of --help

constexpr Option ctlOptions[] = {
    {Text("timeout"), 't', Text("TIME"), Text("5s"),
     Text("How long to wait for the server. The default is 5s, and 2min for reload.")},
    {Text("help"), 'h', {}, {}, Text("Print this text.")},
    {Text("version"), 0, {}, {}, Text("Print the version.")},
};

constexpr Option jsonOptions[] = {
    {Text("json"), 'j', {}, {}, Text("Print the server's answer as JSON.")},
};

constexpr Option statsOptions[] = {
    {Text("json"), 'j', {}, {}, Text("Print the server's answer as JSON.")},
    {Text("watch"), 'w', {}, {}, Text("Print a line every second, until Ctrl-C.")},
};

constexpr Option pingOptions[] = {
    {Text("count"), 'n', Text("N"), Text("10"), Text("Ask N times. The default is 1.")},
};

constexpr CtlVerb verbs[] = {
    {Text("procedures"),
     {},
     Text("List the procedures of every pool."),
     jsonOptions,
     CtlOperands::none,
     proceduresText},
    {Text("stats"),
     {},
     Text("Show what the server and its pools do and did."),
     statsOptions,
     CtlOperands::none,
     statsText},
    {Text("calls"), Text("[N]"),
     Text("List calls that run or wait, at most N. The default is 100."), jsonOptions,
     CtlOperands::count, callsText},
    {Text("ping"), {}, Text("Measure the way to the server and back."), pingOptions},
    {Text("pause"), {}, Text("Queue calls, but hand none to workers."), {}},
    {Text("resume"), {}, Text("Hand calls to workers again."), {}},
    {Text("cancel"),
     Text("CALL..."),
     Text("End calls, whether they wait or run."),
     {},
     CtlOperands::calls,
     cancelText},
    {Text("workers"), Text("[[POOL] N]"),
     Text("List the workers, or keep N of them in every pool or in one."), jsonOptions,
     CtlOperands::poolAndCount, workersText},
    {Text("restart-worker"),
     Text("WORKER"),
     Text("Replace a worker's process, after the call that it runs."),
     {},
     CtlOperands::worker},
    {Text("kill-worker"),
     Text("WORKER"),
     Text("Replace a worker's process at once; the call that it runs fails."),
     {},
     CtlOperands::worker},
    {Text("reload"),
     {},
     Text("Read the includes again and replace the workers between calls."),
     {},
     CtlOperands::none,
     reloadText,
     std::chrono::minutes(2)},
    {Text("drain"),
     {},
     Text("Take no more calls, finish those that are there, end the server."),
     {},
     CtlOperands::none,
     drainText},
};

Error ctlUsageError(const QString &sentence)
{
    return Error(ErrorCode::BadArguments, sentence);
}

Error unknownVerb(const QString &name)
{
    QByteArrayList names;
    for (const CtlVerb &verb : verbs)
        names.append(QByteArray(verb.name.data(), verb.name.size()));
    const QByteArrayList nearest = nearestNames(name.toUtf8(), names);
    const QString hint =
        nearest.isEmpty()
            ? QString()
            : QStringLiteral(" Did you mean %1?").arg(QString::fromUtf8(nearest.first()));
    return ctlUsageError(
        QStringLiteral("amp-ctl cannot \"%1\".%2 See amp-ctl --help.").arg(name, hint));
}

Result<Done> apply(CtlCommand &command, const GivenOption &given)
{
    const Text name = given.option->name;
    if (name == Text("timeout")) {
        const auto duration = parseDuration(given.value);
        if (!duration)
            return given.error(duration.error().message());
        if (duration->count() == 0)
            return given.error(QStringLiteral("no server answers in no time, write --timeout=5s."));
        command.timeout = *duration;
    } else if (name == Text("count")) {
        bool isNumber = false;
        command.count = given.value.toInt(&isNumber);
        if (!isNumber || command.count < 1 || command.count > maxCount)
            return given.error(QStringLiteral("expected is a number from 1 to %1.").arg(maxCount));
    } else if (name == Text("watch")) {
        command.watch = true;
    } else if (name == Text("json")) {
        command.json = true;
    }
    return Done();
}

Result<Done> applyAll(CtlCommand &command, const QList<GivenOption> &given)
{
    for (const GivenOption &option : given) {
        const Result<Done> done = apply(command, option);
        if (!done)
            return done;
    }
    return Done();
}

Result<Done> setOperands(CtlCommand &command, const QStringList &operands)
{
    const CtlVerb &verb = *command.verb;
    const std::optional<QVariantList> arguments = verb.read(operands);
    if (!arguments)
        return ctlUsageError(QStringLiteral("Write it as: amp-ctl HOST:PORT %1 %2")
                                 .arg(verb.name, verb.operands)
                                 .trimmed() +
                             u'.');
    command.arguments = *arguments;
    return Done();
}

// What stands behind the address: a verb, its options, its operand.
Result<Done> setVerb(CtlCommand &command, const QStringList &words)
{
    const auto verb =
        std::ranges::find_if(verbs, [&words](const CtlVerb &v) { return v.name == words.first(); });
    if (verb == std::end(verbs))
        return unknownVerb(words.first());
    command.verb = &*verb;
    const CommandSyntax syntax{Text("amp-ctl"), {}, {}, verb->options, {}};
    const Result<CommandLine> line = parseCommandLine(syntax, words.sliced(1));
    if (!line)
        return line.error();
    const Result<Done> done = applyAll(command, line->options);
    return done ? setOperands(command, line->operands) : done;
}

Result<Done> setTarget(CtlCommand &command, const QStringList &operands)
{
    if (operands.size() < 2)
        return ctlUsageError(QStringLiteral("Say which server and what to do, for example amp-ctl "
                                            "127.0.0.1:1337 stats. See amp-ctl --help."));
    const Result<Address> address = Address::parse(operands.at(0), Address::Purpose::Connect);
    if (!address)
        return address.error();
    command.address = address->toString();
    return setVerb(command, operands.sliced(1));
}

} // namespace

const CommandSyntax &ctlSyntax()
{
    static constexpr CommandSyntax syntax{
        Text("amp-ctl"), Text("[OPTION]... HOST:PORT VERB [VERB'S OPTION]..."),
        Text("Looks at an AMP server and operates it."), ctlOptions,
        Text("Examples:\n"
             "  amp-ctl 127.0.0.1:1337 procedures\n"
             "  amp-ctl local:amp stats --json")};
    return syntax;
}

std::span<const CtlVerb> ctlVerbs()
{
    return verbs;
}

QString ctlHelp()
{
    QString text = helpText(ctlSyntax()) + QStringLiteral("\nVerbs:\n");
    for (const CtlVerb &verb : verbs) {
        const QString words = QStringLiteral("  %1 %2").arg(verb.name, verb.operands);
        text += words.leftJustified(verbColumn) + verb.help + u'\n';
        for (const Option &option : verb.options)
            text += QStringLiteral("    %1   %2\n").arg(spellingOf(option), option.help);
    }
    return text;
}

Result<CtlCommand> parseCtlCommand(const QStringList &arguments)
{
    const Result<CommandLine> line = parseCommandLine(ctlSyntax(), arguments);
    if (!line)
        return line.error();
    CtlCommand command;
    command.help = line->has(Text("help"));
    command.version = line->has(Text("version"));
    if (command.help || command.version)
        return command;
    Result<Done> done = applyAll(command, line->options);
    if (done)
        done = setTarget(command, line->operands);
    if (done)
        command.patience = line->has(Text("timeout")) ? command.timeout : command.verb->patience;
    return done ? Result(command) : done.error();
}

} // namespace Amp
