// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What the model cannot show: rules that save work, and those of the memory. One thread plays both
// sides in real, sealed memory.

#include <array>
#include <cstring>
#include <span>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/ring/check.h"
#include "tests/ring/collectingsink.h"
#include "tests/ring/createdmemory.h"

using namespace Amp;

namespace {

struct Link
{
    void put(std::uint64_t token, std::size_t bytes = 16, bool isLong = false)
    {
        const std::vector<std::byte> call(bytes, std::byte(token));
        server.put(token, call, isLong);
    }
    void hand(std::uint64_t token, bool isLong = false)
    {
        put(token, 16, isLong);
        server.raise();
    }
    void run(std::size_t resultBytes = 16)
    {
        AMP_CHECK(worker.next());
        worker.publish(RingFrameKind::Result, std::vector<std::byte>(resultBytes));
    }
    void harvest(std::size_t frames)
    {
        CollectingSink sink;
        AMP_CHECK(server.harvest(sink));
        AMP_CHECK(sink.frames.size() == frames);
    }
    unsigned bells()
    {
        std::uint64_t count = 0;
        return read(memory.bellDescriptor(), &count, sizeof count) > 0 ? unsigned(count) : 0;
    }
    auto &sleeps() { return memory.pages().shared->workerSleeps; }

    CreatedMemory memory;
    RingServer server{pages()};
    RingWorker worker{pages(), memory.bellDescriptor()};

private:
    const RingPages<MappedRing> &pages() const { return memory.pages(); }
};

void callsAreRaisedInBatches()
{
    Link link;
    for (std::uint64_t token = 1; token < 16; ++token)
        link.put(token);
    AMP_CHECK(!link.worker.hasCalls());
    link.put(16);
    AMP_CHECK(link.worker.hasCalls());
}

void workerIsWokenForWhatItWaitsFor()
{
    Link link;
    link.sleeps() = RingWorkerSleep::forSpace;
    link.hand(1);
    AMP_CHECK(link.sleeps() == RingWorkerSleep::forSpace);
    link.run();
    link.harvest(1);
    AMP_CHECK(link.sleeps() == RingWorkerSleep::awake);

    link.hand(2);
    link.run();
    link.sleeps() = RingWorkerSleep::forCalls;
    link.harvest(1);
    AMP_CHECK(link.sleeps() == RingWorkerSleep::forCalls);
    link.hand(3);
    AMP_CHECK(link.sleeps() == RingWorkerSleep::awake);
}

void bellRingsForSleepersOnly()
{
    Link link;
    for (std::uint64_t token = 1; token <= 40; ++token)
        link.hand(token);
    for (int call = 0; call < 40; ++call)
        link.run();
    AMP_CHECK(link.bells() == 0);
}

// The clock may make it ring sooner, but not more often.
void bellRingsForManyResults()
{
    Link link;
    for (std::uint64_t token = 1; token <= 64; ++token)
        link.hand(token);
    link.server.announceSleep();
    for (std::uint32_t call = 0; call < MappedRing::resultsThatRing; ++call)
        link.run();
    AMP_CHECK(link.bells() >= 1);
    link.worker.announce();
    AMP_CHECK(link.bells() <= 1);
    link.worker.announce();
    AMP_CHECK(link.bells() == 0);
}

void bellRingsBeforeALongCall()
{
    Link link;
    link.hand(1);
    link.hand(2, true);
    link.run();
    link.server.announceSleep();
    AMP_CHECK(link.worker.next());
    AMP_CHECK(link.bells() == 1);
}

void bellRingsForInterimFrames()
{
    Link link;
    link.hand(1);
    link.server.announceSleep();
    AMP_CHECK(link.worker.next());
    link.worker.publish(RingFrameKind::Interim, std::vector<std::byte>(8));
    AMP_CHECK(link.bells() == 1);
    link.harvest(1);
    AMP_CHECK(link.server.size() == 1);
}

void arenaIsUsedAgain()
{
    Link link;
    AMP_CHECK(link.server.fits(MappedRing::arenaBytes));
    AMP_CHECK(!RingServer::isLarge(MappedRing::arenaBytes));
    for (int round = 0; round < 3; ++round) {
        link.put(1, MappedRing::arenaBytes / 2);
        link.put(2, MappedRing::arenaBytes / 2);
        AMP_CHECK(!link.server.fits(1));
        unsigned returned = 0;
        link.server.raise();
        link.server.takeBack([&](std::uint64_t) { ++returned; });
        AMP_CHECK(returned == 2);
        AMP_CHECK(link.server.fits(MappedRing::arenaBytes));
    }
}

void nothingFitsBehindALargeCall()
{
    Link link;
    const std::uint32_t bytes = MappedRing::arenaBytes + 1;
    AMP_CHECK(RingServer::isLarge(bytes) && link.server.fits(bytes));
    link.server.putLarge(1, bytes);
    link.server.raise();
    AMP_CHECK(!link.server.fits(0));
    AMP_CHECK(!link.server.largeToSend());
    const auto call = link.worker.next();
    AMP_CHECK(call && !call->data && call->bytes == bytes);
    AMP_CHECK(link.server.largeToSend() == 1);
    link.server.largeSent();
    link.server.takeBack([](std::uint64_t) { AMP_CHECK(false); });
    AMP_CHECK(!link.server.largeToSend());
}

void cancelReachesTheRunningCallOnly()
{
    Link link;
    for (std::uint64_t token = 1; token <= 3; ++token)
        link.hand(token);
    AMP_CHECK(link.worker.next());
    AMP_CHECK(!link.worker.isCancelled());
    AMP_CHECK(link.server.withdraw(2) == RingWithdrawal::Dropped);
    AMP_CHECK(link.server.withdraw(1) == RingWithdrawal::Told);
    AMP_CHECK(link.worker.isCancelled());
    link.worker.publish(RingFrameKind::Result, {});
    const auto third = link.worker.next();
    AMP_CHECK(third && third->data[0] == std::byte(3));
    AMP_CHECK(!link.worker.isCancelled());
    link.harvest(1);
}

void runningCallHasItsOwnStart()
{
    Link link;
    AMP_CHECK(!link.server.running());
    const std::uint64_t before = MappedRing::now();
    link.hand(1);
    AMP_CHECK(!link.server.running());
    AMP_CHECK(link.worker.next());
    const auto running = link.server.running();
    AMP_CHECK(running && running->token == 1);
    AMP_CHECK(running->sinceMicroseconds >= before);
    AMP_CHECK(running->sinceMicroseconds <= MappedRing::now());
}

void countersWrap()
{
    Link link;
    for (std::uint64_t token = 1; token <= 5000; ++token) {
        link.hand(token);
        link.run(1000);
        link.harvest(1);
    }
    AMP_CHECK(link.memory.pages().calls->read < MappedRing::firstByte);
}

void memoriesCannotBeChanged()
{
    Link link;
    const int calls = link.memory.callsDescriptor();
    const int shared = link.memory.sharedDescriptor();
    AMP_CHECK(ftruncate(calls, 0) < 0 && ftruncate(shared, 0) < 0);
    AMP_CHECK(ftruncate(calls, 1 << 30) < 0 && ftruncate(shared, 1 << 30) < 0);
    AMP_CHECK(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, calls, 0) == MAP_FAILED);
    const char byte = 0;
    AMP_CHECK(pwrite(calls, &byte, 1, 0) < 0);

