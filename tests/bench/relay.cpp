// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/relay.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/relayheader.h"
#include "tests/bench/relaypeer.h"
#include "tests/bench/relayworker.h"

namespace Amp::Bench {

namespace {

// A free port of 127.0.0.1; below 0 when there is none.
int listenOnLoopback(quint16 &port)
{
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address = {};
    socklen_t bytes = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, reinterpret_cast<sockaddr *>(&address), bytes) != 0 ||
        listen(listener, 128) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr *>(&address), &bytes) != 0)
        return -1;
    port = ntohs(address.sin_port);
    return listener;
}

class Relay
{
public:
    explicit Relay(int listener);

    bool startWorkers(int count, bool paused);
    [[noreturn]] void serve();

private:
    RelayPeer &add(int socket);
    void watch(RelayPeer &peer, int operation);
    void accept();
    void serve(RelayPeer &peer, quint32 events);
    void relayCalls(RelayPeer &client);
    void relayResults(RelayPeer &worker);
    void forward(RelayPeer &to, QByteArrayView frame);
    void flush(RelayPeer &peer);
    void flushAll();
    void drop(RelayPeer &client);
    RelayPeer &leastBusyWorker() const;

    const int m_listener;
    const int m_epoll = epoll_create1(EPOLL_CLOEXEC);
    std::vector<std::unique_ptr<RelayPeer>> m_peers;
    std::vector<RelayPeer *> m_workers;
    std::vector<RelayPeer *> m_dirty; // they have something to write at the end of the turn
};

Relay::Relay(int listener)
    : m_listener(listener)
{
    epoll_event event = {EPOLLIN, {nullptr}};
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, listener, &event);
}

// Each has all descriptors of those before it, so that they end by their death signal.
bool Relay::startWorkers(int count, bool paused)
{
    const pid_t relay = getpid();
    for (int i = 0; i < count; ++i) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            return false;
        const pid_t worker = fork();
        if (worker < 0)
            return false;
        if (worker == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() != relay)
                _exit(0);
            ::close(ends[0]);
            runRelayWorker(ends[1], paused);
        }
        ::close(ends[1]);
        m_workers.push_back(&add(ends[0]));
        m_workers.back()->isWorker = true;
    }
    return true;
}

void Relay::serve()
{
    std::array<epoll_event, 64> events;
    for (;;) {
        const int count = epoll_wait(m_epoll, events.data(), int(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events[std::size_t(i)];
            if (event.data.ptr)
                serve(*static_cast<RelayPeer *>(event.data.ptr), event.events);
            else
                accept();
        }
        flushAll();
    }
}

RelayPeer &Relay::add(int socket)
{
    m_peers.push_back(std::make_unique<RelayPeer>(socket));
    watch(*m_peers.back(), EPOLL_CTL_ADD);
    return *m_peers.back();
}

void Relay::watch(RelayPeer &peer, int operation)
{
    epoll_event event = {EPOLLIN | (peer.waitsForSpace ? EPOLLOUT : 0u), {&peer}};
    epoll_ctl(m_epoll, operation, peer.socket(), &event);
}

void Relay::accept()
{
    const int socket = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0)
        return;
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    add(socket);
}

void Relay::serve(RelayPeer &peer, quint32 events)
{
    if (events & EPOLLOUT)
        flush(peer);
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        return;
    const bool isThere = peer.receive();
    if (!isThere && peer.isWorker)
        _exit(1);
    if (!isThere)
        drop(peer);
    else
        peer.isWorker ? relayResults(peer) : relayCalls(peer);
}

void Relay::relayCalls(RelayPeer &client)
{
    while (const qsizetype bytes = relayFrameBytes(client.received())) {
        RelayPeer &worker = leastBusyWorker();
        worker.callers.push_back(&client);
        forward(worker, client.received().first(bytes));
        client.take(bytes);
    }
}

// A worker answers in the order of its calls.
void Relay::relayResults(RelayPeer &worker)
{
    while (const qsizetype bytes = relayFrameBytes(worker.received())) {
        RelayPeer *caller = worker.callers.front();
        worker.callers.pop_front();
        if (caller)
            forward(*caller, worker.received().first(bytes));
        worker.take(bytes);
    }
}

void Relay::forward(RelayPeer &to, QByteArrayView frame)
{
    to.send(frame);
    if (!std::exchange(to.isDirty, true))
        m_dirty.push_back(&to);
}

void Relay::flush(RelayPeer &peer)
{
    peer.flush();
    if (std::exchange(peer.waitsForSpace, peer.hasOutput()) != peer.hasOutput())
        watch(peer, EPOLL_CTL_MOD);
}

void Relay::flushAll()
{
    for (RelayPeer *peer : m_dirty) {
        peer->isDirty = false;
        if (!peer->waitsForSpace)
            flush(*peer);
    }
    m_dirty.clear();
}

void Relay::drop(RelayPeer &client)
{
    for (RelayPeer *worker : m_workers)
        std::replace(worker->callers.begin(), worker->callers.end(), &client,
                     static_cast<RelayPeer *>(nullptr));
    std::erase(m_dirty, &client);
    std::erase_if(m_peers, [&client](const auto &peer) { return peer.get() == &client; });
}

RelayPeer &Relay::leastBusyWorker() const
{
    return **std::ranges::min_element(
        m_workers, {}, [](const RelayPeer *worker) { return worker->callers.size(); });
}

} // namespace

int runRelay(int workers, bool paused)
{
    quint16 port = 0;
    const int listener = listenOnLoopback(port);
    if (listener < 0)
        return 1;
    Relay relay(listener);
    if (!relay.startWorkers(workers, paused))
        return 1;
    std::printf("relay listens on 127.0.0.1:%d.\n", port);
    std::fflush(stdout);
    relay.serve();
}

} // namespace Amp::Bench
