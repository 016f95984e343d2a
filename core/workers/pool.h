// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <QObject>
#include <QTimer>

#include "core/dispatch/callqueue.h"
#include "core/protocol/error.h"
#include "core/stats/poolcounters.h"
#include "core/workers/startbackoff.h"
#include "core/workers/workerplaces.h"

namespace Amp {

class CallTable;
class Deadlines;
class ServerStats;

// What a pool is made of.
struct PoolConfig
{
    QString name;
    WorkerCommand command;
    int workers = 1;
    std::chrono::milliseconds startLimit = std::chrono::seconds(30);
    std::chrono::milliseconds grace = std::chrono::seconds(2); // of a cancelled call
};

// N workers of one kind, kept at N at all times, and the calls that wait for them.
//
// The pool gives every call that it is handed exactly one outcome. It takes encoded bytes and never
// looks into them.
class Pool : public QObject, private WorkerOwner
{
    Q_OBJECT

public:
    struct Shared // by all pools of a program; outlives them
    {
        CallTable &calls;
        Deadlines &deadlines;
        Worker::Surroundings workers;
        quint32 &lastPlace;           // the highest id of a place so far
        ServerStats *stats = nullptr; // if somebody keeps them
    };

    Pool(PoolConfig config, Shared shared, QObject *parent = nullptr);
    ~Pool() override;

    void start();

    const QString &name() const { return m_config.name; }
    const WorkerCommand &command() const { return m_config.command; }
    bool wasReady() const { return m_wasReady; }
    const CallQueue &queue() const { return m_queue; }
    const PoolCounters &counters() const { return m_counters; }
    int workersIn(Worker::State state) const;
    int workerTarget() const { return m_config.workers; }
    const std::vector<std::unique_ptr<Worker>> &workers() const { return m_workers; }
    // By id. While nothing is being resized there are workerTarget() of them, and what they count
    // agrees with the counters: the restarts of all are workersEnded and startsFailed together.
    const std::vector<WorkerPlace> &places() const { return m_places.all(); }

    // Runs a call on an idle worker or queues it. The call is live and in no other pool.
    void submit(CallRecord *call);
    // Ends a call of this pool with an error, wherever it is. A running one is told and, after a
    // grace, its worker is ended.
    void withdraw(CallRecord *call, const Error &error);
    // Its moment has come: the deadline of a queued call, the time-out of a running one.
    void expire(CallRecord *call);

    void setPaused(bool paused);

    // Takes back the calls that wait behind one which runs longer than it was expected to.
    void takeBackDelayed();

    // What operators do to a place, which must be one of places(). Kill ends its process at once,
    // and the call that it runs with WorkerCrashed. Restart waits for that call; a place in
    // back-off is tried at once.
    bool killWorker(quint32 id); // false when it has no process
    void restartWorker(quint32 id);
    // Keeps another number of workers from now on. Of those that are too many, idle ones end at
    // once and busy ones after their call.
    void resize(int workers);
    // From now on no call starts in a process that was started before: each is replaced, between
    // calls, by one that runs the command.
    void renew(const WorkerCommand &command);

    // Ends all workers between calls and replaces none; stopped() follows when they are gone.
    void stop();
    // The same without waiting for calls, which end with ShuttingDown.
    void stopNow();

Q_SIGNALS:
    void becameReady(const Amp::Wire::Ready &ready); // with the first worker that is ready
    void startFailed(const QString &reason);         // each time; the pool tries again later
    void workerStarted(quint32 pid);
    void workerReady(quint32 pid);
    void workerEnded(quint32 pid, const QString &description);
    // Call is the one that the worker runs, or null between calls.
    void workerPrinted(quint32 pid, const Amp::CallRecord *call, const QString &line);
    void stopped();

private:
    enum class State { Running, Paused, Stopping, Stopped };
    using TimePoint = std::chrono::steady_clock::time_point;

    void setState(State state);
    void keepWorkers();
    bool startWorker(WorkerPlace &place); // false when not even a process could be made
    void connectWorker(Worker *worker);
    void onReady(Worker *worker, const Wire::Ready &ready);
    void onStartFailed(Worker *worker, const QString &reason);
    void onGone(Worker *worker, const WorkerEnd &end);
    void workerReplied(Worker &worker, CallRecord &call, CallOutcome &outcome) override;
    void workerIsIdle(Worker &worker) override;
    void workerHasRoom(Worker &worker) override;
    void handOut();
    void handOut(TimePoint now);
    Worker *workerFor(const CallRecord &call);
    Worker *takeIdle(); // null: there is none
    bool canWaitBehind(const Worker &worker, const CallRecord &call, float microseconds) const;
    void handTo(Worker *worker, CallRecord *call, TimePoint now);
    void takeBack(Worker *worker);
    void putBack(const std::vector<CallRecord *> &calls);
    void settleLostCall(CallRecord *call, const WorkerEnd &end, quint32 place);
    void endCall(CallRecord *call, CallOutcome &outcome, quint32 place);
    void failCall(CallRecord *call, const Error &error, Execution execution);
    bool canTryAgain(const CallRecord &call) const;
    void queueAgain(CallRecord *call);
    void enqueueFirst(CallRecord *call);
    void forget(Worker *worker);
    void end(WorkerPlace &place, WorkerPlace::Plan plan, const QString &why);
    bool isPlanned(const Worker &worker);
    bool diedEarly(const Worker &worker, const WorkerEnd &end) const;
    void startLater(std::chrono::milliseconds delay);
    void checkStopped();

    PoolConfig m_config;
    Shared m_shared;
    State m_state = State::Running;
    bool m_wasReady = false;
    CallQueue m_queue;
    WorkerPlaces m_places;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::vector<std::unique_ptr<Worker>> m_retired; // have ended, until the next event
    std::vector<Worker *> m_idle; // the one that was idle last is used first: its memory is warm
    Worker *m_filled = nullptr;   // that was given a call last; null when it is gone
    bool m_isFull = false;        // no busy worker has had room, and none has got any since
    StartBackoff m_backoff;
    int m_earlyDeaths = 0; // in a row, of workers that were ready and ended before their first call
    QTimer m_startTimer;
    WorkerPlace::Clock::time_point m_startsAt; // when it fires; zero when that is no back-off
    PoolCounters m_counters;
};

} // namespace Amp
