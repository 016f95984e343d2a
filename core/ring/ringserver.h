// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <atomic>
#include <optional>
#include <span>

#include "core/ring/ringpages.h"

namespace Amp {

// What became of a call that the server does not want any more.
enum class RingWithdrawal {
    Dropped, // it has not started and never will
    Told     // it has started: its result comes all the same
};

// The call that a worker runs.
struct RingRunning
{
    std::uint64_t token = 0;
    std::uint64_t sinceMicroseconds = 0; // on the environment's clock, never in the future
};

// The server's side of a ring link: hands calls ahead, takes them back exactly, and harvests
// results.
//
// Calls are known by a token of the caller's. Each one that was put comes out once: by harvest(),
// takeBack(), withdraw() or settle(). Whatever the worker does, the server's side neither blocks
// nor reads outside of the ring. When the worker has broken the rules, broken() says so, nothing
// but settle() does anything any more, and the worker has to be killed.
//
// A Sink is where frames go:
//   std::byte *begin(std::uint64_t token, RingFrameKind kind, std::uint32_t bytes);
//     memory for the body of a frame, which stays valid until its end; not null unless bytes is 0
//   void end(std::uint64_t token, RingFrameKind kind);
//     it is complete; after a Result the token is the caller's again
// A sink and a visitor must not call back into the ring.
template <typename Env>
class BasicRingServer
{
public:
    // The pages must be as initialize() has left them.
    explicit BasicRingServer(const RingPages<Env> &pages)
        : m_calls(pages.calls)
        , m_arena(pages.arena)
        , m_shared(pages.shared)
        , m_ring(pages.ring)
    {}

    static void initialize(const RingPages<Env> &pages);

    // Null, or how the worker broke the rules: "started calls that it was not handed".
    const char *broken() const { return m_broken; }

    // How many calls were put and have not come out.
    std::uint32_t size() const { return m_put - m_done; }
    bool isEmpty() const { return m_put == m_done; }
    // Whether the worker can have anything to do or to tell.
    bool holdsCalls() const { return m_handed != m_done; }

    // Whether such a call can be put now. One that is too large for the arena fits an empty ring
    // alone, and nothing fits behind it.
    bool fits(std::uint32_t bytes) const;
    static bool isLarge(std::uint32_t bytes) { return bytes > Env::arenaBytes; }
    // Puts a call that fits; its bytes are copied. The worker sees it after raise() at the latest.
    void put(std::uint64_t token, std::span<const std::byte> call, bool isLong);
    // The same for one that is too large. Its bytes are sent on the socket when the worker waits
    // for them, see largeToSend().
    void putLarge(std::uint64_t token, std::uint32_t bytes);
    // Hands over what was put; at the end of the turn.
    void raise();

    // The call whose bytes are to be sent now, once: largeSent() has to follow.
    std::optional<std::uint64_t> largeToSend();
    void largeSent() { m_large = Large::Sent; }

    // Takes everything back that has not started, and calls visit(token) for each in order.
    template <typename Visit>
    void takeBack(Visit &&visit);
    // Takes back one call that was put, or tells the worker that it is not wanted any more.
    RingWithdrawal withdraw(std::uint64_t token);

    // Delivers what has come. False when the worker is broken; what came before that is delivered.
    template <typename Sink>
    bool harvest(Sink &sink);

    // Whether harvest() would find something, at the price of a load: for those who spin.
    bool hasResults() const;

    std::optional<RingRunning> running();

    // Asks the worker to end when it has nothing to do.
    void sayGoodbye();

    // For a worker whose process is gone, and not sooner: delivers the results that it has left,
    // calls lost(token) for each call that may have started and has no result, then
    // returned(token) for each that has not started. The ring is empty after that.
    template <typename Sink, typename Lost, typename Returned>
    void settle(Sink &sink, Lost &&lost, Returned &&returned);

    // The three parts of falling asleep, see ringsleep.h.
    void announceSleep() { m_calls->serverSleeps.store(1, std::memory_order_relaxed); }
    bool maySleep() const;
    void endSleep() { m_calls->serverSleeps.store(0, std::memory_order_relaxed); }

private:
    struct Held
    {
        std::uint64_t token = 0;
        RingSlot slot;
        std::uint32_t end = 0; // of its bytes in the arena, and of what was dropped before them
        std::uint32_t unused = 0;
    };
    enum class Large : std::uint32_t {
        None,
        Put, // its bytes were not sent
        Sent
    };

    static constexpr std::uint32_t callsPerRaise = 16;

