// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

namespace Amp::Bench {

inline constexpr char relayWorkerName[] = "relay-worker";

// A process of the relay, until the other end of the socket is closed: it writes all whole calls of
// a read back at once, since a call is its own result. One that is paused never reads.
[[noreturn]] void runRelayWorker(int socket, bool paused);

} // namespace Amp::Bench
