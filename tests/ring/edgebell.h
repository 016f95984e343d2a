// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <sys/epoll.h>
#include <unistd.h>

namespace Amp {

// Waits for bells as an event loop does: edge-triggered, without reading them.
class EdgeBell
{
public:
    EdgeBell() = default;
    EdgeBell(const EdgeBell &) = delete;
    EdgeBell &operator=(const EdgeBell &) = delete;
    ~EdgeBell() { close(m_epoll); }

    void watch(int descriptor)
    {
        epoll_event event = {};
        event.events = EPOLLIN | EPOLLET;
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
    }
    // False when it was not rung in that time.
    [[nodiscard]] bool wait(int milliseconds)
    {
        epoll_event event;
        return epoll_wait(m_epoll, &event, 1, milliseconds) > 0;
    }

private:
    int m_epoll = epoll_create1(EPOLL_CLOEXEC);
};

} // namespace Amp
