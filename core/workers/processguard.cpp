// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/processguard.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace Amp {

namespace {

// A group is a positive number when it comes and a negative one when it goes.
std::vector<pid_t> groupsLeftBehind(int pipe)
{
    std::vector<pid_t> groups;
    qint32 message = 0;
    ssize_t bytes;
    while ((bytes = ::read(pipe, &message, sizeof message)) != 0) {
        if (bytes < 0 && errno != EINTR)
            break;
        if (bytes != sizeof message)
            continue;
        if (message > 0)
            groups.push_back(message);
        else
            std::erase(groups, -message);
    }
    return groups;
}

// The guard is not meant when a terminal, a shell or a service manager ends the server.
void leaveTheOthers()
{
    ::setsid();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
        std::signal(signal, SIG_IGN);
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_NAME, "amp-guard");
#endif
}

// Whoever reads what the server prints waits for the end of all who could print there.
void keepOnly(int pipe)
{
    ::dup2(pipe, STDIN_FILENO);
    for (int descriptor = STDOUT_FILENO; descriptor < 64; ++descriptor)
        ::close(descriptor);
}

[[noreturn]] void guard(int pipe)
{
    leaveTheOthers();
    keepOnly(pipe);
    for (const pid_t group : groupsLeftBehind(STDIN_FILENO))
        ::kill(-group, SIGKILL);
    ::_exit(0);
}

} // namespace

ProcessGuard::ProcessGuard()
{
    int ends[2];
    if (::pipe(ends) != 0)
        return;
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[1]);
        guard(ends[0]);
    }
    ::close(ends[0]);
    m_pipe = ends[1];
    ::fcntl(m_pipe, F_SETFD, FD_CLOEXEC);
    // A guard that is stopped must not stop this program as well.
    ::fcntl(m_pipe, F_SETFL, O_NONBLOCK);
}

ProcessGuard::~ProcessGuard()
{
    if (m_pipe >= 0)
        ::close(m_pipe);
}

void ProcessGuard::add(quint32 processGroup)
{
    tell(qint32(processGroup));
}

void ProcessGuard::remove(quint32 processGroup)
{
    tell(-qint32(processGroup));
}

void ProcessGuard::tell(qint32 message)
{
    if (m_pipe >= 0 && message != 0) [[maybe_unused]]
        const ssize_t bytes = ::write(m_pipe, &message, sizeof message);
}

} // namespace Amp
