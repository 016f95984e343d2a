// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

namespace Amp {

// What a JobDispatcher has been told about its connections. A change takes effect with the next
// attempt.
struct ConnectionSettings
{
    using Milliseconds = std::chrono::milliseconds;

    bool reconnect = true;
    Milliseconds firstPause{100};
    Milliseconds longestPause{10'000};
    Milliseconds connectTimeout{5'000}; // from the start of an attempt to Welcome
    Milliseconds heartbeat{15'000};
};

} // namespace Amp
