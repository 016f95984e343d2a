// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/processreaper.h"

#include <chrono>
#include <csignal>

namespace Amp {

using namespace std::chrono_literals;

namespace {
constexpr auto askedPatience = 1s;
constexpr auto terminatedPatience = 5s;
} // namespace

ProcessReaper::ProcessReaper(std::unique_ptr<QProcess> process, QObject *parent)
    : Reaper(parent)
    , m_process(std::move(process))
    , m_pid(quint32(m_process->processId()))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &ProcessReaper::escalate);
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        setState(State::Gone);
        Q_EMIT failedToStart(m_process->errorString());
    });
    connect(m_process.get(), &QProcess::finished, this,
            [this](int code, QProcess::ExitStatus status) {
                signalGroup(SIGKILL); // what the worker left behind
                setState(State::Gone);
                Q_EMIT ended(status == QProcess::CrashExit, code);
            });
}

ProcessReaper::~ProcessReaper()
{
    if (m_state == State::Gone)
        return;
    // A program that goes on must not keep zombies. QProcess would complain in its destructor
    // before it waits; a killed process is gone as soon as the system gets to it.
    signalGroup(SIGKILL);
    m_process->disconnect(this);
    m_process->waitForFinished();
}

void ProcessReaper::endSoon()
{
    if (m_state == State::Running)
        setState(State::Asked);
}

void ProcessReaper::kill()
{
    if (m_state != State::Gone && m_state != State::Killed)
        setState(State::Killed);
}

// Running -> Asked -> Terminated -> Killed, each of them -> Gone.
void ProcessReaper::setState(State state)
{
    m_state = state;
    switch (state) {
    case State::Running:
        break;
    case State::Asked:
        m_patience.start(askedPatience);
        break;
    case State::Terminated:
        signalGroup(SIGTERM);
        m_patience.start(terminatedPatience);
        break;
    case State::Killed:
        signalGroup(SIGKILL);
        m_patience.stop();
        break;
    case State::Gone:
        m_patience.stop();
        break;
    }
}

void ProcessReaper::escalate()
{
    setState(m_state == State::Asked ? State::Terminated : State::Killed);
}

void ProcessReaper::signalGroup(int signal) const
{
    if (m_pid != 0)
        ::kill(-pid_t(m_pid), signal);
}

} // namespace Amp
