// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QObject>
#include <QProcess>
#include <QTimer>

namespace Amp {

// Owns a worker's process until it is gone, and is the only place where a process is ended. It ends
// the whole process group, so that nothing which the worker started survives it, and never waits.
class ProcessReaper : public QObject
{
    Q_OBJECT

public:
    // The process has been started and leads its own process group.
    explicit ProcessReaper(std::unique_ptr<QProcess> process, QObject *parent = nullptr);
    ~ProcessReaper() override;

    [[nodiscard]] quint32 pid() const { return m_pid; }

    // The worker has been asked to end: SIGTERM if it has not within a second, SIGKILL 5 s later.
    void endSoon();
    // SIGKILL at once: also a stopped process obeys.
    void kill();

Q_SIGNALS:
    void failedToStart(const QString &reason); // nothing follows
    void ended(bool signalled, int code);      // the process is gone, and its group with it

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
