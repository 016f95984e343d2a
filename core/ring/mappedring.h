// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <atomic>
#include <cstring>

#include "core/ring/ringpages.h"
#include "core/ring/ringserver.h"
#include "core/ring/ringworker.h"

namespace Amp {

// The environment of a ring in memory that two processes map, on Linux.
struct MappedRing
{
    static constexpr std::uint32_t slotCount = 256;
    static constexpr std::uint32_t arenaBytes = 256 * 1024;
    static constexpr std::uint32_t ringBytes = 256 * 1024;
    static constexpr std::uint32_t maxFrameBytes = 16 * 1024 * 1024;
    static constexpr std::size_t lineBytes = 64;

    // When a sleeping server wants to be rung, and so when it must not fall asleep.
    static constexpr std::uint32_t resultsThatRing = 32;
    static constexpr std::uint64_t microsecondsThatRing = 50;

    // Counters begin shortly before they wrap, so that no worker lives long without it.
    static constexpr std::uint32_t firstOrdinal = 0u - 1000;
    static constexpr std::uint32_t firstByte = 0u - 1024 * 1024;

    template <typename T>
    using Atomic = std::atomic<T>;
    static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

    using Bell = int; // an eventfd

    // ThreadSanitizer does not know fences.
    static void fence()
    {
#ifdef __SANITIZE_THREAD__
        static std::atomic<int> ordered = 0;
        ordered.fetch_add(1, std::memory_order_seq_cst);
#else
        std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
    }

    static void put(RingSlot &to, const RingSlot &slot)
    {
        to = slot;
    }
    static RingSlot get(const RingSlot &slot)
    {
        return slot;
    }

    // To and from a memory that wraps after size bytes; it is mapped twice in a row.
    static void copyIn(std::byte *memory, std::uint32_t size, std::uint32_t position,
                       const std::byte *from, std::uint32_t bytes)
    {
        if (bytes > 0)
            std::memcpy(memory + position % size, from, bytes);
    }
    static void copyOut(std::byte *to, const std::byte *memory, std::uint32_t size,
                        std::uint32_t position, std::uint32_t bytes)
    {
        if (bytes > 0)
            std::memcpy(to, memory + position % size, bytes);
    }

    // The worker's bell is a futex. A wait also ends by a signal, and at once when the value is
    // another.
    static void wait(std::atomic<std::uint32_t> &sleeps, std::uint32_t expected);
    static void wake(std::atomic<std::uint32_t> &sleeps);

    // The server's bell is an eventfd.
    static void ring(Bell bell);

    static std::uint64_t now(); // us on the monotonic clock, which all processes share
};

using RingServer = BasicRingServer<MappedRing>;
using RingWorker = BasicRingWorker<MappedRing>;

} // namespace Amp
