// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

namespace Amp::Bench {

// The limit of the machine, to compare a server with: takes calls over TCP, gives each to the
// worker process that has the fewest, over a socketpair, and its result back. It knows no names, no
// limits and no failures, and writes once for each destination and turn. Prints the port of
// 127.0.0.1 on which it listens, and serves until it is killed. Returns an exit code when it
// cannot.
int runRelay(int workers, bool paused);

} // namespace Amp::Bench
