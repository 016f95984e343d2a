// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>

#include "server/commandtable.h"

namespace Amp {

class PoolSet;

// Adds the verbs with which a server is looked at and operated: procedures, stats, pause, resume.
void addOperations(CommandTable &commands, PoolSet &pools, std::function<qsizetype()> sessionCount);

} // namespace Amp
