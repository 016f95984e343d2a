// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QProcess>
#include <QTimer>

#include "core/workers/reaper.h"

namespace Amp {

// Owns a worker's process until it is gone, and is the only place where a process is ended. It ends
// the whole process group, so that nothing which the worker started survives it.
class ProcessReaper final : public Reaper
{
    Q_OBJECT

public:
    // The process has been started and leads its own process group.
    explicit ProcessReaper(std::unique_ptr<QProcess> process, QObject *parent = nullptr);
    // Kills a process that is still there, and waits the moment until the system is done with it.
    ~ProcessReaper() override;

    [[nodiscard]] quint32 pid() const override { return m_pid; }

    // SIGTERM if it has not ended within a second, SIGKILL 5 s later.
    void endSoon() override;
    // SIGKILL at once: also a stopped process obeys.
    void kill() override;

private:
    enum class State { Running, Asked, Terminated, Killed, Gone };

    void setState(State state);
    void escalate();
    void signalGroup(int signal) const;

    std::unique_ptr<QProcess> m_process;
    QTimer m_patience;
    State m_state = State::Running;
    quint32 m_pid = 0;
};

} // namespace Amp
