// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <cstdint>
#include <new>
#include <string>
#include <vector>

#include "tests/ring/modelring.h"
#include "tests/ring/scenario.h"

namespace Amp {

// A server and a worker, each the real side of a ring, and what a pool does with them: a model for
// the explorer. A step is one shared access of one side, one store that reaches memory, or
// something that the system does to them.
class RingModel
{
public:
    using Server = BasicRingServer<ModelRing>;
    using Worker = BasicRingWorker<ModelRing>;
    using Thread = Model::Thread;
    using Machine = Model::Machine;

    static constexpr unsigned maxCalls = Scenario::maxCalls;
    static constexpr unsigned bigResultBytes = ModelRing::ringBytes + 8;

    enum class Outcome : std::uint8_t {
        Waiting, // in the queue of the pool
        Held,    // was put
        Value,
        Lost,
        Dropped,
        Returned // for another worker
    };
    enum class Turn : std::uint8_t { Next, Wait, Payload, Interim, Publish, Ended }; // the worker's
    enum class Act : std::uint8_t {                                                  // the server's
        None,
        Hand, // argument: one call, plus one, or two in the halves of the byte
        TakeBack,
        Withdraw, // argument: the call
        Harvest,
        SendLarge,
        Look, // at the running call
        Sleep,
        Goodbye,
        Kill,
        Settle
    };

    struct State
    {
        // Memory.
        RingCallsPage<ModelRing> calls;
        RingSharedPage<ModelRing> shared;
        alignas(8) std::byte arena[ModelRing::arenaBytes];
        alignas(8) std::byte ring[ModelRing::ringBytes];

        Thread serverThread;
        Thread workerThread;

        alignas(8) std::byte serverBytes[sizeof(Server)];
        alignas(8) std::byte workerBytes[sizeof(Worker)];

        std::array<std::uint64_t, bigResultBytes / 8> frame; // where the server collects one
        std::uint8_t frameBytes;

        Act act;
        std::uint8_t argument;
        Turn turn;
        std::uint8_t running; // the worker's call
        std::uint8_t bell;
        std::uint8_t socket; // the call whose bytes are on it, plus one
        std::uint8_t starts;

        std::uint8_t takeBacks; // what is left to do
        std::uint8_t withdrawals;
        std::uint8_t looks;
        std::uint8_t crashes;
        std::uint8_t kills;
        std::uint8_t goodbyes;
        std::uint8_t signals;
        std::uint8_t isKilled;
        std::uint8_t isSettled;

        Outcome outcome[maxCalls];
        std::uint8_t startedAs[maxCalls]; // its place among all that have started, from one
        std::uint8_t isPublished[maxCalls];
        std::uint8_t isUnwanted[maxCalls];
        std::uint8_t unused[2];
    };
    static_assert(sizeof(State) % 8 == 0);

    struct Step
    {
        enum class Kind : std::uint8_t {
            Act,
            Server,
            Worker,
            ServerStore,
            WorkerStore,
            Crash,
            Signal,
            Event // of a client, which wakes the server
        };
        Kind kind = Kind::Act;
        Act act = Act::None;
        std::uint8_t argument = 0;
    };

    explicit RingModel(const Scenario &scenario)
        : m_scenario(scenario)
    {}

    State &state() { return s_state; }
    void begin();
    void list(std::vector<Step> &steps) const;
    const char *take(Step step);
    const char *checkEnd() const;
    std::string describe(Step step) const;

private:
    // Where frames go in the model. It is part of an operation, and takes effect with its end.
    struct Sink
    {
        std::byte *begin(std::uint64_t token, RingFrameKind kind, std::uint32_t bytes);
        void end(std::uint64_t token, RingFrameKind kind);

        std::uint32_t frameBytes = 0;
        unsigned results = 0;
        std::uint64_t tokens[ModelRing::slotCount + 1] = {};
        const char *fault = nullptr;
    };

    static Server &server()
    {
        return *std::launder(reinterpret_cast<Server *>(s_state.serverBytes));
    }
    static Worker &worker()
    {
        return *std::launder(reinterpret_cast<Worker *>(s_state.workerBytes));
    }
    static RingPages<ModelRing> pages();

