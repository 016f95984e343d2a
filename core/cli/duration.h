// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QString>

#include "core/protocol/result.h"

namespace Amp {

// "500ms", "2s", "3min", "1h": a whole number and its unit, at most 1000h. Errors are BadArguments
// with a sentence that begins in lower case, to stand behind the name of an option.
Result<std::chrono::milliseconds> parseDuration(QStringView text);

} // namespace Amp
