// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdint>

namespace Amp {

enum class CallKind : std::uint8_t {
    Small,
    Long,
    Large,     // its bytes go by the socket
    BigResult, // larger than the ring
    Interim    // sends something before its result
};

// What may happen in an exploration, in every order.
struct Scenario
{
    static constexpr unsigned maxCalls = 5;

    const char *name = "";
    unsigned calls = 0;
    CallKind kinds[maxCalls] = {};
    std::uint8_t takeBacks = 0;
    std::uint8_t withdrawals = 0;
    std::uint8_t looks = 0; // for the running call
    std::uint8_t crashes = 0;
    std::uint8_t kills = 0;
    std::uint8_t goodbyes = 0;
    std::uint8_t signals = 0; // that end a wait

    bool hasLarge() const
    {
        for (const CallKind kind : kinds) {
            if (kind == CallKind::Large)
                return true;
        }
        return false;
    }
};

} // namespace Amp
