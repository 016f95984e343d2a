// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

namespace Amp {

// Ends this process at once, and with it the processes that procedures have started, if it leads
// their process group. May be called from a signal handler.
[[noreturn]] void endProcessGroup();

// From now on the process and its group end when the peer of the link is gone, whatever a procedure
// is doing just then.
void endWithLink(int descriptor);
// The process ends by itself from here on, with its own exit code: closing the link on the way out
// must not look like the peer's leaving.
void endWithoutLink();

// Makes SIGTERM end the group, too: it is what the system sends when the server was killed. SIGINT
// and SIGPIPE do nothing: Ctrl-C belongs to the server, and a peer that left is an error of
// write().
void setUpSignals();

} // namespace Amp
