// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Workers that lie. The server's side must notice, or not be hurt, and never wait for them.
//   ring_hostile [SECONDS]   for the part with random lies

#include <chrono>
#include <cstring>
#include <random>
#include <set>
#include <string>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ring/ringsleep.h"
#include "tests/ring/check.h"
#include "tests/ring/collectingsink.h"
#include "tests/ring/createdmemory.h"

using namespace Amp;

namespace {

constexpr std::uint32_t first = MappedRing::firstOrdinal;
constexpr std::uint32_t firstByte = MappedRing::firstByte;
constexpr std::uint32_t handed = 3;

// A server that has handed three calls over, and what it does in the turns that follow.
struct Victim
{
    void hand(unsigned count)
    {
        const std::vector<std::byte> call(16);
        for (; count > 0 && server.fits(16); --count) {
            server.put(++lastToken, call, false);
            held.insert(lastToken);
        }
        server.raise();
    }

    void takeTurn()
    {
        collect([&](auto &sink) { server.harvest(sink); });
        server.running();
        server.largeToSend();
        if (!held.empty() && server.withdraw(*held.begin()) == RingWithdrawal::Dropped)
            leave(*held.begin());
        hand(2);
        const auto rings = std::span(&server, 1);
        beginRingSleep<MappedRing>(rings);
        endRingSleep<MappedRing>(rings);
        server.takeBack([&](std::uint64_t token) { leave(token); });
        hand(2);
    }

    // Every call has come out by now, once.
    void end()
    {
        collect([&](auto &sink) {
            const auto out = [&](std::uint64_t token) { leave(token); };
            server.settle(sink, out, out);
        });
        AMP_CHECK(held.empty());
        AMP_CHECK(server.isEmpty());
    }

    template <typename Deliver>
    void collect(Deliver &&deliver)
    {
        CollectingSink sink;
        deliver(sink);
        for (const auto &frame : sink.frames) {
            AMP_CHECK(frame.bytes.size() <= MappedRing::maxFrameBytes);
            if (frame.kind == RingFrameKind::Result)
                leave(frame.token);
        }
    }

    void leave(std::uint64_t token) { AMP_CHECK(held.erase(token) == 1); }

    auto &shared() { return *memory.pages().shared; }
    void writeFrame(std::uint32_t bytes, std::uint32_t kind)
    {
        const std::uint32_t header[] = {bytes, kind};
        std::memcpy(memory.pages().ring + firstByte % MappedRing::ringBytes, header, sizeof header);
    }