    RingMapping mapping;
    std::string error;
    AMP_CHECK(mapping.mapForWorker(dup(calls), dup(shared), error));
    AMP_CHECK(mprotect(mapping.pages().calls, 4096, PROT_READ | PROT_WRITE) < 0);
    AMP_CHECK(fcntl(shared, F_ADD_SEALS, F_SEAL_WRITE) < 0);
}

void mappingClosesItsDescriptors()
{
    Link link;
    const int calls = dup(link.memory.callsDescriptor());
    const int shared = dup(link.memory.sharedDescriptor());
    RingMapping mapping;
    std::string error;
    AMP_CHECK(mapping.mapForWorker(calls, shared, error));
    AMP_CHECK(fcntl(calls, F_GETFD) < 0 && fcntl(shared, F_GETFD) < 0);
}

void otherMemoriesAreRefused()
{
    RingMapping mapping;
    std::string error;
    AMP_CHECK(!mapping.mapForWorker(memfd_create("one", MFD_CLOEXEC),
                                    memfd_create("other", MFD_CLOEXEC), error));
    AMP_CHECK(!error.empty());
}

void childrenHaveNoRing()
{
    Link link;
    void *page = link.memory.pages().shared;
    const pid_t child = fork();
    if (child == 0)
        _exit(msync(page, 4096, MS_ASYNC) < 0 ? 0 : 1); // not mapped
    int status = 0;
    AMP_CHECK(waitpid(child, &status, 0) == child);
    AMP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

// Two results, a call that runs, and two that do not.
void deathIsSettledExactly()
{
    Link link;
    for (std::uint64_t token = 1; token <= 5; ++token)
        link.hand(token);
    link.run();
    link.run();
    AMP_CHECK(link.worker.next());

    CollectingSink sink;
    std::vector<std::uint64_t> lost;
    std::vector<std::uint64_t> returned;
    link.server.settle(
        sink, [&](std::uint64_t token) { lost.push_back(token); },
        [&](std::uint64_t token) { returned.push_back(token); });
    AMP_CHECK(sink.frames.size() == 2 && sink.frames[1].token == 2);
    AMP_CHECK(lost == std::vector<std::uint64_t>{3});
    AMP_CHECK((returned == std::vector<std::uint64_t>{4, 5}));
    AMP_CHECK(link.server.isEmpty());
}

} // namespace

int main()
{
    callsAreRaisedInBatches();
    workerIsWokenForWhatItWaitsFor();
    bellRingsForSleepersOnly();
    bellRingsForManyResults();
    bellRingsBeforeALongCall();
    bellRingsForInterimFrames();
    arenaIsUsedAgain();
    nothingFitsBehindALargeCall();
    cancelReachesTheRunningCallOnly();
    runningCallHasItsOwnStart();
    countersWrap();
    memoriesCannotBeChanged();
    mappingClosesItsDescriptors();
    otherMemoriesAreRefused();
    childrenHaveNoRing();
    deathIsSettledExactly();
    return 0;
}
