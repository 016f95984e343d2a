// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/ring/memorymachine.h"

#include <cstring>

namespace Amp::Model {

std::byte *Machine::s_state = nullptr;
Thread *Machine::s_thread = nullptr;
unsigned Machine::s_position = 0;
bool Machine::s_isReplaying = false;
bool Machine::s_hasStepped = false;
const char *Machine::s_fault = nullptr;
std::jmp_buf Machine::s_pause;

namespace {

std::uint64_t peek(const void *place, unsigned bytes)
{
    std::uint64_t value = 0;
    std::memcpy(&value, place, bytes);
    return value;
}

void poke(void *place, unsigned bytes, std::uint64_t value)
{
    std::memcpy(place, &value, bytes);
}

} // namespace

void Machine::begin(Thread &thread)
{
    s_thread = &thread;
    s_position = 0;
    s_isReplaying = thread.isInOperation;
    s_hasStepped = !thread.isInOperation;
    s_fault = nullptr;
    thread.isInOperation = 1;
}

void Machine::end()
{
    std::memset(s_thread->log, 0, sizeof s_thread->log);
    s_thread->logged = 0;
    s_thread->isInOperation = 0;
    s_thread = nullptr;
    s_isReplaying = false;
}

void Machine::pause()
{
    std::longjmp(s_pause, 1);
}

bool Machine::isReplayed()
{
    s_isReplaying = s_isReplaying && s_position < s_thread->logged;
    return s_isReplaying;
}

// Before a shared access: only one of them is executed in a step.
void Machine::pauseIfDone()
{
    if (s_thread && s_hasStepped)
        pause();
    s_hasStepped = true;
}

void Machine::note(std::uint64_t value)
{
    if (!s_thread)
        return;
    if (s_thread->logged == Thread::maxLogged) {
        s_fault = "an operation does not end";
        pause();
    }
    s_thread->log[s_thread->logged++] = value;
    s_position = s_thread->logged;
}

std::uint32_t Machine::offsetOf(const void *place)
{
    return std::uint32_t(static_cast<const std::byte *>(place) - s_state);
}

const BufferedStore *Machine::own(const void *place)
{
    if (!s_thread)
        return nullptr;
    for (unsigned i = s_thread->buffered; i-- > 0;) {
        if (s_thread->buffer[i].offset == offsetOf(place))
            return &s_thread->buffer[i];
    }
    return nullptr;
}

bool Machine::canFlush(const Thread &thread, unsigned index)
{
    if (thread.buffer[index].isRelease)
        return index == 0;
    for (unsigned i = 0; i < index; ++i) {
        if (thread.buffer[i].offset == thread.buffer[index].offset)
            return false;
    }
    return true;
}

void Machine::flush(Thread &thread, unsigned index)
{
    const BufferedStore store = thread.buffer[index];
    poke(s_state + store.offset, store.bytes, store.value);
    for (unsigned i = index; i + 1 < thread.buffered; ++i)
        thread.buffer[i] = thread.buffer[i + 1];
    thread.buffer[--thread.buffered] = {};
}

void Machine::flush(Thread &thread)
{
    while (thread.buffered > 0)
        flush(thread, 0);
}

void Machine::flushOwn()
{
    if (s_thread)
        flush(*s_thread);
}

std::uint64_t Machine::load(const void *place, unsigned bytes)
{
    if (isReplayed())
        return replayed();
    const BufferedStore *buffered = own(place);
    if (!buffered)
        pauseIfDone();
    const std::uint64_t value = buffered ? buffered->value : peek(place, bytes);
    note(value);
    return value;
}

void Machine::loadMany(void *to, const void *const *words, unsigned count)
{
    auto *target = static_cast<std::byte *>(to);
    const bool replay = isReplayed();
    if (!replay)
        pauseIfDone();
    for (unsigned i = 0; i < count; ++i) {
        const std::uint64_t value = replay ? replayed() : peek(words[i], 8);
        if (!replay)
            note(value);
        poke(target + i * 8, 8, value);
    }
}

void Machine::store(void *place, unsigned bytes, std::uint64_t value, bool isRelease)
{
    if (!s_thread)
        return poke(place, bytes, value);
    if (s_isReplaying)
        return; // it was done when this point was first reached
    if (s_thread->buffered == Thread::maxBuffered)
        flush(*s_thread, 0);
    s_thread->buffer[s_thread->buffered++] = {value, offsetOf(place), std::uint16_t(bytes),
                                              std::uint16_t(isRelease)};
}

void Machine::storeThrough(void *place, unsigned bytes, std::uint64_t value)
{
    if (isReplayed()) {
        replayed();
        return;
    }
    pauseIfDone();
    flushOwn();
    poke(place, bytes, value);
    note(0);
}

std::uint64_t Machine::compareAndSwap(void *place, unsigned bytes, std::uint64_t expected,
                                      std::uint64_t value)
{
    if (isReplayed())
        return replayed();
    pauseIfDone();
    flushOwn();
    const std::uint64_t found = peek(place, bytes);
    if (found == expected)
        poke(place, bytes, value);
    note(found);
    return found;
}

std::uint64_t Machine::fetchAdd(void *place, unsigned bytes, std::uint64_t value)
{
    if (isReplayed())
        return replayed();
    pauseIfDone();
    flushOwn();
    const std::uint64_t found = peek(place, bytes);
    poke(place, bytes, found + value);
    note(found);
    return found;
}

// With nothing to wait for it is no step of its own.
void Machine::fence()
{
    if (isReplayed()) {
        replayed();
        return;
    }
    if (s_thread && s_thread->buffered > 0)
        pauseIfDone();
    flushOwn();
    note(0);
}

void Machine::wait(const void *place, unsigned bytes, std::uint64_t expected)
{
    if (isReplayed()) {
        replayed();
        return;
    }
    pauseIfDone();
    flushOwn();
    if (!s_thread->isWoken && peek(place, bytes) == expected) {
        s_thread->isBlocked = 1;
        pause();
    }
    s_thread->isWoken = 0;
    note(0);
}

void Machine::take(std::uint8_t &flag)
{
    if (isReplayed()) {
        replayed();
        return;
    }
    pauseIfDone();
    flushOwn();
    if (!s_thread->isWoken && !flag) {
        s_thread->isBlocked = 1;
        pause();
    }
    s_thread->isWoken = 0;
    flag = 0;
    note(0);
}

} // namespace Amp::Model
