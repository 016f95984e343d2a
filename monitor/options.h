// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QStringList>

#include "core/cli/option.h"
#include "core/protocol/result.h"

namespace Amp {

// What amp-monitor was asked for.
struct MonitorOptions
{
    QString address; // empty: the window asks for one
    bool demo = false;
    bool once = false;  // prints a snapshot and ends, without a window
    QString recordFile; // empty: nothing is recorded
    QString replayFile;
    std::chrono::milliseconds timeout = std::chrono::seconds(5); // of once
    bool help = false;
    bool version = false;

    bool needsWindow() const { return !once && !help && !version; }
};

const CommandSyntax &monitorSyntax();
// Errors are BadArguments: one sentence that ends with what to do.
Result<MonitorOptions> parseMonitorOptions(const QStringList &arguments);

} // namespace Amp
