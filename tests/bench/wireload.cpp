// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/wireload.h"

#include <array>
#include <cstdio>
#include <thread>

#include <sys/epoll.h>
#include <unistd.h>

#include "tests/bench/pacer.h"
#include "tests/bench/wireconnection.h"

namespace Amp::Bench {

namespace {

Clock::duration ticks(std::chrono::duration<double> time)
{
    return std::chrono::duration_cast<Clock::duration>(time);
}

Result<Done> roundTrip(WireConnection &connection)
{
    connection.topUp();
    if (const auto sent = connection.flush(); !sent)
        return sent;
    while (!connection.isIdle()) {
        if (const auto received = connection.receive(); !received)
            return received;
    }
    return Done();
}

// Keeps many connections busy in one epoll loop.
class ThroughputLoad
{
public:
    ThroughputLoad(const LoadOptions &options, Measurement &measurement)
        : m_options(options)
        , m_measurement(measurement)
        , m_epoll(epoll_create1(EPOLL_CLOEXEC))
    {}
    ~ThroughputLoad() { ::close(m_epoll); }
    Q_DISABLE_COPY_MOVE(ThroughputLoad)

    Result<Done> run();

private:
    enum class State { WarmingUp, Measuring, Draining, Ended };

    void setState(State state);
    void advance(Clock::time_point now);
    Result<Done> openConnections();
    Result<Done> serveReady();
    Result<Done> serve(WireConnection &connection, quint32 events);
    void watch(WireConnection &connection, int operation);
    bool isIdle() const;

    const LoadOptions &m_options;
    Measurement &m_measurement;
    const int m_epoll;
    State m_state = State::WarmingUp;
    Clock::time_point m_stateEnds;
    std::vector<std::unique_ptr<WireConnection>> m_connections;
};

Result<Done> ThroughputLoad::run()
{
    if (const auto opened = openConnections(); !opened)
        return opened;
    for (setState(State::WarmingUp); m_state != State::Ended; advance(Clock::now())) {
        if (const auto served = serveReady(); !served)
            return served;
    }
    if (!isIdle())
        return repliesAreMissing();
    return Done();
}

// In this order. Each but the last ends by itself at m_stateEnds.
void ThroughputLoad::setState(State state)
{
    m_state = state;
    switch (state) {
    case State::WarmingUp:
        m_stateEnds = Clock::now() + warmUp;
        break;
    case State::Measuring:
        m_measurement.begin();
        m_stateEnds = m_measurement.beganAt() + ticks(m_options.seconds);
        break;
    case State::Draining:
        m_measurement.end();
        m_stateEnds = Clock::now() + patience;
        break;
    case State::Ended:
        break;
    }
}

void ThroughputLoad::advance(Clock::time_point now)
{
    const bool isOver = now >= m_stateEnds;
    if (m_state == State::WarmingUp && isOver)
        setState(State::Measuring);
    else if (m_state == State::Measuring && (isOver || m_measurement.calls() >= m_options.calls))
        setState(State::Draining);
    else if (m_state == State::Draining && (isOver || isIdle()))
        setState(State::Ended);
}

Result<Done> ThroughputLoad::openConnections()
{
    for (int i = 0; i < m_options.clients; ++i) {
        auto connection = WireConnection::open(m_options, m_options.depth, m_measurement);
        if (!connection)
            return connection.error();
        m_connections.push_back(std::move(connection).value());
    }
    for (const auto &connection : m_connections) {
        connection->setNonBlocking();
        connection->topUp();
        if (const auto sent = connection->flush(); !sent)
            return sent;
        watch(*connection, EPOLL_CTL_ADD);
    }
    return Done();
}

void ThroughputLoad::watch(WireConnection &connection, int operation)
{
    epoll_event event = {};
    event.events = EPOLLIN | (connection.pendingBytes() > 0 ? EPOLLOUT : 0u);
    event.data.ptr = &connection;
    epoll_ctl(m_epoll, operation, connection.descriptor(), &event);
}

Result<Done> ThroughputLoad::serveReady()
{
    std::array<epoll_event, 64> events;
    const int count = epoll_wait(m_epoll, events.data(), int(events.size()), 100);
    for (int i = 0; i < count; ++i) {
        const epoll_event &event = events[std::size_t(i)];
        if (const auto served = serve(*static_cast<WireConnection *>(event.data.ptr), event.events);
            !served)
            return served;
    }
    return Done();
}

Result<Done> ThroughputLoad::serve(WireConnection &connection, quint32 events)
{
    const bool wasBlocked = connection.pendingBytes() > 0;
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        if (const auto received = connection.receive(); !received)
            return received;
        if (m_state != State::Draining)
            connection.topUp();
    }
    if (wasBlocked && !(events & EPOLLOUT))
        return Done();
    const auto sent = connection.flush();
    if (wasBlocked != (connection.pendingBytes() > 0))
        watch(connection, EPOLL_CTL_MOD);
    return sent;
}

bool ThroughputLoad::isIdle() const
{
    return std::all_of(m_connections.begin(), m_connections.end(),
                       [](const auto &connection) { return connection->isIdle(); });
}

} // namespace

Result<Done> measureLatency(const LoadOptions &options, Measurement &measurement)
{
    const auto opened = WireConnection::open(options, 1, measurement);
    if (!opened)
        return opened.error();
    WireConnection &connection = **opened;
    Pacer pacer(options.rate);
    const auto warm = Clock::now() + warmUp;
    while (Clock::now() < warm) {
        pacer.wait();
        if (const auto done = roundTrip(connection); !done)
            return done;
    }
    measurement.begin();
    const auto end = measurement.beganAt() + ticks(options.seconds);
    while (measurement.calls() < options.calls && Clock::now() < end) {
        pacer.wait();
        if (const auto done = roundTrip(connection); !done)
            return done;
    }
    measurement.end();
    return Done();
}

Result<Done> measureThroughput(const LoadOptions &options, Measurement &measurement)
{
    return ThroughputLoad(options, measurement).run();
}

Result<Done> fillQueue(const LoadOptions &options, Measurement &measurement)
{
    const auto opened = WireConnection::open(options, int(options.calls), measurement);
    if (!opened)
        return opened.error();
    (*opened)->topUp();
    if (const auto sent = (*opened)->flush(); !sent)
        return sent;
    std::puts("SENT");
    std::fflush(stdout);
    std::this_thread::sleep_for(options.seconds);
    return Done();
}

} // namespace Amp::Bench