    CreatedMemory memory;
    RingServer server{memory.pages()};
    std::set<std::uint64_t> held;
    std::uint64_t lastToken = 0;
};

// The worker starts so many calls, then publishes that.
void pretend(Victim &victim, std::uint32_t started, RingResults results)
{
    victim.shared().word = RingWord{first + handed, first + started}.packed();
    victim.shared().results = results.packed();
}

template <typename Lie>
void isBroken(const char *reason, Lie &&lie)
{
    Victim victim;
    victim.hand(handed);
    lie(victim);
    victim.collect([&](auto &sink) { AMP_CHECK(!victim.server.harvest(sink)); });
    AMP_CHECK(std::string(victim.server.broken()) == reason);
    victim.takeTurn();
    AMP_CHECK(!victim.server.running());
    AMP_CHECK(!victim.server.fits(0));
    victim.end();
}

void liesAreNamed()
{
    constexpr auto noBytes = RingResults{first, firstByte};
    const char *calls = "changed the number of calls that it was handed";
    isBroken(calls, [&](Victim &victim) {
        pretend(victim, 1, {first + 1, firstByte + 8});
        victim.shared().word = RingWord{first + handed + 1, first + 1}.packed();
    });
    const char *starts = "started calls that it was not handed";
    isBroken(starts, [&](Victim &victim) { pretend(victim, 4, {first + 1, firstByte + 8}); });
    isBroken(starts, [&](Victim &victim) { pretend(victim, 0u - 1, {first + 1, firstByte + 8}); });
    const char *bytes = "published a number of bytes that its ring cannot hold";
    isBroken(bytes, [&](Victim &victim) {
        pretend(victim, 1, {first, firstByte + MappedRing::ringBytes + 8});
    });
    isBroken(bytes, [&](Victim &victim) { pretend(victim, 1, {first, firstByte - 8}); });
    isBroken(bytes, [&](Victim &victim) { pretend(victim, 1, {first, firstByte + 12}); });
    isBroken("finished calls that it had not started", [&](Victim &victim) {
        pretend(victim, 1, {first + 2, firstByte + 16});
    });
    isBroken("finished calls that it had not started", [&](Victim &victim) {
        pretend(victim, 1, {first - 1, firstByte});
    });
    const char *counts = "counted other results than it wrote";
    isBroken(counts, [&](Victim &victim) { pretend(victim, 1, {first + 1, firstByte}); });
    isBroken(counts, [&](Victim &victim) {
        victim.writeFrame(0, 0);
        pretend(victim, 1, {first, firstByte + 8});
    });
    isBroken("answered a call that it had not started", [&](Victim &victim) {
        victim.writeFrame(0, 0);
        pretend(victim, 0, {noBytes.finished, firstByte + 8});
    });
    isBroken("sent a frame with an impossible size", [&](Victim &victim) {
        victim.writeFrame(MappedRing::maxFrameBytes + 1, 0);
        pretend(victim, 1, {first, firstByte + 8});
    });
    isBroken("sent a frame with an impossible size", [&](Victim &victim) {
        victim.writeFrame(0u - 1, 0);
        pretend(victim, 1, {first, firstByte + 8});
    });
    isBroken("sent a frame of an unknown kind", [&](Victim &victim) {
        victim.writeFrame(0, 2);
        pretend(victim, 1, {first, firstByte + 8});
    });
}

// What has no meaning for the server but its own.
void otherLiesAreHarmless()
{
    for (const std::uint64_t lie : {std::uint64_t(0), ~std::uint64_t(0), std::uint64_t(1) << 63}) {
        Victim victim;
        victim.hand(handed);
        pretend(victim, 1, {first, firstByte});
        victim.shared().stamp = lie << 16 | std::uint16_t(first);
        victim.shared().workerSleeps = std::uint32_t(lie);
        const auto running = victim.server.running();
        AMP_CHECK(running && running->token == 1);
        AMP_CHECK(running->sinceMicroseconds <= MappedRing::now());
        AMP_CHECK(!victim.server.broken());
        victim.end();
    }
}

// Half of a frame, and then nothing more: it is not waited for.
void halfAFrameIsNoResult()
{
    Victim victim;
    victim.hand(handed);
    victim.writeFrame(1000, 0);
    pretend(victim, 1, {first, firstByte + 104});
    CollectingSink sink;
    AMP_CHECK(victim.server.harvest(sink));
    AMP_CHECK(sink.frames.empty());
    victim.end();
}

// Every value that is somehow special, in every field, at every count of calls.
void specialValues()
{
    std::vector<std::uint64_t> halves = {0, 1, 7, 8, 0x7fffffff, 0x80000000, 0xffffffff};
    for (std::uint32_t near = 0; near < 5; ++near) {
        halves.insert(halves.end(), {first + near, first - near, firstByte + 8 * near});
        halves.push_back(firstByte + MappedRing::ringBytes + 8 * near - 16);
    }
    for (const std::uint64_t high : halves) {
        for (const std::uint64_t low : halves) {
            for (const int field : {0, 1, 2}) {
                Victim victim;
                victim.hand(handed);
                pretend(victim, 2, {first, firstByte});
                auto *fields = &victim.shared();
                (field == 0   ? fields->word
                 : field == 1 ? fields->results
                              : fields->stamp) = high << 32 | low;
                victim.writeFrame(std::uint32_t(low), std::uint32_t(high) & 1);
                victim.takeTurn();
                victim.end();
            }
        }
    }
}

// The liar's process: random lies, most of them near to what could be true, as fast as it can.
[[noreturn]] void lieForever(int calls, int shared)
{
    RingMapping mapping;
    std::string error;
    AMP_CHECK(mapping.mapForWorker(calls, shared, error));
    auto &page = *mapping.pages().shared;
    std::minstd_rand random{unsigned(getpid())};
    page.stamp = 1; // the victim waits for it
    for (;;) {
        const auto word = RingWord::of(page.word);
        const auto results = RingResults::of(page.results);
        const std::uint32_t drawn = std::uint32_t(random());
        const std::uint32_t little = drawn % 3;
        const std::uint32_t ring = drawn % MappedRing::ringBytes / 4 * 4;
        switch (random() % 12) {
        case 0:
            page.word = std::uint64_t(random()) << 32 | drawn;
            break;
        case 1:
            page.results = std::uint64_t(random()) << 32 | drawn;
            break;
        case 2:
            page.stamp = std::uint64_t(random()) << 40 | drawn;
            break;
        case 3:
            page.workerSleeps = little;
            break;
        case 4:
        case 5:
            page.word = RingWord{word.handed, word.started + little}.packed();
            break;
        case 6:
        case 7:
            page.results = RingResults{results.finished + little % 2, results.bytes + 8}.packed();
            break;
        default:
            const std::uint32_t length = drawn % 16 == 0 ? drawn : little * 8;
            std::memcpy(mapping.pages().ring + ring, &length, sizeof length);
        }
    }
}

bool survivesALiar()
{
    Victim victim;
    const pid_t liar = fork();
    if (liar == 0)
        lieForever(victim.memory.callsDescriptor(), victim.memory.sharedDescriptor());
    while (victim.shared().stamp == 0)
        std::this_thread::yield();
    victim.hand(handed);
    for (int turn = 0; turn < 10'000 && !victim.server.broken(); ++turn)
        victim.takeTurn();
    kill(liar, SIGKILL);
    AMP_CHECK(waitpid(liar, nullptr, 0) == liar);
    const bool noticed = victim.server.broken();
    victim.end();
    return noticed;
}

void randomLies(std::chrono::seconds duration)
{
    const auto end = std::chrono::steady_clock::now() + duration;
    unsigned liars = 0;
    unsigned noticed = 0;
    for (; std::chrono::steady_clock::now() < end; ++liars)
        noticed += survivesALiar();
    std::printf("%u liars, %u of them noticed\n", liars, noticed);
}

} // namespace

int main(int argc, char **argv)
{
    liesAreNamed();
    otherLiesAreHarmless();
    halfAFrameIsNoResult();
    specialValues();
    randomLies(std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 2));
    return 0;
}
