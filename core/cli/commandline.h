// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QList>
#include <QStringList>

#include "core/cli/option.h"
#include "core/protocol/result.h"

namespace Amp {

// One option as it was given, on the command line or in a file.
struct GivenOption
{
    const Option *option = nullptr;
    QString value;  // empty for a flag
    QString origin; // "FILE:LINE"; empty: the command line

    // "--workers", or "amp.conf:3: workers".
    [[nodiscard]] QString label() const;
    // With the value: "--workers=4", or "amp.conf:3: workers = 4".
    [[nodiscard]] QString text() const;
    [[nodiscard]] Error error(const QString &sentence) const;
};

struct CommandLine
{
    QList<GivenOption> options; // in the order given
    QStringList operands;       // the first argument that is no option, and all that follow

    [[nodiscard]] bool has(QLatin1StringView name) const;
};

// Splits arguments: --name=value, --name value, -n=value, -n value, -nvalue, flags together as in
// -dc, and long names cut short while they stay unique. "--" ends the options. Errors are
// BadArguments: one sentence that ends with what to do.
Result<CommandLine> parseCommandLine(const CommandSyntax &syntax, const QStringList &arguments);

// The error for a name that no option has, with the nearest ones.
Error unknownOption(const CommandSyntax &syntax, const QString &name, const QString &written);

// Fails when an option that is not repeatable is given twice in a list of one origin.
Result<Done> refuseRepetitions(const QList<GivenOption> &options);

} // namespace Amp
