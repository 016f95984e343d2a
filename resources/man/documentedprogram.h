// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <span>

#include "client/cli/ctlcommand.h"
#include "core/cli/option.h"

namespace Amp {

// A program whose manual page and completions are written from its table of options.
struct DocumentedProgram
{
    const CommandSyntax &syntax;
    QString exitStatus; // the section of the manual page, one paragraph a line
    QString seeAlso;
    QString moreSections;           // of the manual page, as troff reads them, tables included
    std::span<const CtlVerb> verbs; // one of them stands behind the address; empty: none
};

} // namespace Amp
