// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "core/ring/mappedring.h"

namespace Amp {

// Stops now and then for a while, of no time to some microseconds: whoever is between two accesses
// stays there long enough for the other side to do something.
inline void pauseAtWindow()
{
    static thread_local std::minstd_rand random(std::random_device{}());
    const auto drawn = random();
    if (drawn % 16 != 0)
        return;
    if (drawn % 4096 == 0)
        std::this_thread::sleep_for(std::chrono::microseconds(drawn / 4096 % 64));
    else if (drawn % 128 == 0)
        std::this_thread::yield();
    for (auto spin = drawn / 4096 % 256; spin > 0; --spin)
        std::atomic_signal_fence(std::memory_order_seq_cst);
}

// Takes the acquire from every load, to show that ThreadSanitizer notices.
inline bool loadsAreWeak = false;

template <typename T>
class StressAtomic
{
public:
    T load(std::memory_order order) const
    {
        pauseAtWindow();
        return loadsAreWeak ? m_value.load(std::memory_order_relaxed) : m_value.load(order);
    }
    void store(T value, std::memory_order order)
    {
        pauseAtWindow();
        m_value.store(value, order);
        pauseAtWindow();
    }
    T fetch_add(T value, std::memory_order order)
    {
        pauseAtWindow();
        return m_value.fetch_add(value, order);
    }
    bool compare_exchange_strong(T &expected, T value, std::memory_order order)
    {
        pauseAtWindow();
        return m_value.compare_exchange_strong(expected, value, order);
    }
    bool compare_exchange_strong(T &expected, T value, std::memory_order success,
                                 std::memory_order failure)
    {
        pauseAtWindow();
        return m_value.compare_exchange_strong(expected, value, success, failure);
    }
    std::atomic<T> &inner() { return m_value; }

private:
    std::atomic<T> m_value{};
};

// The environment of a small ring between two threads, with real bells, that pauses at every
// access. Its memory is mapped once, so that ThreadSanitizer knows each byte by one address.
struct StressRing
{
    static constexpr std::uint32_t slotCount = 16;
    static constexpr std::uint32_t arenaBytes = 1024;
    static constexpr std::uint32_t ringBytes = 512;
    static constexpr std::uint32_t maxFrameBytes = 64 * 1024;
    static constexpr std::size_t lineBytes = 64;
    static constexpr std::uint32_t resultsThatRing = 4;
    static constexpr std::uint64_t microsecondsThatRing = 50;
    static constexpr std::uint32_t firstOrdinal = 0u - 1000;
    static constexpr std::uint32_t firstByte = 0u - 64 * 1024;

    template <typename T>
    using Atomic = StressAtomic<T>;
    using Bell = int;

    static void fence()
    {
        pauseAtWindow();
        MappedRing::fence();
    }
    static void put(RingSlot &to, const RingSlot &slot) { to = slot; }
    static RingSlot get(const RingSlot &slot)
    {
        pauseAtWindow();
        return slot;
    }
    static void copyIn(std::byte *memory, std::uint32_t size, std::uint32_t position,
                       const std::byte *from, std::uint32_t bytes)
    {
        const std::uint32_t first = std::min(bytes, size - position % size);
        std::copy_n(from, first, memory + position % size);
        pauseAtWindow();
        std::copy_n(from + first, bytes - first, memory);
    }
    static void copyOut(std::byte *to, const std::byte *memory, std::uint32_t size,
                        std::uint32_t position, std::uint32_t bytes)
    {
        const std::uint32_t first = std::min(bytes, size - position % size);
        std::copy_n(memory + position % size, first, to);
        pauseAtWindow();
        std::copy_n(memory, bytes - first, to + first);
    }
    static void wait(Atomic<std::uint32_t> &sleeps, std::uint32_t expected)
    {
        pauseAtWindow();
        MappedRing::wait(sleeps.inner(), expected);
        pauseAtWindow();
    }
    static void wake(Atomic<std::uint32_t> &sleeps)
    {
        pauseAtWindow();
        MappedRing::wake(sleeps.inner());
    }
    static void ring(Bell bell)
    {
        pauseAtWindow();
        MappedRing::ring(bell);
    }
    static std::uint64_t now() { return MappedRing::now(); }
};

} // namespace Amp
