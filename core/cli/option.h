// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <span>

#include <QLatin1StringView>
#include <QString>

namespace Amp {

// One option of a program. Parser, --help, manual page and completion all read the same rows.
struct Option
{
    QLatin1StringView name;      // "listen", without dashes
    char shortName = 0;          // 'l'; 0: none
    QLatin1StringView valueName; // "ADDRESS"; empty: a flag, which takes no value
    QLatin1StringView example;   // a good value, for errors
    QLatin1StringView help;      // one sentence
    bool repeatable = false;

    bool isFlag() const { return valueName.isEmpty(); }
};

// What a program takes on its command line.
struct CommandSyntax
{
    QLatin1StringView program; // "amp-server"
    QLatin1StringView usage;   // what stands behind the program's name
    QLatin1StringView summary; // what the program does, in a sentence
    std::span<const Option> options;
    QLatin1StringView epilogue; // ends --help: examples, where to read on
};

// The text of --help.
QString helpText(const CommandSyntax &syntax);

// "-l, --listen=ADDRESS", or without the short form "--start-limit=TIME".
QString spellingOf(const Option &option);

// The row that resources/docs/commands.md has for an option.
QString markdownRow(const Option &option);

} // namespace Amp
