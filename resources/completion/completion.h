// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "resources/man/documentedprogram.h"

namespace Amp {

// The file by which bash completes the program's options, and the verbs behind an address.
QString bashCompletion(const DocumentedProgram &program);

// The same for zsh.
QString zshCompletion(const DocumentedProgram &program);

} // namespace Amp
