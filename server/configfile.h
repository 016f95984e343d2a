// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/cli/commandline.h"

namespace Amp {

// Reads "option = value" lines; a flag stands alone on its line. "#" at the start of a line or
// behind white space begins a comment. Options are named in full, and each knows its FILE:LINE.
Result<QList<GivenOption>> readConfigFile(const QString &path, const CommandSyntax &syntax);

} // namespace Amp
