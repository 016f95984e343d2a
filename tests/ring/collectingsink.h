// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include "core/ring/ringpages.h"

namespace Amp {

// Keeps the frames that it is given.
struct CollectingSink
{
    struct Frame
    {
        std::uint64_t token = 0;
        RingFrameKind kind = RingFrameKind::Result;
        std::vector<std::byte> bytes;
    };

    std::byte *begin(std::uint64_t token, RingFrameKind kind, std::uint32_t bytes)
    {
        open = {token, kind, std::vector<std::byte>(bytes)};
        return open.bytes.data();
    }
    void end(std::uint64_t, RingFrameKind) { frames.push_back(std::move(open)); }

    Frame open;
    std::vector<Frame> frames;
};

} // namespace Amp
