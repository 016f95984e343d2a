// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/ring/ringserver.h"

namespace Amp {

// Announces to the workers of some rings, which is a range of references to their servers' sides,
// that the server is about to wait for their bells. False when one of them has something to tell;
// then there is nothing to wait for. Either way endRingSleep() has to follow, after the wait.
//
// Only rings that hold calls need to take part. One fence serves all of them (rule 12).
template <typename Env, typename Rings>
bool beginRingSleep(Rings &&rings)
{
    for (BasicRingServer<Env> &ring : rings)
        ring.announceSleep();
    Env::fence();
    for (BasicRingServer<Env> &ring : rings) {
        if (!ring.maySleep())
            return false;
    }
    return true;
}

template <typename Env, typename Rings>
void endRingSleep(Rings &&rings)
{
    for (BasicRingServer<Env> &ring : rings)
        ring.endSleep();
}

} // namespace Amp