    bool fail(const char *reason);
    bool accept(std::uint64_t word);
    Held &held(std::uint32_t ordinal) { return m_held[ordinal % Env::slotCount]; }
    void append(const Held &held);
    bool reclaim();
    void cutTo(std::uint32_t ordinal);
    bool drop(std::uint64_t token);
    bool tell(std::uint64_t token);
    void wake(std::uint32_t sleep);
    template <typename Sink>
    bool readFrame(Sink &sink, std::uint32_t end);
    template <typename Sink>
    bool beginFrame(Sink &sink);
    template <typename Sink>
    void endFrame(Sink &sink);
    void endCall();

    RingCallsPage<Env> *m_calls;
    std::byte *m_arena;
    RingSharedPage<Env> *m_shared;
    const std::byte *m_ring;
    const char *m_broken = nullptr;

    // done <= started <= handed <= put, at most Env::slotCount apart. What the worker says is
    // checked against them.
    std::uint32_t m_done = Env::firstOrdinal;    // its results were harvested
    std::uint32_t m_started = Env::firstOrdinal; // as last seen
    std::uint32_t m_handed = Env::firstOrdinal;
    std::uint32_t m_put = Env::firstOrdinal;

    std::uint32_t m_arenaFrom = 0; // what is in use of the arena
    std::uint32_t m_arenaTo = 0;

    std::uint32_t m_read = Env::firstByte;
    std::uint32_t m_frameLeft = 0; // bytes of the frame that has begun
    std::byte *m_frameTo = nullptr;
    RingFrameKind m_frameKind = RingFrameKind::Result;

    Large m_large = Large::None;
    std::uint64_t m_ticket = 0; // what cancel says

