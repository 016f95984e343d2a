// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "resources/man/documentedprogram.h"

namespace Amp {

// The text of the program's manual page, section 1, for man(1).
QString manualPage(const DocumentedProgram &program);

} // namespace Amp
