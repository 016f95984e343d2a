// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <atomic>
#include <optional>
#include <span>
#include <utility>

#include "core/ring/ringpages.h"

namespace Amp {

// A call that has started.
struct RingCall
{
    std::uint32_t ordinal = 0;
    std::uint32_t flags = 0;         // of RingCallFlag
    std::uint32_t bytes = 0;         // of the whole call
    const std::byte *data = nullptr; // stays valid until its result; null: they are on the socket
};

// The worker's side of a ring link. It runs one call at a time: next(), then publish() with a
// Result, then next() again. It trusts the server.
template <typename Env>
class BasicRingWorker
{
public:
    // Bell is how this environment rings the server.
    BasicRingWorker(const RingPages<Env> &pages, typename Env::Bell bell)
        : m_calls(pages.calls)
        , m_arena(pages.arena)
        , m_shared(pages.shared)
        , m_ring(pages.ring)
        , m_bell(bell)
    {}

    // Starts the next call, if there is one. Now is the environment's time, which a worker that
    // has just looked at the clock need not ask for again.
    std::optional<RingCall> next(std::uint64_t now);
    std::optional<RingCall> next() { return next(Env::now()); }
    // Whether next() would find one, at the price of a load: for those who spin.
    bool hasCalls() const;
    // Sleeps until there may be a call. False when the server has said goodbye and none is left.
    bool wait();

    // Whether the running call is not wanted any more; its own threads may ask, too.
    bool isCancelled() const
    {
        return m_calls->cancel.load(std::memory_order_relaxed) == ringTicket(m_ordinal);
    }

    // Writes a frame of the running call, and waits while the ring is full. Those that are Interim
    // ring a sleeping server at once; results when enough of them wait, or when nothing is left to
    // do.
    void publish(RingFrameKind kind, std::span<const std::byte> body);

    // Tells a sleeping server what it does not know yet.
    void announce();

    // Whether it has rung or waited since the last time that this was asked: both take time.
    bool hasPaused() { return std::exchange(m_hasPaused, false); }

private:
    RingCall begin(std::uint32_t ordinal, RingSlot slot);
    void put(const void *data, std::uint32_t bytes);
    void write(const std::byte *data, std::uint32_t bytes);
    bool fits(std::uint32_t bytes);
    void commit();
    void waitForSpace();
    void ring();
    std::uint32_t space() const { return Env::ringBytes - (m_bytes - m_read); }

    const RingCallsPage<Env> *m_calls;
    const std::byte *m_arena;
    RingSharedPage<Env> *m_shared;
    std::byte *m_ring;
    typename Env::Bell m_bell;

    std::uint32_t m_ordinal = 0;                  // of the running call
    std::uint32_t m_finished = Env::firstOrdinal; // as in results, or about to be
    std::uint32_t m_bytes = Env::firstByte;
    std::uint32_t m_read = Env::firstByte; // as last seen