    Held m_held[Env::slotCount] = {};
};

template <typename Env>
void BasicRingServer<Env>::initialize(const RingPages<Env> &pages)
{
    pages.calls->read.store(Env::firstByte, std::memory_order_relaxed);
    pages.shared->word.store(RingWord{Env::firstOrdinal, Env::firstOrdinal}.packed(),
                             std::memory_order_relaxed);
    pages.shared->results.store(RingResults{Env::firstOrdinal, Env::firstByte}.packed(),
                                std::memory_order_relaxed);
}

template <typename Env>
bool BasicRingServer<Env>::fail(const char *reason)
{
    m_broken = reason;
    return false;
}

// Nobody but this side moves handed, and started only goes forward.
template <typename Env>
bool BasicRingServer<Env>::accept(std::uint64_t packed)
{
    const RingWord word = RingWord::of(packed);
    if (word.handed != m_handed)
        return fail("changed the number of calls that it was handed");
    if (word.started - m_started > m_handed - m_started)
        return fail("started calls that it was not handed");
    m_started = word.started;
    return true;
}

// Rule 3: a slot and its bytes are in use until the call has finished. Done is never beyond
// finished, and is what the worker cannot lie about.
template <typename Env>
bool BasicRingServer<Env>::fits(std::uint32_t bytes) const
{
    if (m_broken || m_large != Large::None)
        return false;
    if (isLarge(bytes))
        return isEmpty();
    return m_put - m_done < Env::slotCount &&
           ringAligned(bytes) <= Env::arenaBytes - (m_arenaTo - m_arenaFrom);
}

template <typename Env>
void BasicRingServer<Env>::put(std::uint64_t token, std::span<const std::byte> call, bool isLong)
{
    const auto bytes = std::uint32_t(call.size());
    const std::uint32_t offset = m_arenaTo;
    m_arenaTo += ringAligned(bytes);
    Env::copyIn(m_arena, Env::arenaBytes, offset, call.data(), bytes);
    append({token, {offset, bytes, isLong ? RingCallFlag::isLong : 0, 0}, m_arenaTo, 0});
    if (m_put - m_handed == callsPerRaise)
        raise();
}

template <typename Env>
void BasicRingServer<Env>::putLarge(std::uint64_t token, std::uint32_t bytes)
{
    append({token, {m_arenaTo, bytes, RingCallFlag::isLarge, 0}, m_arenaTo, 0});
    m_large = Large::Put;
}

template <typename Env>
void BasicRingServer<Env>::append(const Held &call)
{
    held(m_put) = call;
    Env::put(m_calls->slot[m_put % Env::slotCount], call.slot);
    ++m_put;
}

// Rules 1 and 14.
template <typename Env>
void BasicRingServer<Env>::raise()
{
    if (m_broken || m_put == m_handed)
        return;
    const std::uint64_t before =
        m_shared->word.fetch_add(std::uint64_t(m_put - m_handed) << 32, std::memory_order_seq_cst);
    const bool accepted = accept(before);
    m_handed = m_put;
    if (accepted)
        wake(RingWorkerSleep::forCalls);
}

// Rule 15: the worker may have announced its sleep and not yet fallen asleep, and would then not
// hear the bell; but it finds the announcement gone.
template <typename Env>
void BasicRingServer<Env>::wake(std::uint32_t sleep)
{
    auto &sleeps = m_shared->workerSleeps;
    if (sleeps.load(std::memory_order_seq_cst) != sleep)
        return;
    if (sleeps.compare_exchange_strong(sleep, RingWorkerSleep::awake, std::memory_order_seq_cst))
        Env::wake(sleeps);
}

// Rule 7: not before the worker has won it, since what is on the socket cannot be taken back.
template <typename Env>
std::optional<std::uint64_t> BasicRingServer<Env>::largeToSend()
{
    if (m_broken || m_large != Large::Put || m_handed == m_done)
        return {};
    if (!accept(m_shared->word.load(std::memory_order_acquire)) || m_started == m_done)
        return {};
    return held(m_done).token;
}

template <typename Env>
template <typename Visit>
void BasicRingServer<Env>::takeBack(Visit &&visit)
{
    if (m_broken || !reclaim())
        return;
    for (std::uint32_t ordinal = m_started; ordinal != m_put; ++ordinal)
        visit(held(ordinal).token);
    cutTo(m_started);
}

// Rule 4. Each failure of the compare-and-swap means that started has moved on, and so there are
// at most as many as there are calls.
template <typename Env>
bool BasicRingServer<Env>::reclaim()
{
    std::uint64_t seen = m_shared->word.load(std::memory_order_acquire);
    do {
        if (!accept(seen))
            return false;
    } while (!m_shared->word.compare_exchange_strong(seen, RingWord{m_started, m_started}.packed(),
                                                     std::memory_order_acq_rel));
    m_handed = m_started;
    return true;
}

// Forgets the calls from the ordinal on, which the worker cannot reach. Only then may a large one's
// bytes be forgotten, too (rule 7).
template <typename Env>
void BasicRingServer<Env>::cutTo(std::uint32_t ordinal)
{
    if (ordinal == m_put)
        return;
    m_arenaTo = ordinal == m_done ? m_arenaFrom : held(ordinal - 1).end;
    m_put = ordinal;
    m_large = Large::None;
}

// Rule 5. What has started is only told; everything else comes back first, since nothing that the
// worker can reach is ever changed.
template <typename Env>
RingWithdrawal BasicRingServer<Env>::withdraw(std::uint64_t token)
{
    if (m_broken || tell(token))
        return RingWithdrawal::Told;
    if (!reclaim())
        return RingWithdrawal::Told;
    const bool dropped = drop(token);
    raise();
    if (!dropped)
        tell(token);
    return dropped ? RingWithdrawal::Dropped : RingWithdrawal::Told;
}

// Removes a call from those that were taken back, which move up.
template <typename Env>
bool BasicRingServer<Env>::drop(std::uint64_t token)
{
    std::uint32_t ordinal = m_started;
    while (ordinal != m_put && held(ordinal).token != token)
        ++ordinal;
    if (ordinal == m_put)
        return false;
    for (; ordinal + 1 != m_put; ++ordinal) {
        held(ordinal) = held(ordinal + 1);
        Env::put(m_calls->slot[ordinal % Env::slotCount], held(ordinal).slot);
    }
    cutTo(ordinal);
    return true;
}

// False when the call is not among those that have started, as far as this side knows. All but the
// newest of these have finished and need no ticket.
template <typename Env>
bool BasicRingServer<Env>::tell(std::uint64_t token)
{
    std::uint32_t ordinal = m_done;
    while (ordinal != m_started && held(ordinal).token != token)
        ++ordinal;
    if (ordinal == m_started)
        return false;
    if (ordinal + 1 == m_started) {
        m_ticket = ringTicket(ordinal);
        m_calls->cancel.store(m_ticket, std::memory_order_release);
    }
    return true;
}

// Rule 10. Results are read first: whatever they count has then started.
template <typename Env>
template <typename Sink>
bool BasicRingServer<Env>::harvest(Sink &sink)
{
    if (m_broken)
        return false;
    const auto results = RingResults::of(m_shared->results.load(std::memory_order_acquire));
    if (results.bytes == m_read && results.finished == m_done)
        return true;
    if (!accept(m_shared->word.load(std::memory_order_acquire)))
        return false;
    if (results.bytes - m_read > Env::ringBytes || (results.bytes - m_read) % ringAlignment != 0)
        return fail("published a number of bytes that its ring cannot hold");
    if (results.finished - m_done > m_started - m_done)
        return fail("finished calls that it had not started");
    while (m_read != results.bytes) {
        if (!readFrame(sink, results.bytes))
            return false;
    }
    if (m_done != results.finished)
        return fail("counted other results than it wrote");
    m_calls->read.store(m_read, std::memory_order_seq_cst);
    wake(RingWorkerSleep::forSpace);
    return true;
}

template <typename Env>
bool BasicRingServer<Env>::hasResults() const
{
    if (m_broken)
        return false;
    const auto results = RingResults::of(m_shared->results.load(std::memory_order_acquire));
    return results.bytes != m_read || results.finished != m_done ||
           (m_large == Large::Put &&
            RingWord::of(m_shared->word.load(std::memory_order_acquire)).started == m_handed);
}

// Reads one frame, or what there is of it, and at most up to end.
template <typename Env>
template <typename Sink>
bool BasicRingServer<Env>::readFrame(Sink &sink, std::uint32_t end)
{
    if (m_frameLeft == 0 && !beginFrame(sink))
        return false;
    const std::uint32_t taken = std::min(end - m_read, ringAligned(m_frameLeft));
    const std::uint32_t bytes = std::min(taken, m_frameLeft);
    Env::copyOut(m_frameTo, m_ring, Env::ringBytes, m_read, bytes);
    m_read += taken;
    m_frameTo += bytes;
    m_frameLeft -= bytes;
    if (m_frameLeft == 0)
        endFrame(sink);
    return true;
}

// The header is copied before it is looked at: the worker could change it in between.
template <typename Env>
template <typename Sink>
bool BasicRingServer<Env>::beginFrame(Sink &sink)
{
    RingFrameHeader header;
    Env::copyOut(reinterpret_cast<std::byte *>(&header), m_ring, Env::ringBytes, m_read,
                 sizeof header);
    if (m_done == m_started)
        return fail("answered a call that it had not started");
    if (header.bytes > Env::maxFrameBytes)
        return fail("sent a frame with an impossible size");
    if (header.kind != RingFrameKind::Result && header.kind != RingFrameKind::Interim)
        return fail("sent a frame of an unknown kind");
    m_read += sizeof header;
    m_frameKind = header.kind;
    m_frameLeft = header.bytes;
    m_frameTo = sink.begin(held(m_done).token, header.kind, header.bytes);
    return true;
}

template <typename Env>
template <typename Sink>
void BasicRingServer<Env>::endFrame(Sink &sink)
{
    const std::uint64_t token = held(m_done).token;
    if (m_frameKind == RingFrameKind::Result)
        endCall();
    sink.end(token, m_frameKind);
}

// An empty arena is used from its beginning, which is warm in the cache.
template <typename Env>
void BasicRingServer<Env>::endCall()
{
    if (m_ticket == ringTicket(m_done)) {
        m_ticket = 0;
        m_calls->cancel.store(0, std::memory_order_relaxed);
    }
    m_arenaFrom = held(m_done).end;
    m_large = Large::None;
    ++m_done;
    if (isEmpty())
        m_arenaFrom = m_arenaTo = 0;
}

// Rule 6.
template <typename Env>
std::optional<RingRunning> BasicRingServer<Env>::running()
{
    if (m_broken || m_handed == m_done)
        return {};
    const auto results = RingResults::of(m_shared->results.load(std::memory_order_acquire));
    if (!accept(m_shared->word.load(std::memory_order_acquire)))
        return {};
    if (m_started == m_done || results.finished == m_started)
        return {};
    const std::uint32_t ordinal = m_started - 1;
    const auto stamp = RingStamp::of(m_shared->stamp.load(std::memory_order_acquire));
    const std::uint64_t now = Env::now();
    const bool isItsOwn = stamp.ordinal == std::uint16_t(ordinal);
    return RingRunning{held(ordinal).token, isItsOwn ? std::min(stamp.microseconds, now) : now};
}

template <typename Env>
void BasicRingServer<Env>::sayGoodbye()
{
    m_calls->goodbye.store(1, std::memory_order_seq_cst);
    wake(RingWorkerSleep::forCalls);
}

// A worker that has lied may have started whatever it was handed.
template <typename Env>
template <typename Sink, typename Lost, typename Returned>
void BasicRingServer<Env>::settle(Sink &sink, Lost &&lost, Returned &&returned)
{
    if (!m_broken && reclaim())
        harvest(sink);
    if (m_broken)
        m_started = m_handed;
    for (; m_done != m_started; ++m_done)
        lost(held(m_done).token);
    for (; m_done != m_put; ++m_done)
        returned(held(m_done).token);
    m_handed = m_started = m_put;
    m_broken = m_broken ? m_broken : "has ended";
}

// Rule 12, and the conditions of rule 13: the worker rings when one of them begins to hold.
template <typename Env>
bool BasicRingServer<Env>::maySleep() const
{
    if (m_broken || !holdsCalls())
        return true;
    const auto results = RingResults::of(m_shared->results.load(std::memory_order_seq_cst));
    const auto word = RingWord::of(m_shared->word.load(std::memory_order_seq_cst));
    return results.finished != m_handed && results.finished - m_done < Env::resultsThatRing &&
           results.bytes - m_read < Env::ringBytes / 2 &&
           !(m_large == Large::Put && word.started == m_handed);
}

} // namespace Amp
