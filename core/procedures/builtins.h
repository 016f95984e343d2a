// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/Procedures>

namespace Amp {

// The procedures that are part of every worker: small ones to try a server with, and crash, fail
// and spin to see how it takes what real procedures do. They touch no file, process or environment.
// resources/docs/procedures.md describes each.
void addBuiltIns(Procedures &procedures);
// The same, but crash fails: in a thread it would end the whole program.
void addBuiltInsForThreads(Procedures &procedures);

} // namespace Amp
