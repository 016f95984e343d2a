// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

// The number of files that this process may have open at a time.
namespace Amp::DescriptorLimit {

// The soft limit that the process was started with; its workers get it back.
quint64 inherited();
// Raises the soft limit to the hard one, as far as the system lets us, and gives the new limit.
quint64 raise();

} // namespace Amp::DescriptorLimit