    // Contents tell whose they are, and where.
    static std::uint64_t argumentOf(unsigned call) { return 0xca11'0000 + call; }
    static std::uint64_t resultOf(unsigned call, unsigned word)
    {
        return 0xe5'0000 + call * 256 + word;
    }
    static std::uint32_t largeBytes(unsigned call)
    {
        return ModelRing::arenaBytes + 8 * (call + 1);
    }
    static std::uint64_t tokenOf(unsigned call) { return call + 1; }
    static unsigned callOf(std::uint64_t token) { return unsigned(token) - 1; }

    bool isOf(unsigned call, CallKind kind) const { return m_scenario.kinds[call] == kind; }
    unsigned nextWaiting(unsigned from) const;
    bool canHand(unsigned call) const;
    bool hasPlans() const;
    void listActs(std::vector<Step> &steps) const;
    static void listStores(std::vector<Step> &steps, const Thread &thread, Step::Kind kind);

    const char *advanceServer();
    const char *advanceWorker();
    const char *checkSleep() const;

    void markHanded();
    const char *hand();
    void put(unsigned call);
    const char *takeBack();
    const char *withdraw(unsigned call);
    const char *harvest();
    const char *sendLarge();
    const char *look();
    const char *sleep();
    const char *kill();
    const char *settle();
    const char *accept(const Sink &sink);
    const char *checkTicket() const;

    const char *next();
    const char *wait();
    const char *receive();
    const char *sendInterim();
    const char *publish();
    const char *startCall(unsigned call);

    template <typename Operation>
    bool run(Thread &thread, Operation &&operation)
    {
        return Machine::advance(thread, operation);
    }

    const Scenario &m_scenario;
    static inline State s_state;
};

inline RingPages<ModelRing> RingModel::pages()
{
    return {&s_state.calls, s_state.arena, &s_state.shared, s_state.ring};
}

inline void RingModel::begin()
{
    std::memset(static_cast<void *>(&s_state), 0, sizeof s_state);
    Machine::setState(&s_state);
    ModelRing::sleeper = &s_state.workerThread;
    Server::initialize(pages());
    new (s_state.serverBytes) Server(pages());
    new (s_state.workerBytes) Worker(pages(), {&s_state.bell, nullptr});
    s_state.takeBacks = m_scenario.takeBacks;
    s_state.withdrawals = m_scenario.withdrawals;
    s_state.looks = m_scenario.looks;
    s_state.crashes = m_scenario.crashes;
    s_state.kills = m_scenario.kills;
    s_state.goodbyes = m_scenario.goodbyes;
    s_state.signals = m_scenario.signals;
}

inline unsigned RingModel::nextWaiting(unsigned from) const
{
    while (from < m_scenario.calls && s_state.outcome[from] != Outcome::Waiting)
        ++from;
    return from;
}

inline bool RingModel::canHand(unsigned call) const
{
    if (call == m_scenario.calls)
        return false;
    return server().fits(isOf(call, CallKind::Large) ? largeBytes(call) : 8);
}

// Whether a sleeping server may be woken by something that is no bell.
inline bool RingModel::hasPlans() const
{
    return nextWaiting(0) < m_scenario.calls || s_state.takeBacks || s_state.withdrawals ||
           s_state.kills || s_state.goodbyes || s_state.looks;
}

inline void RingModel::list(std::vector<Step> &steps) const
{
    if (s_state.isSettled)
        return;
    const Thread &server = s_state.serverThread;
    const Thread &worker = s_state.workerThread;
    if (server.isBlocked && (hasPlans() || worker.isGone))
        steps.push_back({Step::Kind::Event});
    if (server.isInOperation && (!server.isBlocked || s_state.bell))
        steps.push_back({Step::Kind::Server});
    if (!server.isInOperation)
        listActs(steps);
    const bool waitsForPayload = s_state.turn == Turn::Payload && !s_state.socket;
    if (!worker.isGone && !worker.isBlocked && !waitsForPayload && s_state.turn != Turn::Ended)
        steps.push_back({Step::Kind::Worker});
    listStores(steps, server, Step::Kind::ServerStore);
    listStores(steps, worker, Step::Kind::WorkerStore);
    if (!worker.isGone && (s_state.crashes || s_state.isKilled))
        steps.push_back({Step::Kind::Crash});
    if (worker.isBlocked && s_state.signals)
        steps.push_back({Step::Kind::Signal});
}

inline void RingModel::listStores(std::vector<Step> &steps, const Thread &thread, Step::Kind kind)
{
    for (unsigned i = 0; i < thread.buffered; ++i) {
        if (Machine::canFlush(thread, i))
            steps.push_back({kind, Act::None, std::uint8_t(i)});
    }
}

inline void RingModel::listActs(std::vector<Step> &steps) const
{
    const auto may = [&](Act act, unsigned argument = 0) {
        steps.push_back({Step::Kind::Act, act, std::uint8_t(argument)});
    };
    if (s_state.isKilled || s_state.workerThread.isGone) {
        if (s_state.workerThread.isGone)
            may(Act::Settle);
        return;
    }
    const unsigned first = nextWaiting(0);
    const unsigned second = first < m_scenario.calls ? nextWaiting(first + 1) : first;
    if (canHand(first)) {
        may(Act::Hand, first + 1);
        if (second < m_scenario.calls && !isOf(first, CallKind::Large) &&
            !isOf(second, CallKind::Large) && ModelRing::slotCount - server().size() >= 2)
            may(Act::Hand, (second + 1) << 4 | (first + 1));
    }
    if (!server().isEmpty())
        may(Act::Harvest);
    if (m_scenario.hasLarge())
        may(Act::SendLarge);
    if (s_state.takeBacks && !server().isEmpty())
        may(Act::TakeBack);
    for (unsigned call = 0; s_state.withdrawals && call < m_scenario.calls; ++call) {
        if (s_state.outcome[call] == Outcome::Held && !s_state.isUnwanted[call])
            may(Act::Withdraw, call);
    }
    if (s_state.looks)
        may(Act::Look);
    if (s_state.kills)
        may(Act::Kill);
    if (s_state.goodbyes && server().isEmpty() && first == m_scenario.calls)
        may(Act::Goodbye);
    may(Act::Sleep);
}

inline const char *RingModel::take(Step step)
{
    const char *violation = nullptr;
    Thread &server = s_state.serverThread;
    Thread &worker = s_state.workerThread;
    switch (step.kind) {
    case Step::Kind::Act:
        s_state.act = step.act;
        s_state.argument = step.argument;
        markHanded();
        violation = advanceServer();
        break;
    case Step::Kind::Server:
        server.isBlocked = 0;
        violation = advanceServer();
        break;
    case Step::Kind::Worker:
        violation = advanceWorker();
        break;
    case Step::Kind::ServerStore:
        Machine::flush(server, step.argument);
        break;
    case Step::Kind::WorkerStore:
        Machine::flush(worker, step.argument);
        break;
    case Step::Kind::Crash:
        s_state.crashes = 0;
        s_state.isKilled = 0;
        Machine::flush(worker);
        std::memset(static_cast<void *>(&worker), 0, sizeof worker);
        worker.isGone = 1;
        break;
    case Step::Kind::Signal:
        --s_state.signals;
        worker.isBlocked = 0;
        worker.isWoken = 1;
        break;
    case Step::Kind::Event:
        server.isBlocked = 0;
        server.isWoken = 1;
        break;
    }
    if (!violation)
        violation = Machine::fault();
    return violation ? violation : checkSleep();
}

// What a lost bell looks like.
inline const char *RingModel::checkSleep() const
{
    const Thread &thread = s_state.workerThread;
    const bool serverSleeps = s_state.serverThread.isBlocked && !s_state.bell && !thread.isGone;
    if (!serverSleeps)
        return nullptr;
    const auto word = RingWord::of(s_state.shared.word.now());
    const auto results = RingResults::of(s_state.shared.results.now());
    if (s_state.turn == Turn::Payload && !s_state.socket && !thread.isInOperation)
        return "both sleep, and the worker waits for a large call's bytes";
    if (!thread.isBlocked)
        return nullptr;
    if (s_state.turn != Turn::Wait)
        return "both sleep, and the worker waits for space";
    if (word.handed != word.started)
        return "both sleep, and there are calls";
    if (results.bytes != s_state.calls.read.now())
        return "both sleep, and there are results";
    if (s_state.calls.goodbye.now())
        return "both sleep, and the worker was told to end";
    return nullptr;
}

inline const char *RingModel::checkEnd() const
{
    for (unsigned call = 0; call < m_scenario.calls; ++call) {
        const Outcome outcome = s_state.outcome[call];
        if (outcome == Outcome::Held)
            return "a call has no outcome at the end";
        if (outcome == Outcome::Waiting && !s_state.isSettled)
            return "a call waits, and the ring takes it not";
    }
    return nullptr;
}

// The server's acts. Each changes nothing but the server and memory until it has ended.

inline const char *RingModel::advanceServer()
{
    if (!s_state.serverThread.isInOperation && s_state.act == Act::None)
        return nullptr;
    const Server before = server();
    const auto frameBefore = s_state.frame;
    const char *violation = nullptr;
    bool ended = false;
    const auto carryOn = [&](auto &&act) {
        ended = run(s_state.serverThread, [&] { violation = act(); });
    };
    switch (s_state.act) {
    case Act::None:
        break;
    case Act::Hand:
        carryOn([&] { return hand(); });
        break;
    case Act::TakeBack:
        carryOn([&] { return takeBack(); });
        break;
    case Act::Withdraw:
        carryOn([&] { return withdraw(s_state.argument); });
        break;
    case Act::Harvest:
        carryOn([&] { return harvest(); });
        break;
    case Act::SendLarge:
        carryOn([&] { return sendLarge(); });
        break;
    case Act::Look:
        carryOn([&] { return look(); });
        break;
    case Act::Sleep:
        carryOn([&] { return sleep(); });
        break;
    case Act::Goodbye:
        carryOn([&] {
            server().sayGoodbye();
            s_state.goodbyes = 0;
            return nullptr;
        });
        break;
    case Act::Kill:
        carryOn([&] { return kill(); });
        break;
    case Act::Settle:
        carryOn([&] { return settle(); });
        break;
    }
    if (!ended) {
        server() = before;
        s_state.frame = frameBefore;
        return nullptr;
    }
    s_state.act = Act::None;
    s_state.argument = 0;
    if (violation)
        return violation;
    if (server().broken() && !s_state.isSettled)
        return "the server calls an honest worker broken";
    return checkTicket();
}

inline void RingModel::put(unsigned call)
{
    const std::uint64_t argument = argumentOf(call);
    if (isOf(call, CallKind::Large))
        server().putLarge(tokenOf(call), largeBytes(call));
    else
        server().put(tokenOf(call), std::as_bytes(std::span(&argument, 1)),
                     isOf(call, CallKind::Long));
}

// The worker may run them before the act has ended.
inline void RingModel::markHanded()
{
    if (s_state.act != Act::Hand)
        return;
    for (unsigned calls = s_state.argument; calls > 0; calls >>= 4)
        s_state.outcome[(calls & 15) - 1] = Outcome::Held;
}

inline const char *RingModel::hand()
{
    for (unsigned calls = s_state.argument; calls > 0; calls >>= 4)
        put((calls & 15) - 1);
    server().raise();
    return nullptr;
}

inline const char *RingModel::takeBack()
{
    std::uint64_t tokens[ModelRing::slotCount] = {};
    unsigned count = 0;
    server().takeBack([&](std::uint64_t token) { tokens[count++] = token; });
    --s_state.takeBacks;
    for (unsigned i = 0; i < count; ++i) {
        const unsigned call = callOf(tokens[i]);
        if (s_state.outcome[call] != Outcome::Held || s_state.startedAs[call])
            return "a call that has started was taken back";
        s_state.outcome[call] = Outcome::Waiting;
    }
    return nullptr;
}

inline const char *RingModel::withdraw(unsigned call)
{
    const RingWithdrawal withdrawal = server().withdraw(tokenOf(call));
    --s_state.withdrawals;
    s_state.isUnwanted[call] = 1;
    if (withdrawal == RingWithdrawal::Told)
        return nullptr;
    if (s_state.startedAs[call])
        return "a call that has started was dropped";
    s_state.outcome[call] = Outcome::Dropped;
    return nullptr;
}

inline const char *RingModel::harvest()
{
    Sink sink;
    sink.frameBytes = s_state.frameBytes;
    server().harvest(sink);
    return accept(sink);
}

inline const char *RingModel::sendLarge()
{
    const auto token = server().largeToSend();
    if (!token)
        return nullptr;
    server().largeSent();
    if (s_state.socket)
        return "the bytes of two calls are on the socket";
    s_state.socket = std::uint8_t(*token);
    return nullptr;
}

// The clock counts starts. One that has not been noted is just starting.
inline const char *RingModel::look()
{
    constexpr std::uint64_t present = 1000;
    ModelRing::clock = present;
    const auto running = server().running();
    --s_state.looks;
    if (!running || running->sinceMicroseconds == present)
        return nullptr;
    const unsigned call = callOf(running->token);
    const unsigned startedAs =
        s_state.startedAs[call] ? s_state.startedAs[call] : s_state.starts + 1u;
    if (running->sinceMicroseconds != startedAs)
        return "the running call has the start of another";
    return nullptr;
}

inline const char *RingModel::sleep()
{
    const auto rings = std::span(&server(), server().holdsCalls() ? 1 : 0);
    if (beginRingSleep<ModelRing>(rings))
        Machine::take(s_state.bell);
    endRingSleep<ModelRing>(rings);
    return nullptr;
}

inline const char *RingModel::kill()
{
    const char *violation = takeBack();
    s_state.takeBacks = 0;
    for (Outcome &outcome : s_state.outcome)
        outcome = outcome == Outcome::Waiting ? Outcome::Returned : outcome;
    s_state.kills = 0;
    s_state.isKilled = 1;
    return violation;
}

inline const char *RingModel::settle()
{
    Sink sink;
    sink.frameBytes = s_state.frameBytes;
    std::uint64_t lost[ModelRing::slotCount] = {};
    std::uint64_t returned[ModelRing::slotCount] = {};
    unsigned lostCount = 0;
    unsigned returnedCount = 0;
    server().settle(
        sink, [&](std::uint64_t token) { lost[lostCount++] = token; },
        [&](std::uint64_t token) { returned[returnedCount++] = token; });
    s_state.isSettled = 1;
    if (const char *violation = accept(sink))
        return violation;
    if (lostCount > 1)
        return "one death takes two calls along";
    for (unsigned i = 0; i < lostCount; ++i) {
        if (s_state.isPublished[callOf(lost[i])])
            return "a result is lost that was published";
        s_state.outcome[callOf(lost[i])] = Outcome::Lost;
    }
    for (unsigned i = 0; i < returnedCount; ++i) {
        if (s_state.startedAs[callOf(returned[i])])
            return "a call that has started was returned";
        s_state.outcome[callOf(returned[i])] = Outcome::Returned;
    }
    return nullptr;
}

inline std::byte *RingModel::Sink::begin(std::uint64_t, RingFrameKind, std::uint32_t bytes)
{
    if (bytes > bigResultBytes)
        fault = "a frame is larger than every one that was sent";
    frameBytes = bytes;
    return reinterpret_cast<std::byte *>(s_state.frame.data());
}

inline void RingModel::Sink::end(std::uint64_t token, RingFrameKind kind)
{
    const unsigned call = callOf(token);
    for (unsigned word = 0; word < frameBytes / 8 && !fault; ++word) {
        if (s_state.frame[word] != resultOf(call, word))
            fault = "a result has the bytes of another";
    }
    if (kind == RingFrameKind::Result)
        tokens[results++] = token;
    frameBytes = 0;
}

inline const char *RingModel::accept(const Sink &sink)
{
    s_state.frameBytes = std::uint8_t(sink.frameBytes);
    if (sink.frameBytes == 0)
        s_state.frame = {};
    for (unsigned i = 0; i < sink.results; ++i) {
        Outcome &outcome = s_state.outcome[callOf(sink.tokens[i])];
        if (outcome != Outcome::Held)
            return "a call has two outcomes";
        outcome = Outcome::Value;
    }
    return sink.fault;
}

// A ticket names a call that is held.
inline const char *RingModel::checkTicket() const
{
    if (!s_state.isSettled && server().isEmpty() && s_state.serverThread.buffered == 0 &&
        s_state.calls.cancel.now() != 0)
        return "a ticket outlives its call";
    return nullptr;
}

// The worker's turns.

inline const char *RingModel::advanceWorker()
{
    const Worker before = worker();
    const char *violation = nullptr;
    bool ended = false;
    ModelRing::clock = s_state.starts + 1u;
    const auto carryOn = [&](auto &&turn) {
        ended = run(s_state.workerThread, [&] { violation = turn(); });
    };
    switch (s_state.turn) {
    case Turn::Next:
        carryOn([&] { return next(); });
        break;
    case Turn::Wait:
        carryOn([&] { return wait(); });
        break;
    case Turn::Payload:
        return receive();
    case Turn::Interim:
        carryOn([&] { return sendInterim(); });
        break;
    case Turn::Publish:
        carryOn([&] { return publish(); });
        break;
    case Turn::Ended:
        break;
    }
    if (!ended)
        worker() = before;
    return ended ? violation : nullptr;
}

inline const char *RingModel::next()
{
    const auto found = worker().next();
    if (!found) {
        s_state.turn = Turn::Wait;
        return nullptr;
    }
    if (!found->data) {
        s_state.turn = Turn::Payload;
        return startCall((found->bytes - ModelRing::arenaBytes) / 8 - 1);
    }
    const std::uint64_t argument = ModelRing::getWord(found->data);
    const unsigned call = unsigned(argument - argumentOf(0));
    if (call >= m_scenario.calls)
        return "a call has the bytes of none";
    s_state.turn = isOf(call, CallKind::Interim) ? Turn::Interim : Turn::Publish;
    if (s_state.shared.workerSleeps.now() != RingWorkerSleep::awake &&
        s_state.workerThread.buffered == 0)
        return "a worker runs a call and says that it sleeps";
    return startCall(call);
}

inline const char *RingModel::startCall(unsigned call)
{
    if (s_state.startedAs[call])
        return "a call runs twice";
    if (s_state.outcome[call] != Outcome::Held)
        return "a call runs that the ring does not hold";
    s_state.startedAs[call] = ++s_state.starts;
    s_state.running = std::uint8_t(call);
    return nullptr;
}

inline const char *RingModel::wait()
{
    const bool more = worker().wait();
    s_state.turn = more ? Turn::Next : Turn::Ended;
    if (!more && !s_state.calls.goodbye.now())
        return "a worker ends that was not asked to";
    return nullptr;
}

inline const char *RingModel::receive()
{
    if (callOf(s_state.socket) != s_state.running)
        return "a large call gets the bytes of another";
    s_state.socket = 0;
    s_state.turn = Turn::Publish;
    return nullptr;
}

inline const char *RingModel::sendInterim()
{
    const std::uint64_t word = resultOf(s_state.running, 0);
    worker().publish(RingFrameKind::Interim, std::as_bytes(std::span(&word, 1)));
    s_state.turn = Turn::Publish;
    return nullptr;
}

inline const char *RingModel::publish()
{
    const unsigned call = s_state.running;
    const bool isCancelled = m_scenario.withdrawals && worker().isCancelled();
    std::array<std::uint64_t, bigResultBytes / 8> words = {};
    for (unsigned word = 0; word < words.size(); ++word)
        words[word] = resultOf(call, word);
    const std::size_t count = isOf(call, CallKind::BigResult) ? words.size() : 1;
    worker().publish(RingFrameKind::Result, std::as_bytes(std::span(words).first(count)));
    s_state.isPublished[call] = 1;
    s_state.turn = Turn::Next;
    if (isCancelled && !s_state.isUnwanted[call] &&
        !(s_state.act == Act::Withdraw && s_state.argument == call))
        return "a call is cancelled that nobody has withdrawn";
    return nullptr;
}

inline std::string RingModel::describe(Step step) const
{
    static const char *const acts[] = {"none",    "hand",       "take back", "withdraw",
                                       "harvest", "send large", "look",      "sleep",
                                       "goodbye", "kill",       "settle"};
    switch (step.kind) {
    case Step::Kind::Act:
        return std::string("server begins: ") + acts[unsigned(step.act)] + ' ' +
               std::to_string(step.argument);
    case Step::Kind::Server:
        return "server";
    case Step::Kind::Worker:
        return "        worker";
    case Step::Kind::ServerStore:
        return "server's store arrives";
    case Step::Kind::WorkerStore:
        return "        worker's store arrives";
    case Step::Kind::Crash:
        return "        worker is gone";
    case Step::Kind::Signal:
        return "        worker gets a signal";
    case Step::Kind::Event:
        return "server has an event";
    }
    return {};
}

} // namespace Amp
