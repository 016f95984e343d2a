// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Both sides of a ring in two threads that do all they can to each other for some seconds.
//   ring_stress [--weak] [SECONDS [SEED]]
// With --weak no load acquires, which ThreadSanitizer must report.
//
// Nothing bounds a lost bell here: whoever sleeps without one is a failure after a minute.

#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <random>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <sys/eventfd.h>
#include <sys/socket.h>

#include "core/ring/ringsleep.h"
#include "tests/ring/check.h"
#include "tests/ring/edgebell.h"
#include "tests/ring/stressring.h"

using namespace Amp;

namespace {

using Server = BasicRingServer<StressRing>;
using Worker = BasicRingWorker<StressRing>;

constexpr int patienceMs = 60'000;

// A call says who it is, how large its result is, and whether something comes before that.
struct Order
{
    std::uint64_t token = 0;
    std::uint32_t resultBytes = 0;
    std::uint32_t sendsInterim = 0;
};

std::byte contentOf(std::uint64_t token, std::size_t at)
{
    return std::byte(token * 31 + at);
}

struct Memory
{
    RingCallsPage<StressRing> calls;
    RingSharedPage<StressRing> shared;
    std::byte arena[StressRing::arenaBytes] = {};
    std::byte ring[StressRing::ringBytes] = {};

    RingPages<StressRing> pages() { return {&calls, arena, &shared, ring}; }
};

// The worker's thread.
class StressWorker
{
public:
    StressWorker(Memory &memory, int bell, int socket)
        : m_arena(memory.arena)
        , m_worker(memory.pages(), bell)
        , m_socket(socket)
    {}

    void run()
    {
        do {
            while (const auto call = m_worker.next())
                serve(*call);
        } while (m_worker.wait());
    }

    const std::vector<std::uint64_t> &served() const { return m_served; }

private:
    void serve(const RingCall &call)
    {
        m_bytes.resize(call.bytes);
        if (call.data) {
            StressRing::copyOut(m_bytes.data(), m_arena, StressRing::arenaBytes,
                                std::uint32_t(call.data - m_arena), call.bytes);
        } else {
            const auto received = recv(m_socket, m_bytes.data(), m_bytes.size(), MSG_WAITALL);
            AMP_CHECK(std::size_t(received) == m_bytes.size());
        }
        Order order;
        AMP_CHECK(m_bytes.size() >= sizeof order);
        std::memcpy(&order, m_bytes.data(), sizeof order);
        for (std::size_t at = sizeof order; at < m_bytes.size(); ++at)
            AMP_CHECK(m_bytes[at] == contentOf(order.token, at));
        m_served.push_back(order.token);
        m_worker.isCancelled();
        if (order.sendsInterim)
            send(RingFrameKind::Interim, order.token, 24);
        send(RingFrameKind::Result, order.token, order.resultBytes);
    }

    void send(RingFrameKind kind, std::uint64_t token, std::uint32_t bytes)
    {
        m_bytes.resize(bytes);
        for (std::size_t at = 0; at < m_bytes.size(); ++at)
            m_bytes[at] = contentOf(token, at);
        m_worker.publish(kind, m_bytes);
    }

    const std::byte *m_arena;
    Worker m_worker;
    const int m_socket;
    std::vector<std::byte> m_bytes;
    std::vector<std::uint64_t> m_served;
};

// The server's.
class StressServer
{
public:
    StressServer(Memory &memory, int bell, int socket, unsigned seed)
        : m_server(memory.pages())
        , m_socket(socket)
        , m_random(seed)
    {
        m_bell.watch(bell);
    }

    void run(std::chrono::steady_clock::time_point end)
    {
        while (std::chrono::steady_clock::now() < end)
            turn();
        while (!m_server.isEmpty() || !m_waiting.empty())
            finish();
        m_server.sayGoodbye();
    }

    void check(const std::vector<std::uint64_t> &served) const
    {
        std::unordered_set<std::uint64_t> once(served.begin(), served.end());
        AMP_CHECK(once.size() == served.size());
        AMP_CHECK(served.size() == m_results);
        AMP_CHECK(m_lastToken == m_results + m_dropped.size());
        for (const std::uint64_t token : m_dropped)
            AMP_CHECK(!once.contains(token));
        std::printf("%llu calls, %zu dropped, %llu taken back, %llu sleeps\n",
                    static_cast<unsigned long long>(m_lastToken), m_dropped.size(),
                    static_cast<unsigned long long>(m_takenBack),
                    static_cast<unsigned long long>(m_sleeps));
    }

    // A sink.
    std::byte *begin(std::uint64_t token, RingFrameKind, std::uint32_t bytes)
    {
        AMP_CHECK(m_held.contains(token));
        m_frame.resize(bytes);
        return m_frame.data();
    }
    void end(std::uint64_t token, RingFrameKind kind)
    {
        for (std::size_t at = 0; at < m_frame.size(); ++at)
            AMP_CHECK(m_frame[at] == contentOf(token, at));
        if (kind == RingFrameKind::Interim)
            return;
        const auto held = m_held.find(token);
        AMP_CHECK(held->second.resultBytes == m_frame.size());
        m_held.erase(held);
        ++m_results;
    }

private:
    struct Waiting
    {
        Order order;
        std::uint32_t bytes = 0;
    };
    struct Held
    {
        std::uint32_t resultBytes = 0;
        Waiting waiting;
    };

