// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/unixsignals.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <QPointer>

namespace Amp {

namespace {

constexpr std::array allSignals = {SIGTERM, SIGINT, SIGHUP, SIGPIPE};

// A signal handler can reach nothing else.
int readEnd = -1;
int writeEnd = -1;
std::array<struct sigaction, allSignals.size()> previous;

void passOn(int signal)
{
    const int savedErrno = errno;
    const char byte = char(signal);
    // A full pipe means that thousands wait already: one more says nothing new.
    [[maybe_unused]] const ssize_t written = write(writeEnd, &byte, 1);
    errno = savedErrno;
}

bool openPipe()
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    for (const int end : ends) {
        fcntl(end, F_SETFL, O_NONBLOCK);
        fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    readEnd = ends[0];
    writeEnd = ends[1];
    return true;
}

void setActions()
{
    for (size_t i = 0; i < allSignals.size(); ++i) {
        struct sigaction action = {};
        action.sa_handler = allSignals[i] == SIGPIPE ? SIG_IGN : passOn;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(allSignals[i], &action, &previous[i]);
    }
}

} // namespace

UnixSignals::UnixSignals(QObject *parent)
    : QObject(parent)
{
    Q_ASSERT_X(readEnd < 0, "UnixSignals", "there can be only one");
    if (!openPipe())
        qFatal("No pipe for signals: the limit on open files is too low, raise it (ulimit -n).");
    setActions();
    m_notifier = std::make_unique<QSocketNotifier>(readEnd, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &UnixSignals::readSignals);
}

UnixSignals::~UnixSignals()
{
    for (size_t i = 0; i < allSignals.size(); ++i)
        sigaction(allSignals[i], &previous[i], nullptr);
    m_notifier.reset(); // before its descriptor goes
    close(std::exchange(readEnd, -1));
    close(std::exchange(writeEnd, -1));
}

void UnixSignals::readSignals()
{
    const QPointer<UnixSignals> alive(this);
    char signal = 0;
    while (alive && read(readEnd, &signal, 1) == 1) {
        if (signal == SIGHUP)
            Q_EMIT reloadRequested();
        else
            Q_EMIT terminateRequested();
    }
}

} // namespace Amp
