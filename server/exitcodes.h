// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

namespace Amp {

// How amp-server ends. Codes from 2 to 5 do not get better by a restart: the systemd unit lists
// them as RestartPreventExitStatus. See resources/docs/commands.md.
enum class ExitCode : int {
    Ok = 0,
    Usage = 2, // an option or the configuration file
    IncludeFails = 3,
    BinaryFails = 4,
    AddressFails = 5,
    Internal = 70 // a fault of amp-server itself
};

} // namespace Amp
