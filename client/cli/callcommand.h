// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QStringList>
#include <QVariantList>

#include <Amp/CallOptions>

#include "core/cli/option.h"
#include "core/protocol/result.h"

namespace Amp {

// What the command line of amp-call says, checked.
struct CallCommand
{
    QString address; // one that JobDispatcher::connectToServer() takes
    QByteArray procedure;
    QVariantList arguments;
    CallOptions options;
    std::chrono::milliseconds connectTimeout = std::chrono::seconds(5);
    int repeat = 1;        // calls in all
    int parallel = 1;      // calls at a time
    bool raw = false;      // print text and bytes as they are
    bool progress = false; // show what the procedure reports
    bool help = false;     // nothing else is checked then
    bool version = false;  // nothing else is checked then
};

const CommandSyntax &callSyntax();

// Arguments are those of the program without its name. Errors are BadArguments with one sentence.
Result<CallCommand> parseCallCommand(const QStringList &arguments);

} // namespace Amp