    unsigned draw(unsigned below) { return unsigned(m_random() % below); }

    void turn()
    {
        switch (draw(8)) {
        case 0:
        case 1:
            order();
            break;
        case 2:
            m_server.takeBack([this](std::uint64_t token) { giveBack(token); });
            break;
        case 3:
            withdraw();
            break;
        case 4:
            look();
            break;
        default:
            finish();
            return;
        }
        handOver();
    }

    // What a server does at the end of a turn.
    void finish()
    {
        handOver();
        AMP_CHECK(m_server.harvest(*this));
        sendLarge();
        handOver();
        sleep();
    }

    void order()
    {
        for (unsigned count = draw(12); count > 0 && m_waiting.size() < 100; --count) {
            Waiting call;
            call.order.token = ++m_lastToken;
            call.order.resultBytes = draw(16) == 0 ? draw(2000) : draw(40);
            call.order.sendsInterim = draw(16) == 0;
            call.bytes = std::uint32_t(sizeof(Order)) +
                         (draw(32) == 0 ? StressRing::arenaBytes + draw(500) : draw(100));
            m_waiting.push_back(call);
        }
    }

    void handOver()
    {
        while (!m_waiting.empty() && m_server.fits(m_waiting.front().bytes)) {
            const Waiting call = m_waiting.front();
            m_waiting.pop_front();
            put(call);
        }
        m_server.raise();
        AMP_CHECK(!m_server.broken());
    }

    void put(const Waiting &call)
    {
        m_held[call.order.token] = {call.order.resultBytes, call};
        if (Server::isLarge(call.bytes))
            m_server.putLarge(call.order.token, call.bytes);
        else
            m_server.put(call.order.token, bytesOf(call), draw(16) == 0);
    }

    const std::vector<std::byte> &bytesOf(const Waiting &call)
    {
        m_bytes.resize(call.bytes);
        for (std::size_t at = 0; at < m_bytes.size(); ++at)
            m_bytes[at] = contentOf(call.order.token, at);
        std::memcpy(m_bytes.data(), &call.order, sizeof call.order);
        return m_bytes;
    }

    void giveBack(std::uint64_t token)
    {
        const auto held = m_held.find(token);
        AMP_CHECK(held != m_held.end());
        m_waiting.push_back(held->second.waiting);
        m_held.erase(held);
        ++m_takenBack;
    }

    void withdraw()
    {
        if (m_held.empty())
            return;
        const std::uint64_t token = std::next(m_held.begin(), draw(unsigned(m_held.size())))->first;
        if (m_server.withdraw(token) == RingWithdrawal::Told)
            return;
        m_held.erase(token);
        m_dropped.push_back(token);
    }

    void look()
    {
        const auto running = m_server.running();
        AMP_CHECK(!running || m_held.contains(running->token));
        AMP_CHECK(!running || running->sinceMicroseconds <= StressRing::now());
    }

    void sendLarge()
    {
        const auto token = m_server.largeToSend();
        if (!token)
            return;
        const auto &bytes = bytesOf(m_held.at(*token).waiting);
        AMP_CHECK(send(m_socket, bytes.data(), bytes.size(), 0) == ssize_t(bytes.size()));
        m_server.largeSent();
    }

    // With nothing handed over there is no bell to wait for.
    void sleep()
    {
        if (!m_server.holdsCalls())
            return;
        const auto rings = std::span(&m_server, 1);
        if (beginRingSleep<StressRing>(rings)) {
            ++m_sleeps;
            AMP_CHECK(m_bell.wait(patienceMs));
        }
        endRingSleep<StressRing>(rings);
    }

    Server m_server;
    EdgeBell m_bell;
    const int m_socket;
    std::mt19937 m_random;
    std::deque<Waiting> m_waiting;
    std::unordered_map<std::uint64_t, Held> m_held;
    std::vector<std::byte> m_bytes;
    std::vector<std::byte> m_frame;
    std::vector<std::uint64_t> m_dropped;
    std::uint64_t m_lastToken = 0;
    std::uint64_t m_results = 0;
    std::uint64_t m_takenBack = 0;
    std::uint64_t m_sleeps = 0;
};

} // namespace

int main(int argc, char **argv)
{
    loadsAreWeak = argc > 1 && std::strcmp(argv[1], "--weak") == 0;
    argc -= loadsAreWeak;
    argv += loadsAreWeak;
    const auto seconds = std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 3);
    const unsigned seed = argc > 2 ? unsigned(std::atoi(argv[2])) : std::random_device{}();
    std::printf("seed %u\n", seed);

    auto memory = std::make_unique<Memory>();
    Server::initialize(memory->pages());
    const int bell = eventfd(0, EFD_NONBLOCK);
    int sockets[2];
    AMP_CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);

    StressServer server(*memory, bell, sockets[0], seed);
    StressWorker worker(*memory, bell, sockets[1]);
    std::thread thread([&] { worker.run(); });
    server.run(std::chrono::steady_clock::now() + seconds);
    thread.join();
    server.check(worker.served());
    return 0;
}
