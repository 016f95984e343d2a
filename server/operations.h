// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>

#include "server/commandtable.h"

namespace Amp {

class PoolSet;

// What the verbs need of the server besides its pools.
struct ServerHooks
{
    std::function<qsizetype()> clients;
    // Why there cannot be so many workers altogether; empty: there can.
    std::function<QString(qsizetype workers)> refusalOfWorkers;
    std::function<void()> drain;
    std::function<void(CommandTable::Reply)> reload;
};

// Adds the verbs with which a server is looked at and operated.
void addOperations(CommandTable &commands, PoolSet &pools, ServerHooks hooks);

} // namespace Amp
