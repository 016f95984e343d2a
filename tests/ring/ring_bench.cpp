// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Echoes of 16 bytes between two processes, by a ring and by a socketpair, one at a time and 256
// ahead. Each row is the median of five rounds; the two links take turns.
//   ring_bench [CALLS]

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <span>
#include <vector>

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ring/ringsleep.h"
#include "tests/ring/createdmemory.h"
#include "tests/ring/edgebell.h"

using namespace Amp;

namespace {

constexpr std::uint32_t bodyBytes = 16;
constexpr int rounds = 5;

// What goes over the socketpair.
struct Frame
{
    std::uint64_t bytes = bodyBytes;
    std::byte body[bodyBytes] = {};
};

struct Round
{
    double callsPerSecond = 0;
    double serverMicroseconds = 0; // of CPU, per call
    double workerMicroseconds = 0;
};

double microsecondsOf(const rusage &usage)
{
    const auto micros = [](const timeval &time) {
        return double(time.tv_sec) * 1e6 + double(time.tv_usec);
    };
    return micros(usage.ru_utime) + micros(usage.ru_stime);
}

double usedBySelf()
{
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return microsecondsOf(usage);
}

// Runs serve() here while work() runs in a child, which ends by itself.
template <typename Serve, typename Work>
Round measure(unsigned calls, Serve &&serve, Work &&work)
{
    const pid_t child = fork();
    AMP_CHECK(child >= 0);
    if (child == 0) {
        work();
        _exit(0);
    }
    const double usedBefore = usedBySelf();
    const auto start = std::chrono::steady_clock::now();
    serve();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const double used = usedBySelf() - usedBefore;
    rusage usage;
    AMP_CHECK(wait4(child, nullptr, 0, &usage) == child);
    return {calls / took.count(), used / calls, microsecondsOf(usage) / calls};
}

// A sink that looks at nothing but the bytes.
struct Echoes
{
    std::byte *begin(std::uint64_t, RingFrameKind, std::uint32_t bytes)
    {
        AMP_CHECK(bytes == bodyBytes);
        return body.data();
    }
    void end(std::uint64_t, RingFrameKind) { ++received; }

    std::array<std::byte, bodyBytes> body;
    unsigned received = 0;
};

void serveRing(RingServer &server, int bellDescriptor, unsigned calls, unsigned ahead)
{
    EdgeBell bell;
    bell.watch(bellDescriptor);
    const std::array<std::byte, bodyBytes> body = {};
    const auto rings = std::span(&server, 1);
    Echoes echoes;
    for (unsigned sent = 0; echoes.received < calls;) {
        for (; sent < calls && server.size() < ahead; ++sent)
            server.put(sent, body, false);
        server.raise();
        if (beginRingSleep<MappedRing>(rings))
            AMP_CHECK(bell.wait(60'000));
        endRingSleep<MappedRing>(rings);
        AMP_CHECK(server.harvest(echoes));
    }
    server.sayGoodbye();
}

void workRing(const RingMemory &memory)
{
    RingMapping mapping;
    std::string error;
    AMP_CHECK(mapping.mapForWorker(memory.callsDescriptor(), memory.sharedDescriptor(), error));
    RingWorker worker(mapping.pages(), memory.bellDescriptor());
    do {
        while (const auto call = worker.next())
            worker.publish(RingFrameKind::Result, std::span(call->data, call->bytes));
    } while (worker.wait());
}

Round overRing(unsigned calls, unsigned ahead)
{
    CreatedMemory memory;
    RingServer server(memory.pages());
    return measure(
        calls, [&] { serveRing(server, memory.bellDescriptor(), calls, ahead); },
        [&] { workRing(memory); });
}

std::size_t receiveFrames(int socket, std::vector<Frame> &frames)
{
    const ssize_t got = read(socket, frames.data(), frames.size() * sizeof(Frame));
    AMP_CHECK(got >= 0 && std::size_t(got) % sizeof(Frame) == 0);
    return std::size_t(got) / sizeof(Frame);
}

void sendFrames(int socket, const std::vector<Frame> &frames)
{
    const std::size_t bytes = frames.size() * sizeof(Frame);
    AMP_CHECK(frames.empty() || write(socket, frames.data(), bytes) == ssize_t(bytes));
}

void serveSocket(int socket, unsigned calls, unsigned ahead)
{
    std::vector<Frame> incoming(ahead);
    std::vector<Frame> outgoing;
    unsigned sent = 0;
    Echoes echoes;
    while (echoes.received < calls) {
        outgoing.clear();
        for (; sent < calls && sent - echoes.received < ahead; ++sent)
            outgoing.emplace_back();
        sendFrames(socket, outgoing);
        pollfd event = {socket, POLLIN, 0}; // as an event loop does
        AMP_CHECK(poll(&event, 1, -1) == 1);
        const std::size_t count = receiveFrames(socket, incoming);
        for (std::size_t at = 0; at < count; ++at) {
            std::byte *to =
                echoes.begin(0, RingFrameKind::Result, std::uint32_t(incoming[at].bytes));
            std::memcpy(to, incoming[at].body, bodyBytes);
            echoes.end(0, RingFrameKind::Result);
        }
    }
    shutdown(socket, SHUT_WR);
}

void workSocket(int socket, unsigned ahead)
{
    std::vector<Frame> incoming(ahead);
    std::vector<Frame> outgoing;
    while (const std::size_t count = receiveFrames(socket, incoming)) {
        outgoing.clear();
        for (std::size_t at = 0; at < count; ++at) {
            Frame &frame = outgoing.emplace_back();
            std::memcpy(frame.body, incoming[at].body, incoming[at].bytes);
        }
        sendFrames(socket, outgoing);
    }
}

Round overSocket(unsigned calls, unsigned ahead)
{
    int sockets[2];
    AMP_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0);
    const Round round = measure(
        calls, [&] { serveSocket(sockets[0], calls, ahead); },
        [&] {
            close(sockets[0]);
            workSocket(sockets[1], ahead);
        });
    close(sockets[0]);
    close(sockets[1]);
    return round;
}

void print(const char *link, unsigned ahead, std::vector<Round> &results)
{
    std::sort(results.begin(), results.end(),
              [](const Round &a, const Round &b) { return a.callsPerSecond < b.callsPerSecond; });
    const Round &median = results[results.size() / 2];
    std::printf("%-12s %5u %14.0f %12.3f %12.3f\n", link, ahead, median.callsPerSecond,
                median.serverMicroseconds, median.workerMicroseconds);
}

} // namespace

int main(int argc, char **argv)
{
    const unsigned calls = argc > 1 ? unsigned(std::atoi(argv[1])) : 2'000'000;
    std::printf("%-12s %5s %14s %12s %12s\n", "link", "ahead", "calls/s", "server us", "worker us");
    for (const unsigned ahead : {1u, MappedRing::slotCount}) {
        const unsigned count = std::max(1u, ahead == 1 ? calls / 20 : calls);
        std::vector<Round> ring;
        std::vector<Round> socket;
        for (int round = 0; round < rounds; ++round) {
            ring.push_back(overRing(count, ahead));
            socket.push_back(overSocket(count, ahead));
        }
        print("ring", ahead, ring);
        print("socketpair", ahead, socket);
    }
    return 0;
}
