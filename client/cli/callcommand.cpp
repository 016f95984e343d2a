// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/callcommand.h"

#include <algorithm>

#include "client/cli/jsonvalues.h"
#include "core/cli/commandline.h"
#include "core/cli/duration.h"
#include "core/net/address.h"
#include "core/protocol/limits.h"

namespace Amp {

namespace {

using Text = QLatin1StringView;
using Duration = std::chrono::milliseconds;

constexpr int maxRepeat = 1'000'000'000;
constexpr int maxParallel = 10'000; // what a dispatcher lets wait in line

constexpr Option callOptions[] = {
    {Text("timeout"), 't', Text("TIME"), Text("10s"),
     Text("The longest run time, counted from the call's start. The default is no bound.")},
    {Text("deadline"), 0, Text("TIME"), Text("1min"),
     Text("Give up if the call has not started by then. The default is no bound.")},
    {Text("priority"), 0, Text("PRIORITY"), Text("high"),
     Text("low, normal or high. The default is normal.")},
    {Text("idempotent"),
     0,
     {},
     {},
     Text("Try again, up to 3 times, after a crash or a lost connection.")},
    {Text("repeat"), 'n', Text("N"), Text("100"),
     Text("Make the call N times; results are printed in the order in which calls end.")},
    {Text("parallel"), 'p', Text("N"), Text("4"),
     Text("With --repeat, N calls at a time. The default is 1.")},
    {Text("connect-timeout"), 0, Text("TIME"), Text("5s"),
     Text("How long to wait for the server. The default is 5s.")},
    {Text("progress"), 0, {}, {}, Text("Show the call's progress and parts on stderr.")},
    {Text("raw"), 'r', {}, {}, Text("Print text and bytes as they are, without a line break.")},
    {Text("help"), 'h', {}, {}, Text("Print this text.")},
    {Text("version"), 0, {}, {}, Text("Print the version.")},
};

template <typename Setter>
Result<Done> withDuration(const GivenOption &given, Setter set)
{
    const Result<Duration> duration = parseDuration(given.value);
    if (!duration)
        return given.error(duration.error().message());
    set(*duration);
    return Done();
}

Result<Done> setTimeout(CallCommand &command, const GivenOption &given)
{
    return withDuration(given, [&](Duration d) { command.options.timeout(d); });
}

Result<Done> setDeadline(CallCommand &command, const GivenOption &given)
{
    return withDuration(given, [&](Duration d) { command.options.deadline(d); });
}

Result<Done> setConnectTimeout(CallCommand &command, const GivenOption &given)
{
    const Result<Done> done = withDuration(given, [&](Duration d) { command.connectTimeout = d; });
    if (done && command.connectTimeout == Duration::zero())
        return given.error(
            QStringLiteral("no server answers in no time, write %1=5s.").arg(given.label()));
    return done;
}

Result<Done> setPriority(CallCommand &command, const GivenOption &given)
{
    constexpr Text names[] = {Text("low"), Text("normal"), Text("high")};
    const auto name = std::ranges::find_if(names, [&](Text n) { return n == given.value; });
    if (name == std::end(names))
        return given.error(QStringLiteral("expected is low, normal or high."));
    command.options.priority(Priority(name - names));
    return Done();
}

template <int CallCommand::*member, int maximum>
Result<Done> setNumber(CallCommand &command, const GivenOption &given)
{
    bool isNumber = false;
    const int number = given.value.toInt(&isNumber);
    if (!isNumber || number < 1 || number > maximum)
        return given.error(QStringLiteral("expected is a number from 1 to %1.").arg(maximum));
    command.*member = number;
    return Done();
}

template <bool CallCommand::*member>
Result<Done> setFlag(CallCommand &command, const GivenOption &)
{
    command.*member = true;
    return Done();
}

Result<Done> setIdempotent(CallCommand &command, const GivenOption &)
{
    command.options.idempotent();
    return Done();
}

struct Meaning
{
    Text option;
    Result<Done> (*apply)(CallCommand &command, const GivenOption &given);
};

constexpr Meaning meanings[] = {
    {Text("timeout"), setTimeout},
    {Text("deadline"), setDeadline},
    {Text("priority"), setPriority},
    {Text("idempotent"), setIdempotent},
    {Text("repeat"), setNumber<&CallCommand::repeat, maxRepeat>},
    {Text("parallel"), setNumber<&CallCommand::parallel, maxParallel>},
    {Text("connect-timeout"), setConnectTimeout},
    {Text("progress"), setFlag<&CallCommand::progress>},
    {Text("raw"), setFlag<&CallCommand::raw>},
    {Text("help"), setFlag<&CallCommand::help>},
    {Text("version"), setFlag<&CallCommand::version>},
};

Result<Done> apply(CallCommand &command, const GivenOption &given)
{
    const auto meaning = std::ranges::find_if(
        meanings, [&given](const Meaning &m) { return m.option == given.option->name; });
    Q_ASSERT_X(meaning != std::end(meanings), "parseCallCommand", "option without a meaning");
    return meaning->apply(command, given);
}

Error callUsageError(const QString &sentence)
{
    return Error(ErrorCode::BadArguments, sentence);
}

Result<Done> setCall(CallCommand &command, const QStringList &operands)
{
    if (operands.size() < 2)
        return callUsageError(
            QStringLiteral("Say where to call and what, for example amp-call "
                           "127.0.0.1:1337 strrev zanzibar. See amp-call --help."));
    const Result<Address> address = Address::parse(operands.at(0), Address::Purpose::Connect);
    if (!address)
        return address.error();
    command.address = address->toString();
    command.procedure = operands.at(1).toUtf8();
    if (command.procedure.isEmpty() || command.procedure.size() > Limits::maxProcedureNameBytes)
        return callUsageError(
            QStringLiteral("The name of a procedure has 1 to %1 bytes, for example "
                           "strrev or Mailer::send.")
                .arg(Limits::maxProcedureNameBytes));
    for (const QString &operand : operands.sliced(2)) {
        const Result<QVariant> value = valueFromArgument(operand);
        if (!value)
            return value.error();
        command.arguments.append(*value);
    }
    return Done();
}

} // namespace

const CommandSyntax &callSyntax()
{
    static constexpr CommandSyntax syntax{
        Text("amp-call"), Text("[OPTION]... HOST:PORT PROCEDURE [ARG]..."),
        Text("Calls a procedure of an AMP server and prints its result as JSON."), callOptions,
        Text("Options end at the address. An ARG is a JSON value; what is not JSON is a string.\n"
             "TIME is written 500ms, 2s, 3min or 1h.\n\n"
             "Examples:\n"
             "  amp-call 127.0.0.1:1337 strrev zanzibar!\n"
             "  amp-call --timeout=2s --repeat=100 --parallel=4 local:amp add -1 2")};
    return syntax;
}

Result<CallCommand> parseCallCommand(const QStringList &arguments)
{
    const Result<CommandLine> line = parseCommandLine(callSyntax(), arguments);
    if (!line)
        return line.error();
    CallCommand command;
    command.help = line->has(Text("help"));
    command.version = line->has(Text("version"));
    if (command.help || command.version)
        return command;
    for (const GivenOption &given : line->options) {
        const Result<Done> done = apply(command, given);
        if (!done)
            return done.error();
    }
    const Result<Done> done = setCall(command, line->operands);
    return done ? Result(command) : done.error();
}

} // namespace Amp
