// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <span>

#include <QStringList>
#include <QVariantList>

#include "client/cli/ctloperands.h"
#include "core/cli/option.h"
#include "core/protocol/result.h"

namespace Amp {

// One row of what amp-ctl can do. A verb is sent to the server as it is, except for ping.
struct CtlVerb
{
    QLatin1StringView name;
    QLatin1StringView operands; // as --help writes them: "[POOL] N"
    QLatin1StringView help;
    std::span<const Option> options;
    CtlOperands::Reader read = CtlOperands::none;
    QString (*format)(const QVariant &reply) = nullptr;           // null: there is nothing to show
    std::chrono::milliseconds patience = std::chrono::seconds(5); // with the answer

    bool isPing() const { return name == QLatin1StringView("ping"); }
};

// What the command line of amp-ctl says, checked.
struct CtlCommand
{
    QString address; // one that JobDispatcher::connectToServer() takes
    const CtlVerb *verb = nullptr;
    QVariantList arguments;
    std::chrono::milliseconds timeout = std::chrono::seconds(5);  // for the connection
    std::chrono::milliseconds patience = std::chrono::seconds(5); // with each answer
    int count = 1;                                                // of pings
    bool watch = false;                                           // ask again every second
    bool json = false;                                            // instead of text
    bool help = false;                                            // nothing else is checked then
    bool version = false;                                         // nothing else is checked then
};

const CommandSyntax &ctlSyntax();
std::span<const CtlVerb> ctlVerbs();

// The text of --help.
QString ctlHelp();

// Arguments are those of the program without its name. Errors are BadArguments with one sentence.
Result<CtlCommand> parseCtlCommand(const QStringList &arguments);

} // namespace Amp
