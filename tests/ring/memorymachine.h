// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdint>

namespace Amp::Model {

// A store that has left its thread but not reached memory.
struct BufferedStore
{
    std::uint64_t value = 0;
    std::uint32_t offset = 0; // in the state
    std::uint16_t bytes = 0;
    std::uint16_t isRelease = 0; // everything before it reaches memory first
};

// One of two threads, as far as memory is concerned. All of it is part of a state.
//
// What a thread does is a sequence of operations, each a piece of ordinary code that accesses
// memory by the functions below. An operation is carried on by running it from its beginning: what
// it has read so far comes out of the log.
struct Thread
{
    static constexpr unsigned maxLogged = 56;
    static constexpr unsigned maxBuffered = 14;

    std::uint8_t isInOperation = 0;
    std::uint8_t logged = 0;
    std::uint8_t buffered = 0;
    std::uint8_t isBlocked = 0; // in a wait
    std::uint8_t isWoken = 0;   // from it
    std::uint8_t isGone = 0;
    std::uint8_t unused[2] = {};
    std::uint64_t log[maxLogged] = {};
    BufferedStore buffer[maxBuffered] = {};
};

// Memory with store buffers, and threads that are carried on from one shared access to the next.
//
// A relaxed store may overtake every other one of its thread to another place, a release store
// none. Sequentially consistent stores, read-modify-writes and fences wait until all have arrived.
// Loads happen when they are executed, in order. So the model shows what a missing fence does, and
// what a store does that should have been a release; a load that should have been an acquire it
// does not show.
class Machine
{
public:
    // The state that accesses refer to.
    static void setState(void *state) { s_state = static_cast<std::byte *>(state); }

    // Carries the operation on: one shared access, and what follows it up to the next; a new one up
    // to its first. False when it has not ended. What it has changed besides memory has to be
    // restored then.
    template <typename Operation>
    static bool advance(Thread &thread, Operation &&operation)
    {
        begin(thread);
        if (setjmp(s_pause) != 0) {
            s_thread = nullptr;
            return false;
        }
        operation();
        end();
        return true;
    }

    // A thread that was ended has written what it has written.
    static void flush(Thread &thread);
    // One store reaches memory.
    static void flush(Thread &thread, unsigned index);
    static bool canFlush(const Thread &thread, unsigned index);

    static std::uint64_t load(const void *place, unsigned bytes);
    static void loadMany(void *to, const void *const *words, unsigned count); // at one moment
    static void store(void *place, unsigned bytes, std::uint64_t value, bool isRelease);
    static void storeThrough(void *place, unsigned bytes, std::uint64_t value);
    // Returns the value that was there; it is replaced if it is the expected one.
    static std::uint64_t compareAndSwap(void *place, unsigned bytes, std::uint64_t expected,
                                        std::uint64_t value);
    static std::uint64_t fetchAdd(void *place, unsigned bytes, std::uint64_t value);
    static void fence();

    // A wait for a value to be another, or for somebody who ends it by setting isWoken.
    static void wait(const void *place, unsigned bytes, std::uint64_t expected);
    // A wait for the flag to be set, which takes it.
    static void take(std::uint8_t &flag);
    // Something that the other thread notices.
    template <typename Action>
    static void act(Action &&action)
    {
        if (isReplayed()) {
            replayed();
            return;
        }
        pauseIfDone();
        action();
        note(0);
    }

    static const char *fault() { return s_fault; } // an operation that is too long

private:
    static void begin(Thread &thread);
    static void end();
    static bool isReplayed();
    static std::uint64_t replayed() { return s_thread->log[s_position++]; }
    static void pauseIfDone();
    [[noreturn]] static void pause();
    static void note(std::uint64_t value);
    static void flushOwn();
    static std::uint32_t offsetOf(const void *place);
    static const BufferedStore *own(const void *place);

    static std::byte *s_state;
    static Thread *s_thread;
    static unsigned s_position; // in the log
    static bool s_isReplaying;  // what happens here has happened in an earlier step
    static bool s_hasStepped;   // behind the access that this step executes
    static const char *s_fault;
    static std::jmp_buf s_pause;
};

} // namespace Amp::Model
