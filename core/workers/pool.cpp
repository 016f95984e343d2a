// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/pool.h"

#include <algorithm>

#include "core/dispatch/calloutcome.h"
#include "core/dispatch/calltable.h"
#include "core/dispatch/deadlines.h"
#include "core/dispatch/procedurepace.h"
#include "core/protocol/valuecodec.h"
#include "core/stats/serverstats.h"
#include "core/workers/callendings.h"

namespace Amp {

using namespace std::chrono_literals;

namespace {

constexpr int startsPerTurn = 4; // more would hold the event loop up
constexpr int maxAttempts = 3;   // of an idempotent call
constexpr int toleratedEarlyDeaths = 2;
// A call that has exceeded its run time has had its time: just enough to notice.
constexpr auto timedOutGrace = 100ms;
// Waking a worker costs about as much as so much work that another one does on the way.
constexpr float worthWakingMicroseconds = 40;
// More would let a call wait noticeably behind others while a worker may become idle.
constexpr float mostAheadMicroseconds = 500;
constexpr auto delayedAfter = 300us; // then whatever waits behind a call is taken back

quint64 microseconds(CallRecord::Clock::duration duration)
{
    return quint64(std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
}

quint64 &counterOf(PoolCounters &counters, ErrorCode code)
{
    switch (code) {
    case ErrorCode::None:
        return counters.succeeded;
    case ErrorCode::WorkerCrashed:
        return counters.crashed;
    case ErrorCode::Cancelled:
    case ErrorCode::ShuttingDown:
        return counters.cancelled;
    case ErrorCode::TimedOut:
    case ErrorCode::Expired:
        return counters.timedOut;
    default:
        return counters.failed;
    }
}

} // namespace

Pool::Pool(PoolConfig config, Shared shared, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_shared(shared)
    , m_places(shared.lastPlace)
{
    m_startTimer.setSingleShot(true);
    connect(&m_startTimer, &QTimer::timeout, this, &Pool::keepWorkers);
    m_places.add(m_config.workers);
}

Pool::~Pool()
{
    stopNow();
}

void Pool::start()
{
    keepWorkers();
}

int Pool::workersIn(Worker::State state) const
{
    return int(std::count_if(m_workers.begin(), m_workers.end(),
                             [state](const auto &worker) { return worker->state() == state; }));
}

void Pool::submit(CallRecord *call)
{
    ++m_counters.accepted;
    call->pool = this;
    call->state = CallState::Queued;
    if (call->hasDeadline())
        m_shared.deadlines.set(call, call->deadline());
    m_queue.push(call);
    handOut(call->acceptedAt);
}

void Pool::withdraw(CallRecord *call, const Error &error)
{
    if (call->state == CallState::Queued) {
        m_queue.remove(call);
        failCall(call, error, Execution::NotStarted);
        return;
    }
    takeBack(call->worker);
    if (call->state == CallState::Queued) {
        withdraw(call, error);
        handOut();
        return;
    }
    call->worker->abandonCall(
        *call, m_config.grace,
        QStringLiteral("its call %1 was given up (%2) and did not end in time")
            .arg(nameOf(*call), QLatin1StringView(Amp::nameOf(error.code()))));
    failCall(call, error, Execution::Started);
}

void Pool::expire(CallRecord *call)
{
    if (call->state == CallState::Queued) {
        m_queue.remove(call);
        failCall(call,
                 {ErrorCode::Expired,
                  QStringLiteral("The deadline of %1 passed before a worker was free.")
                      .arg(nameOf(*call))},
                 Execution::NotStarted);
        return;
    }
    takeBack(call->worker);
    if (call->state == CallState::Queued)
        return handOut(); // its time has not begun
    call->startedAt = call->worker->startOf(*call);
    if (const auto end = call->startedAt + call->timeout(); end > CallRecord::Clock::now())
        return m_shared.deadlines.set(call, end);
    call->worker->abandonCall(*call, timedOutGrace,
                              QStringLiteral("its call %1 exceeded its time-out of %2")
                                  .arg(nameOf(*call), secondsText(call->timeout())));
    const bool inThread = m_config.command.procedures != nullptr;
    failCall(call, {ErrorCode::TimedOut, timeoutMessage(*call, inThread)}, Execution::Started);
}

void Pool::setPaused(bool paused)
{
    if (m_state == State::Running || m_state == State::Paused)
        setState(paused ? State::Paused : State::Running);
}

void Pool::stop()
{
    if (m_state == State::Stopping || m_state == State::Stopped)
        return;
    setState(State::Stopping);
}

// A dispatcher may be destroyed when there is no event loop any more: nothing here starts a timer.
void Pool::stopNow()
{
    m_startTimer.stop();
    for (const auto &worker : m_workers)
        takeBack(worker.get());
    m_idle.clear();
    const Error error(ErrorCode::ShuttingDown,
                      QStringLiteral("The server ended before the call did."));
    while (CallRecord *call = m_queue.pop())
        failCall(call, error, Execution::NotStarted);
    for (const auto &worker : m_workers) {
        while (CallRecord *call = worker->call()) {
            worker->abandonCall(*call, 0ms, QString());
            failCall(call, error, Execution::Started);
        }
        worker->kill(QStringLiteral("the server ends"));
    }
    stop();
}

bool Pool::killWorker(quint32 id)
{
    WorkerPlace *place = m_places.find(id);
    if (!place->worker)
        return false;
    // It is meant to be replaced at once, also when it was just starting.
    const QString why = QStringLiteral("an operator killed it");
    if (place->plan != WorkerPlace::Plan::Leave) {
        place->plan = WorkerPlace::Plan::Restart;
        place->planWhy = why;
    }
    std::erase(m_idle, place->worker);
    place->worker->kill(why);
    return true;
}

void Pool::restartWorker(quint32 id)
{
    WorkerPlace *place = m_places.find(id);
    if (place->worker) {
        if (place->plan == WorkerPlace::Plan::Stay)
            end(*place, WorkerPlace::Plan::Restart, QStringLiteral("an operator restarted it"));
        handOut();
    } else {
        m_startTimer.stop();
        keepWorkers();
    }
}

void Pool::resize(int workers)
{
    const int change = workers - m_config.workers;
    m_config.workers = workers;
    m_places.add(change);
    for (const quint32 id : m_places.nearestToLeaving(std::size_t(std::max(0, -change))))
        end(*m_places.find(id), WorkerPlace::Plan::Leave,
            QStringLiteral("the pool was made smaller"));
    m_places.removeVacant();
    keepWorkers();
    handOut();
}

void Pool::renew(const WorkerCommand &command)
{
    m_config.command = command;
    m_startTimer.stop();
    for (WorkerPlace &place : m_places.all()) {
        if (place.plan == WorkerPlace::Plan::Stay)
            end(place, WorkerPlace::Plan::Restart, QStringLiteral("the includes were reloaded"));
    }
    keepWorkers();
    handOut();
}

// Between calls.
void Pool::end(WorkerPlace &place, WorkerPlace::Plan plan, const QString &why)
{
    place.plan = plan;
    place.planWhy = why;
    if (place.worker) {
        takeBack(place.worker);
        std::erase(m_idle, place.worker);
        place.worker->end();
    }
}

// Running <-> Paused; both -> Stopping -> Stopped.
void Pool::setState(State state)
{
    m_state = state;
    switch (state) {
    case State::Running:
        handOut();
        break;
    case State::Paused:
        for (const auto &worker : m_workers)
            takeBack(worker.get());
        break;
    case State::Stopping:
        m_startTimer.stop();
        for (const auto &worker : m_workers) {
            takeBack(worker.get());
            worker->end();
        }
        m_idle.clear();
        checkStopped();
        break;
    case State::Stopped:
        Q_EMIT stopped();
        break;
    }
}

void Pool::keepWorkers()
{
    if (m_state == State::Stopping || m_state == State::Stopped)
        return;
    if (m_startTimer.isActive())
        return m_places.setStart(m_startsAt);
    int started = 0;
    for (WorkerPlace &place : m_places.all()) {
        if (place.worker)
            continue;
        if (started++ == startsPerTurn)
            return startLater(0ms);
        if (!startWorker(place))
            return;
    }
}

bool Pool::startWorker(WorkerPlace &place)
{
    WorkerOwner &owner = *this;
    auto worker = std::make_unique<Worker>(place.id, owner, m_shared.workers, m_config.startLimit);
    QString error;
    if (!worker->start(m_config.command, error)) {
        ++m_counters.startsFailed;
        m_places.vacate(&place, error);
        startLater(m_backoff.afterFailure());
        Q_EMIT startFailed(error);
        return false;
    }
    ++m_counters.workersStarted;
    Worker *started = m_workers.emplace_back(std::move(worker)).get();
    WorkerPlaces::fill(place, started);
    connectWorker(started);
    Q_EMIT workerStarted(started->pid());
    return true;
}

void Pool::connectWorker(Worker *worker)
{
    connect(worker, &Worker::ready, this, [=, this](const auto &ready) { onReady(worker, ready); });
    connect(worker, &Worker::progressed, this, [this](CallRecord *call, const auto &progress) {
        if (m_shared.stats)
            m_shared.stats->callProgressed(*call, progress);
        call->responder.progress(progress);
    });
    connect(worker, &Worker::partReceived, this,
            [](CallRecord *call, QByteArrayView value) { call->responder.part(value); });
    connect(worker, &Worker::printed, this, [=, this](const QString &line) {
        if (worker->call() && worker->call()->pace)
            worker->call()->pace->addOutput();
        Q_EMIT workerPrinted(worker->pid(), worker->call(), line);
    });
    connect(worker, &Worker::startFailed, this,
            [=, this](const QString &reason) { onStartFailed(worker, reason); });
    connect(worker, &Worker::gone, this, [=, this](const auto &end) { onGone(worker, end); });
}

void Pool::onReady(Worker *worker, const Wire::Ready &ready)
{
    m_backoff.reset();
    Q_EMIT workerReady(worker->pid());
    if (!std::exchange(m_wasReady, true))
        Q_EMIT becameReady(ready);
}

void Pool::onStartFailed(Worker *worker, const QString &reason)
{
    const quint32 pid = worker->pid();
    const bool planned = isPlanned(*worker);
    m_places.vacate(m_places.find(worker->place()), reason);
    forget(worker);
    ++m_counters.startsFailed;
    Q_EMIT workerEnded(pid, QStringLiteral("has never been ready"));
    if (planned) {
        keepWorkers();
    } else if (m_state != State::Stopping && m_state != State::Stopped) {
        startLater(m_backoff.afterFailure());
        Q_EMIT startFailed(reason);
    }
    checkStopped();
}

void Pool::onGone(Worker *worker, const WorkerEnd &end)
{
    ++m_counters.workersEnded;
    const std::deque<CallRecord *> calls = worker->calls();
    const quint32 place = worker->place();
    m_earlyDeaths = diedEarly(*worker, end) && !isPlanned(*worker) ? m_earlyDeaths + 1 : 0;
    m_places.vacate(m_places.find(place), causeOf(end));
    forget(worker);
    Q_EMIT workerEnded(end.pid, describe(end) + (end.reason.isEmpty()
                                                     ? QString()
                                                     : QStringLiteral(", because ") + end.reason));
    if (m_earlyDeaths > toleratedEarlyDeaths)
        startLater(m_backoff.afterFailure());
    keepWorkers();
    std::vector<CallRecord *> unstarted;
    for (CallRecord *call : calls) {
        if (m_retired.back()->neverStarted(*call))
            unstarted.push_back(call);
    }
    putBack(unstarted);
    for (CallRecord *call : calls) {
        if (call->state == CallState::Running)
            settleLostCall(call, end, place);
    }
    handOut();
    checkStopped();
}

// A program that says Ready and ends again would otherwise be started as fast as the system can.
bool Pool::diedEarly(const Worker &worker, const WorkerEnd &end) const
{
    return !worker.hadCalls() && !end.signalled;
}

void Pool::workerIsIdle(Worker &worker)
{
    m_idle.push_back(&worker);
    handOut();
}

void Pool::workerHasRoom(Worker &)
{
    m_isFull = false;
    handOut();
}

void Pool::handOut()
{
    if (!m_queue.isEmpty())
        handOut(CallRecord::Clock::now());
}

void Pool::handOut(TimePoint now)
{
    while (m_state == State::Running) {
        CallRecord *call = m_queue.first();
        Worker *worker = call ? workerFor(*call) : nullptr;
        if (!worker)
            return;
        handTo(worker, m_queue.pop(), now);
    }
}

// A worker that has something to do anyway, if that is over before another one would be awake; an
// idle one; or else, for what is short, any that is done soon.
Worker *Pool::workerFor(const CallRecord &call)
{
    if (m_isFull && m_idle.empty())
        return nullptr;
    const bool isShort = call.pace && call.pace->isShort();
    if (isShort && m_filled && canWaitBehind(*m_filled, call, worthWakingMicroseconds))
        return m_filled;
    if (Worker *idle = takeIdle()) {
        m_filled = idle;
        m_isFull = false;
        return idle;
    }
    if (!isShort)
        return nullptr;
    if (m_filled && canWaitBehind(*m_filled, call, mostAheadMicroseconds))
        return m_filled;
    const auto found = std::ranges::find_if(m_workers, [&](const auto &worker) {
        return canWaitBehind(*worker, call, mostAheadMicroseconds);
    });
    m_isFull = found == m_workers.end();
    m_filled = m_isFull ? nullptr : found->get();
    return m_filled;
}

// One that has hung up is not idle any more, although its process is not yet known to have ended.
Worker *Pool::takeIdle()
{
    while (!m_idle.empty()) {
        Worker *worker = m_idle.back();
        m_idle.pop_back();
        if (worker->state() == Worker::State::Idle)
            return worker;
    }
    return nullptr;
}

bool Pool::canWaitBehind(const Worker &worker, const CallRecord &call, float microseconds) const
{
    return worker.expectedMicroseconds() <= microseconds && worker.hasRoomFor(call) &&
           worker.call()->pace && worker.call()->pace->isShort();
}

void Pool::handTo(Worker *worker, CallRecord *call, TimePoint now)
{
    m_shared.deadlines.clear(call);
    call->expectedMicroseconds = call->pace ? call->pace->expectedMicroseconds() : 0;
    QString refusal;
    if (!worker->run(*call, refusal)) {
        m_idle.push_back(worker);
        failCall(call, {ErrorCode::BadArguments, refusal}, Execution::NotStarted);
        return;
    }
    call->state = CallState::Running;
    call->startedAt = now;
    call->worker = worker;
    ++call->attempts;
    if (const auto timeout = call->timeout(); timeout > 0ms)
        m_shared.deadlines.set(call, now + timeout);
}

void Pool::takeBackDelayed()
{
    const auto now = CallRecord::Clock::now();
    bool any = false;
    for (const auto &worker : m_workers) {
        if (!worker->call() || now - worker->startOf(*worker->call()) < delayedAfter)
            continue;
        takeBack(worker.get());
        any = true;
    }
    if (any)
        handOut();
}

// What the worker has not started goes back to where it was in the queue.
void Pool::takeBack(Worker *worker)
{
    const bool wasBusy = worker->state() == Worker::State::Busy;
    putBack(worker->takeBack());
    m_isFull = false;
    if (!wasBusy || worker->state() != Worker::State::Idle)
        return;
    m_idle.insert(m_idle.begin(), worker); // it may be stopped: others are used first
    if (m_filled == worker)
        m_filled = nullptr;
}

void Pool::putBack(const std::vector<CallRecord *> &calls)
{
    for (auto call = calls.rbegin(); call != calls.rend(); ++call) {
        --(*call)->attempts;
        (*call)->worker = nullptr;
        enqueueFirst(*call);
    }
}

void Pool::workerReplied(Worker &worker, CallRecord &call, CallOutcome &outcome)
{
    if (call.pace)
        call.pace->addRun(outcome.ranMicroseconds);
    outcome.workerPid = worker.pid();
    m_counters.ranMicroseconds += outcome.ranMicroseconds;
    endCall(&call, outcome, worker.place());
}

void Pool::settleLostCall(CallRecord *call, const WorkerEnd &end, quint32 place)
{
    call->worker = nullptr;
    if (canTryAgain(*call)) {
        queueAgain(call);
    } else {
        CallOutcome outcome;
        outcome.code = ErrorCode::WorkerCrashed;
        outcome.execution = Execution::Started;
        outcome.workerPid = end.pid;
        outcome.endedAt = CallRecord::Clock::now();
        outcome.ranMicroseconds = microseconds(outcome.endedAt - call->startedAt);
        outcome.message = crashMessage(*call, end, m_config.name);
        if (auto details = encodeValue(detailsOf(end)))
            outcome.details = std::move(details).value();
        if (WorkerPlace *found = m_places.find(place))
            ++found->callsOfEarlier;
        endCall(call, outcome, place);
    }
}

bool Pool::canTryAgain(const CallRecord &call) const
{
    return (call.flags & Wire::Call::idempotentFlag) && call.attempts < maxAttempts &&
           m_state != State::Stopping;
}

void Pool::queueAgain(CallRecord *call)
{
    enqueueFirst(call);
    handOut();
}

void Pool::enqueueFirst(CallRecord *call)
{
    m_shared.deadlines.clear(call);
    call->state = CallState::Queued;
    if (call->hasDeadline())
        m_shared.deadlines.set(call, call->deadline());
    m_queue.pushFront(call);
}

void Pool::failCall(CallRecord *call, const Error &error, Execution execution)
{
    CallOutcome outcome;
    outcome.code = error.code();
    outcome.execution = execution;
    outcome.message = error.message();
    outcome.endedAt = CallRecord::Clock::now();
    quint32 place = 0;
    if (execution == Execution::Started) {
        outcome.ranMicroseconds = microseconds(outcome.endedAt - call->startedAt);
        if (call->worker) {
            outcome.workerPid = call->worker->pid();
            place = call->worker->place();
        }
    }
    endCall(call, outcome, place);
}

// Place is that of the worker that ran it; 0: none did.
void Pool::endCall(CallRecord *call, CallOutcome &outcome, quint32 place)
{
    ++counterOf(m_counters, outcome.code);
    const bool started = call->state == CallState::Running;
    outcome.attempts = call->attempts;
    outcome.waitedMicroseconds =
        microseconds((started ? call->startedAt : outcome.endedAt) - call->acceptedAt);
    m_shared.deadlines.clear(call);
    call->state = CallState::Ended;
    if (m_shared.stats)
        m_shared.stats->callEnded(*call, outcome, place);
    Responder responder = std::move(call->responder);
    m_shared.calls.remove(call);
    responder.finish(outcome);
}

bool Pool::isPlanned(const Worker &worker)
{
    return m_places.find(worker.place())->plan != WorkerPlace::Plan::Stay;
}

void Pool::forget(Worker *worker)
{
    std::erase(m_idle, worker);
    if (m_filled == worker)
        m_filled = nullptr;
    m_isFull = false;
    const auto found = std::find_if(m_workers.begin(), m_workers.end(),
                                    [worker](const auto &owned) { return owned.get() == worker; });
    // It is telling us of its end right now. deleteLater() might be later than the flush queue.
    m_retired.push_back(std::move(*found));
    m_workers.erase(found);
    QMetaObject::invokeMethod(
        this, [this] { m_retired.clear(); }, Qt::QueuedConnection);
}

void Pool::startLater(std::chrono::milliseconds delay)
{
    m_startTimer.start(delay);
    m_startsAt = {};
    if (delay > 0ms)
        m_startsAt = WorkerPlace::Clock::now() + delay;
    m_places.setStart(m_startsAt);
}

void Pool::checkStopped()
{
    if (m_state == State::Stopping && m_workers.empty())
        setState(State::Stopped);
}

} // namespace Amp
