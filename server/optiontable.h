// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/cli/option.h"

namespace Amp {

// The options of amp-server; their meaning is checked in options.cpp.
const CommandSyntax &serverSyntax();

} // namespace Amp
