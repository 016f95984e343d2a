// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <vector>

#include <QObject>
#include <QTimer>

#include "core/workers/link.h"
#include "core/workers/reaper.h"
#include "core/workers/workercommand.h"
#include "core/workers/workerend.h"
#include "core/workers/workeroutput.h"

namespace Amp {

class FlushQueue;
class WorkerProcess;
class RingSleeper;
class Worker;
struct CallRecord;

// Who hears of a worker's calls: functions rather than signals, since there are many.
class WorkerOwner
{
public:
    // The answer to the worker's call(), which it has no more. One of the other two follows, unless
    // it is ending.
    virtual void workerReplied(Worker &worker, CallRecord &call, CallOutcome &outcome) = 0;
    virtual void workerIsIdle(Worker &worker) = 0;
    // Perhaps: it has fewer calls than before.
    virtual void workerHasRoom(Worker &worker) = 0;

protected:
    ~WorkerOwner() = default;
};

// One worker, a process or a thread, as its pool sees it: it starts, runs one call after the other,
// and ends once. Where its link allows it, further calls are handed to it while it runs one.
class Worker : public QObject, private ReplyReceiver
{
    Q_OBJECT

public:
    enum class State {
        Starting,  // the process runs, Ready has not come
        Idle,      // waits for a call
        Busy,      // has calls(), and runs the first of them
        Abandoned, // has a call whose outcome was given without waiting for it
        Ending,    // was asked to end
        Dying,     // was killed or has hung up; its process is not gone yet
        Gone
    };
    Q_ENUM(State)

    // Place is the id of the WorkerPlace that it is in.
    struct Surroundings // of all workers of a program; outlive them
    {
        FlushQueue &flushQueue;
        RingSleeper &ringSleeper;
    };
    Worker(quint32 place, WorkerOwner &owner, Surroundings surroundings,
           std::chrono::milliseconds startLimit, QObject *parent = nullptr);
    ~Worker() override;

    // False when not even a process could be made; why is in error. No signal follows then.
    [[nodiscard]] bool start(const WorkerCommand &command, QString &error);

    quint32 place() const { return m_place; }
    State state() const { return m_state; }
    quint32 pid() const { return m_reaper ? m_reaper->pid() : 0; }
    CallRecord *call() const { return m_calls.empty() ? nullptr : m_calls.front(); }
    const std::deque<CallRecord *> &calls() const { return m_calls; }
    bool hadCalls() const { return m_callsGiven > 0; }
    quint64 callsDone() const { return m_callsGiven - m_calls.size(); }
    // What its calls are expected to take together.
    float expectedMicroseconds() const { return m_expectedMicroseconds; }

    // Whether it can take the call behind those that it has.
    bool hasRoomFor(const CallRecord &call) const;
    // The worker must be Idle, or have room. False when it cannot take such a call at all, see
    // Link::send().
    [[nodiscard]] bool run(CallRecord &call, QString &refusal);
    // Takes back those of its calls that have not started, in order. It may be Idle then.
    [[nodiscard]] std::vector<CallRecord *> takeBack();
    // When one of its calls started, which may be later than when it was handed over.
    std::chrono::steady_clock::time_point startOf(const CallRecord &call) const;
    // After gone(): whether it cannot have started the call.
    bool neverStarted(const CallRecord &call) const;
    // One of its calls, of which it can have no other that has not started, has been answered: it
    // is told, and killed unless it returns in time. Without a grace it is up to the caller to kill
    // it.
    void abandonCall(CallRecord &call, std::chrono::milliseconds grace, const QString &reason);

    // Ends it between calls: at once, or after the call that it runs. It is never idle() again.
    void end();
    void kill(const QString &reason);

Q_SIGNALS:
    void ready(const Amp::Wire::Ready &ready);
    void progressed(Amp::CallRecord *call, const Amp::Wire::Progress &progress);
    void partReceived(Amp::CallRecord *call, QByteArrayView value);
    void printed(const QString &line);
    // The process is gone and everything that it sent was delivered. calls() are those that it has
    // not answered. Neither happens twice, and nothing follows.
    void startFailed(const QString &reason);
    void gone(const Amp::WorkerEnd &end);

private:
    bool startProcess(const WorkerCommand &command, QString &error);
    std::unique_ptr<Link> makeLink(WorkerProcess &process);
    void startThread(const WorkerCommand &command);
    void connectParts();
    void setState(State state);
    void becomeIdle();
    void onReady(const Wire::Ready &ready);
    void repliesBegan() override;
    void replied(quint64 id, CallOutcome &outcome) override;
    void repliesEnded() override;
    void endAbandoned();
    void onHungUp();
    void onProcessEnded(bool signalled, int code);
    void onPatienceEnded();
    void onNotStarted(const QString &reason);
    QString startFailure(const WorkerEnd &end) const;

    const quint32 m_place;
    WorkerOwner &m_owner;
    const Surroundings m_surroundings;
    const std::chrono::milliseconds m_startLimit;
    State m_state = State::Starting;
    bool m_wasReady = false;
    bool m_isUnwanted = false; // it ends when it would be idle
    quint64 m_callsGiven = 0;
    WorkerCommand m_command;
    QString m_endReason;
    std::deque<CallRecord *> m_calls; // in the order in which it gets to them
    std::vector<quint64> m_abandoned; // tickets of calls that it has not answered
    float m_expectedMicroseconds = 0;
    std::unique_ptr<Reaper> m_reaper;
    std::unique_ptr<Link> m_link;
    std::unique_ptr<WorkerOutput> m_output; // null: a thread, which prints where the program does
    QTimer m_patience;                      // with a start, or with an abandoned call
};

} // namespace Amp
