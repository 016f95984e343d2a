// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

namespace Amp {

// Lets the system notice within 45 s that a TCP peer has vanished without a word, also while bytes
// wait to be acknowledged. Does nothing for a local socket.
void enableKeepAlive(int descriptor);

} // namespace Amp
