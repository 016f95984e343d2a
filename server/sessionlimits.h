// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include "core/protocol/limits.h"

namespace Amp {

// What one client may hold of the server.
struct SessionLimits
{
    quint32 windowCalls = 262'144;           // unfinished at a time
    quint64 windowBytes = 256 * 1024 * 1024; // of their frames
    quint32 maxPayloadBytes = Limits::maxPayloadBytes;
    qsizetype softOutputBytes = 8 * 1024 * 1024;  // unread output at which its calls are not read
    qsizetype hardOutputBytes = 64 * 1024 * 1024; // and at which it is cut
    std::chrono::milliseconds slowReaderPatience = std::chrono::seconds(10); // above the soft limit
    std::chrono::milliseconds greetingPatience = std::chrono::seconds(2);
};

} // namespace Amp
