// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QStringList>

#include "core/cli/option.h"
#include "core/protocol/result.h"

namespace Amp::Bench {

// How amp-bench ends; see resources/docs/commands.md.
enum class BenchExit : int {
    Success = 0,
    Usage = 2, // an option, a setting or an argument is wrong
    Fails = 3  // a server cannot be started or reached, or a reply is wrong
};

// What amp-bench does when it is not told a single measurement.
struct BenchOptions
{
    QString server; // the program
    int workers = 2;
    int rounds = 3;
    std::chrono::duration<double> seconds{2}; // of each measurement, after its warm-up
    bool json = false;
    bool help = false;    // nothing else is checked then
    bool version = false; // nothing else is checked then
};

const CommandSyntax &benchSyntax();

// Arguments are those of the program without its name. Errors are BadArguments with one sentence.
Result<BenchOptions> parseBenchOptions(const QStringList &arguments);

} // namespace Amp::Bench
