// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/options.h"

#include "core/cli/commandline.h"
#include "core/cli/duration.h"
#include "core/net/address.h"

namespace Amp {

namespace {

using Text = QLatin1StringView;

constexpr Option options[] = {
    {Text("demo"), 0, {}, {}, Text("Show a made-up server, to look at the window.")},
    {Text("once"), 0, {}, {}, Text("Print what the server tells, and end. Needs --json.")},
    {Text("json"), 'j', {}, {}, Text("Print as JSON.")},
    {Text("record"), 0, Text("FILE"), Text("monday.amprec"),
     Text("Write everything that the server tells to a file as well.")},
    {Text("replay"), 0, Text("FILE"), Text("monday.amprec"),
     Text("Show what was recorded instead of a server.")},
    {Text("timeout"), 't', Text("TIME"), Text("5s"),
     Text("How long --once waits for the server. The default is 5s.")},
    {Text("help"), 'h', {}, {}, Text("Print this text.")},
    {Text("version"), 0, {}, {}, Text("Print the version.")},
};

Error usageError(const QString &sentence)
{
    return Error(ErrorCode::BadArguments, sentence);
}

Result<Done> apply(MonitorOptions &result, const GivenOption &given)
{
    const Text name = given.option->name;
    if (name == Text("demo")) {
        result.demo = true;
    } else if (name == Text("once")) {
        result.once = true;
    } else if (name == Text("record")) {
        result.recordFile = given.value;
    } else if (name == Text("replay")) {
        result.replayFile = given.value;
    } else if (name == Text("timeout")) {
        const auto duration = parseDuration(given.value);
        if (!duration)
            return given.error(duration.error().message());
        if (duration->count() == 0)
            return given.error(QStringLiteral("no server answers in no time, write --timeout=5s."));
        result.timeout = *duration;
    } else if (name == Text("help")) {
        result.help = true;
    } else if (name == Text("version")) {
        result.version = true;
    }
    return Done();
}

// What cannot be asked for together.
Result<Done> check(const MonitorOptions &options, bool json)
{
    const int sources =
        int(options.demo) + int(!options.replayFile.isEmpty()) + int(!options.address.isEmpty());
    if (sources > 1)
        return usageError(QStringLiteral("A server's address, --demo and --replay exclude each "
                                         "other; give one of them."));
    if (options.once != json)
        return usageError(QStringLiteral("Write --once and --json together."));
    if (options.once && options.address.isEmpty())
        return usageError(QStringLiteral("Say which server, for example amp-monitor --once --json "
                                         "127.0.0.1:1337."));
    if (!options.recordFile.isEmpty() && (options.demo || !options.replayFile.isEmpty()))
        return usageError(QStringLiteral("Only what a server tells can be recorded; give --record "
                                         "and a server's address."));
    return Done();
}

} // namespace

const CommandSyntax &monitorSyntax()
{
    static constexpr CommandSyntax syntax{
        Text("amp-monitor"), Text("[OPTION]... [HOST:PORT]"),
        Text("Shows a running AMP server in a window, and operates it."), options,
        Text("Without a server the window asks for one.\n\n"
             "Examples:\n"
             "  amp-monitor 127.0.0.1:1337\n"
             "  amp-monitor --demo\n"
             "  amp-monitor --once --json local:amp")};
    return syntax;
}

Result<MonitorOptions> parseMonitorOptions(const QStringList &arguments)
{
    const Result<CommandLine> line = parseCommandLine(monitorSyntax(), arguments);
    if (!line)
        return line.error();
    MonitorOptions result;
    for (const GivenOption &given : line->options) {
        if (const Result<Done> done = apply(result, given); !done)
            return done.error();
    }
    if (result.help || result.version)
        return result;
    if (line->operands.size() > 1)
        return usageError(QStringLiteral("Only one server at a time; %1 is left over.")
                              .arg(line->operands.at(1)));
    if (!line->operands.isEmpty()) {
        const Result<Address> address =
            Address::parse(line->operands.first(), Address::Purpose::Connect);
        if (!address)
            return address.error();
        result.address = address->toString();
    }
    if (const Result<Done> done = check(result, line->has(Text("json"))); !done)
        return done.error();
    return result;
}

} // namespace Amp
