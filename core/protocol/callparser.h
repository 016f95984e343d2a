// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include "core/protocol/messages.h"

namespace Amp::Wire {

// parse() for those who get little but calls, at a tenth of its price. Nothing when the frame is
// not that of a correct Call; parse() has the sentence then.
std::optional<Call> parseCall(const Frame &frame);

} // namespace Amp::Wire
