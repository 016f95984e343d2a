// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/worker/hangupwatcher.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

#include <poll.h>
#include <unistd.h>

#include <QtCore/qglobal.h>

namespace Amp {

namespace {

#ifdef POLLRDHUP
constexpr short hangUpEvents = POLLRDHUP;
#else
constexpr short hangUpEvents = 0; // POLLHUP is always reported
#endif

std::atomic<bool> endsByItself = false;

void waitForHangUp(int descriptor)
{
    pollfd link = {descriptor, hangUpEvents, 0};
    while (poll(&link, 1, -1) < 0 && errno == EINTR) {
    }
}

// Signals are the main thread's: a procedure may rely on them interrupting its system calls.
class BlockedSignals
{
public:
    BlockedSignals()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    Q_DISABLE_COPY_MOVE(BlockedSignals)

private:
    sigset_t m_before;
};

void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

} // namespace

void endProcessGroup()
{
    // Started by hand, or by a server that could not make a group, it is a guest in that of others.
    if (getpgrp() == getpid())
        kill(0, SIGKILL);
    _exit(0);
}

void endWithLink(int descriptor)
{
    const BlockedSignals blocked;
    std::thread([descriptor] {
        waitForHangUp(descriptor);
        if (!endsByItself)
            endProcessGroup();
    }).detach();
}

void endWithoutLink()
{
    endsByItself = true;
}

void setUpSignals()
{
    // Handlers that do nothing, rather than SIG_IGN: a program that a procedure starts would
    // inherit the latter, and live on where it is expected to end.
    handle(SIGINT, [](int) {});
    handle(SIGPIPE, [](int) {});
    handle(SIGTERM, [](int) { endProcessGroup(); });
}

} // namespace Amp
