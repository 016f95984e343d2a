// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <atomic>
#include <cstring>

#include "core/ring/ringpages.h"
#include "core/ring/ringserver.h"
#include "core/ring/ringsleep.h"
#include "core/ring/ringworker.h"
#include "tests/ring/memorymachine.h"

namespace Amp {

// A std::atomic whose accesses are steps of the model's machine.
template <typename T>
class ModelAtomic
{
public:
    T load(std::memory_order) const { return T(Model::Machine::load(&m_value, sizeof m_value)); }
    void store(T value, std::memory_order order)
    {
        if (order == std::memory_order_seq_cst)
            Model::Machine::storeThrough(&m_value, sizeof m_value, value);
        else
            Model::Machine::store(&m_value, sizeof m_value, value,
                                  order == std::memory_order_release);
    }
    T fetch_add(T value, std::memory_order)
    {
        return T(Model::Machine::fetchAdd(&m_value, sizeof m_value, value));
    }
    bool compare_exchange_strong(T &expected, T value, std::memory_order,
                                 std::memory_order = std::memory_order_seq_cst)
    {
        const T wanted = expected;
        expected = T(Model::Machine::compareAndSwap(&m_value, sizeof m_value, wanted, value));
        return expected == wanted;
    }
    T now() const { return m_value; } // what is in memory, for checks

private:
    T m_value{};
};

// The environment of a ring as small as it can be without losing a case, inside of the model.
struct ModelRing
{
    static constexpr std::uint32_t slotCount = 2;
    static constexpr std::uint32_t arenaBytes = 32;
    static constexpr std::uint32_t ringBytes = 64;
    static constexpr std::uint32_t maxFrameBytes = 128;
    static constexpr std::size_t lineBytes = 8;
    static constexpr std::uint32_t resultsThatRing = 2;
    static constexpr std::uint64_t microsecondsThatRing = 1000; // never: time stands still
    static constexpr std::uint32_t firstOrdinal = 0u - 1;       // it wraps with the first call
    static constexpr std::uint32_t firstByte = 0u - 32;         // and with the second result

    template <typename T>
    using Atomic = ModelAtomic<T>;

    struct Bell
    {
        std::uint8_t *isRung = nullptr;
        Model::Thread *worker = nullptr;
    };

    // Of the whole model: who waits for the futex, and what the clock says.
    static inline Model::Thread *sleeper = nullptr;
    static inline std::uint64_t clock = 0;

    static void fence() { Model::Machine::fence(); }

    static void put(RingSlot &to, const RingSlot &slot) { storeWords(&to, &slot, sizeof slot); }
    static RingSlot get(const RingSlot &slot)
    {
        RingSlot copy;
        const void *words[] = {&slot, reinterpret_cast<const std::byte *>(&slot) + 8};
        Model::Machine::loadMany(&copy, words, 2);
        return copy;
    }
    static std::uint64_t getWord(const std::byte *data) { return Model::Machine::load(data, 8); }

    static void copyIn(std::byte *memory, std::uint32_t size, std::uint32_t position,
                       const std::byte *from, std::uint32_t bytes)
    {
        for (std::uint32_t at = 0; at < bytes; at += 8)
            storeWords(memory + (position + at) % size, from + at, 8);
    }
    static void copyOut(std::byte *to, const std::byte *memory, std::uint32_t size,
                        std::uint32_t position, std::uint32_t bytes)
    {
        const void *words[ringBytes / 8] = {};
        for (std::uint32_t at = 0; at < bytes; at += 8)
            words[at / 8] = memory + (position + at) % size;
        if (bytes > 0)
            Model::Machine::loadMany(to, words, bytes / 8);
    }

    static void wait(const Atomic<std::uint32_t> &sleeps, std::uint32_t expected)
    {
        Model::Machine::wait(&sleeps, sizeof sleeps, expected);
    }
    static void wake(const Atomic<std::uint32_t> &)
    {
        Model::Machine::act([] {
            if (sleeper->isBlocked) {
                sleeper->isBlocked = 0;
                sleeper->isWoken = 1;
            }
        });
    }
    static void ring(Bell bell)
    {
        Model::Machine::act([bell] { *bell.isRung = 1; });
    }
    static std::uint64_t now() { return clock; }

private:
    static void storeWords(void *to, const void *from, std::size_t bytes)
    {
        for (std::size_t at = 0; at < bytes; at += 8) {
            std::uint64_t word;
            std::memcpy(&word, static_cast<const std::byte *>(from) + at, 8);
            Model::Machine::store(static_cast<std::byte *>(to) + at, 8, word, false);
        }
    }
};

} // namespace Amp
