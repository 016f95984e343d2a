// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstddef>
#include <cstdint>

// What a server and one of its workers share. The rules that are cited here and in the two sides
// are those of resources/docs/ring.md.
//
// Both sides and their pages are templates over an environment, which gives them atomics, copies
// and bells. MappedRing is the real one. The tests bring one that pauses at every access and one
// that is a model of memory, and so they run this very code.

namespace Amp {

// Counts of calls and of bytes are free to wrap. Their differences are what is compared.

// Who is how far with the calls: those from started up to handed can be taken back.
struct RingWord
{
    std::uint32_t handed = 0;
    std::uint32_t started = 0;

    static RingWord of(std::uint64_t packed)
    {
        return {std::uint32_t(packed >> 32), std::uint32_t(packed)};
    }
    std::uint64_t packed() const { return std::uint64_t(handed) << 32 | started; }
    // Not an order: both wrap.
    bool hasCalls() const { return handed != started; }
};

// How far the results are: calls that have ended, and bytes that were written into the ring.
struct RingResults
{
    std::uint32_t finished = 0;
    std::uint32_t bytes = 0;

    static RingResults of(std::uint64_t packed)
    {
        return {std::uint32_t(packed >> 32), std::uint32_t(packed)};
    }
    std::uint64_t packed() const { return std::uint64_t(finished) << 32 | bytes; }
};

// When the running call started; the low half of its ordinal tells whose time it is.
struct RingStamp
{
    std::uint64_t microseconds = 0;
    std::uint16_t ordinal = 0;

    static RingStamp of(std::uint64_t packed) { return {packed >> 16, std::uint16_t(packed)}; }
    std::uint64_t packed() const { return microseconds << 16 | ordinal; }
};

// The value of cancel that names a call; zero names none.
inline std::uint64_t ringTicket(std::uint32_t ordinal)
{
    return std::uint64_t(1) << 32 | ordinal;
}

namespace RingCallFlag {
inline constexpr std::uint32_t isLong = 1;  // is expected to run for more than 50 us
inline constexpr std::uint32_t isLarge = 2; // its bytes follow on the socket
} // namespace RingCallFlag

// One call, as the worker finds it.
struct RingSlot
{
    std::uint32_t offset = 0; // in the arena
    std::uint32_t bytes = 0;
    std::uint32_t flags = 0;
    std::uint32_t unused = 0;
};

enum class RingFrameKind : std::uint32_t {
    Result = 0, // ends the call
    Interim = 1 // something that the running call sends before its result
};

// Stands in front of every frame in the result ring. Frames begin at multiples of its size.
struct RingFrameHeader
{
    std::uint32_t bytes = 0; // of the body
    RingFrameKind kind = RingFrameKind::Result;
};

inline constexpr std::uint32_t ringAlignment = sizeof(RingFrameHeader);

inline constexpr std::uint32_t ringAligned(std::uint32_t bytes)
{
    return (bytes + (ringAlignment - 1)) & ~(ringAlignment - 1);
}

// The values of workerSleeps.
namespace RingWorkerSleep {
inline constexpr std::uint32_t awake = 0;
inline constexpr std::uint32_t forCalls = 1;
inline constexpr std::uint32_t forSpace = 2; // in the result ring
} // namespace RingWorkerSleep

// Only the server writes it. The arena, with the bytes of the calls, lies behind it.
template <typename Env>
struct RingCallsPage
{
    template <typename T>
    using Atomic = typename Env::template Atomic<T>;

    alignas(Env::lineBytes) Atomic<std::uint32_t> read{}; // bytes of results that are done with
    alignas(Env::lineBytes) Atomic<std::uint32_t> serverSleeps{};
    Atomic<std::uint32_t> goodbye{}; // the worker ends when it has no calls
    Atomic<std::uint64_t> cancel{};  // see ringTicket()
    alignas(Env::lineBytes) RingSlot slot[Env::slotCount] = {}; // by ordinal
};

// Both sides write it, and so the server believes nothing of what it finds there. The result ring
// lies behind it.
template <typename Env>
struct RingSharedPage
{
    template <typename T>
    using Atomic = typename Env::template Atomic<T>;

    alignas(Env::lineBytes) Atomic<std::uint64_t> word{};    // see RingWord
    alignas(Env::lineBytes) Atomic<std::uint64_t> results{}; // see RingResults
    Atomic<std::uint64_t> stamp{};                           // see RingStamp
    alignas(Env::lineBytes) Atomic<std::uint32_t> workerSleeps{};
};

// Where both are. What lies behind them appears twice in a row: nothing in it is ever split.
template <typename Env>
struct RingPages
{
    RingCallsPage<Env> *calls = nullptr; // the worker's is not writable
    std::byte *arena = nullptr;
    RingSharedPage<Env> *shared = nullptr;
    std::byte *ring = nullptr;
};

} // namespace Amp
