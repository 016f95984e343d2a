// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/ErrorCode>

namespace Amp {

// How amp-call and amp-ctl end; see resources/docs/commands.md.
enum class CliExit : int {
    Success = 0,
    OutputFails = 1, // stdout cannot be written to
    Usage = 2
    // from 11 on: 10 and the number of the ErrorCode
};

constexpr int exitCodeOf(CliExit code)
{
    return int(code);
}

constexpr int exitCodeOf(ErrorCode code)
{
    return code == ErrorCode::None ? int(CliExit::Success) : 10 + int(code);
}

} // namespace Amp