    std::uint32_t m_announcedBytes = Env::firstByte; // what the server knows or will find
    std::uint32_t m_announcedResults = Env::firstOrdinal;
    std::uint64_t m_now = 0;              // when the running call started
    std::uint64_t m_unannouncedSince = 0; // when the oldest unannounced one started
    bool m_hasPaused = false;
};

// Rule 2. Only a call that was won has a slot that nobody changes.
template <typename Env>
std::optional<RingCall> BasicRingWorker<Env>::next(std::uint64_t now)
{
    m_now = now;
    std::uint64_t seen = m_shared->word.load(std::memory_order_acquire);
    for (;;) {
        const RingWord word = RingWord::of(seen);
        if (!word.hasCalls())
            return {};
        const RingWord wanted{word.handed, word.started + 1};
        if (m_shared->word.compare_exchange_strong(seen, wanted.packed(), std::memory_order_acq_rel,
                                                   std::memory_order_acquire))
            return begin(word.started, Env::get(m_calls->slot[word.started % Env::slotCount]));
    }
}

// Rules 6 and 13.
template <typename Env>
RingCall BasicRingWorker<Env>::begin(std::uint32_t ordinal, RingSlot slot)
{
    m_ordinal = ordinal;
    m_shared->stamp.store(RingStamp{m_now, std::uint16_t(ordinal)}.packed(),
                          std::memory_order_release);
    const bool isLarge = slot.flags & RingCallFlag::isLarge;
    if (isLarge)
        ring();
    else if (slot.flags & RingCallFlag::isLong ||
             m_now - m_unannouncedSince >= Env::microsecondsThatRing)
        announce();
    const std::byte *data = m_arena + slot.offset % Env::arenaBytes;
    return {ordinal, slot.flags, slot.bytes, isLarge ? nullptr : data};
}

template <typename Env>
bool BasicRingWorker<Env>::hasCalls() const
{
    return RingWord::of(m_shared->word.load(std::memory_order_seq_cst)).hasCalls();
}

// Rule 11.
template <typename Env>
bool BasicRingWorker<Env>::wait()
{
    m_shared->workerSleeps.store(RingWorkerSleep::forCalls, std::memory_order_seq_cst);
    announce();
    const bool ends = m_calls->goodbye.load(std::memory_order_seq_cst);
    const bool works = hasCalls();
    m_hasPaused = true;
    if (!ends && !works)
        Env::wait(m_shared->workerSleeps, RingWorkerSleep::forCalls);
    m_shared->workerSleeps.store(RingWorkerSleep::awake, std::memory_order_relaxed);
    return works || !ends;
}

// Rules 8 and 13.
template <typename Env>
void BasicRingWorker<Env>::publish(RingFrameKind kind, std::span<const std::byte> body)
{
    const RingFrameHeader header{std::uint32_t(body.size()), kind};
    if (m_announcedBytes == m_bytes)
        m_unannouncedSince = m_now;
    if (fits(ringAlignment + ringAligned(header.bytes))) {
        put(&header, sizeof header);
        put(body.data(), header.bytes);
    } else {
        write(reinterpret_cast<const std::byte *>(&header), sizeof header);
        write(body.data(), header.bytes);
    }
    if (kind == RingFrameKind::Result)
        ++m_finished;
    commit();
    if (kind == RingFrameKind::Interim || m_finished - m_announcedResults >= Env::resultsThatRing ||
        m_bytes - m_announcedBytes >= Env::ringBytes / 2)
        announce();
}

// Rule 9: what does not fit is published in parts, each when the ring is full.
template <typename Env>
void BasicRingWorker<Env>::write(const std::byte *data, std::uint32_t bytes)
{
    while (bytes > 0) {
        if (!fits(ringAligned(bytes)) && space() == 0) {
            commit();
            waitForSpace();
        }
        const std::uint32_t copied = std::min(space(), bytes);
        put(data, copied);
        data += copied;
        bytes -= copied;
    }
}

// What is put is followed by nothing when it is no whole number of headers.
template <typename Env>
void BasicRingWorker<Env>::put(const void *data, std::uint32_t bytes)
{
    Env::copyIn(m_ring, Env::ringBytes, m_bytes, static_cast<const std::byte *>(data), bytes);
    m_bytes += ringAligned(bytes);
}

// Looks at what the server has read only when it must: the memory is the server's to write.
template <typename Env>
bool BasicRingWorker<Env>::fits(std::uint32_t bytes)
{
    if (space() < bytes)
        m_read = m_calls->read.load(std::memory_order_acquire);
    return space() >= bytes;
}

template <typename Env>
void BasicRingWorker<Env>::commit()
{
    m_shared->results.store(RingResults{m_finished, m_bytes}.packed(), std::memory_order_release);
}

// Rule 11, with an announcement of its own: a server that hands calls over must not wake this.
template <typename Env>
void BasicRingWorker<Env>::waitForSpace()
{
    m_hasPaused = true;
    while (space() == 0) {
        m_shared->workerSleeps.store(RingWorkerSleep::forSpace, std::memory_order_seq_cst);
        ring();
        m_read = m_calls->read.load(std::memory_order_seq_cst);
        if (space() == 0)
            Env::wait(m_shared->workerSleeps, RingWorkerSleep::forSpace);
        m_shared->workerSleeps.store(RingWorkerSleep::awake, std::memory_order_relaxed);
        m_read = m_calls->read.load(std::memory_order_acquire);
    }
}

template <typename Env>
void BasicRingWorker<Env>::announce()
{
    if (m_announcedBytes != m_bytes)
        ring();
}

// The fence stands between what was published and the look at the server's sleep; a server that
// falls asleep has one the other way around (rule 12).
template <typename Env>
void BasicRingWorker<Env>::ring()
{
    m_announcedBytes = m_bytes;
    m_announcedResults = m_finished;
    Env::fence();
    if (m_calls->serverSleeps.load(std::memory_order_relaxed)) {
        m_hasPaused = true;
        Env::ring(m_bell);
    }
}

} // namespace Amp
