// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/ring/ringmemory.h"
#include "tests/ring/check.h"

namespace Amp {

// The memory of a ring, or the end of the test.
struct CreatedMemory : RingMemory
{
    CreatedMemory()
    {
        std::string error;
        AMP_CHECK(create(error));
    }
};

} // namespace Amp
