// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/dispatch/callrecord.h"

namespace Amp {

// A record that is about to be used has mostly left the nearest cache since it was used last: a
// thousand calls in flight are larger than that. Asked for a call earlier, it is there in time.
inline void prefetch(const CallRecord *call)
{
    if (!call)
        return;
    const auto *bytes = reinterpret_cast<const char *>(call);
    __builtin_prefetch(bytes);
    __builtin_prefetch(bytes + sizeof(CallRecord) / 2);
}

} // namespace Amp
