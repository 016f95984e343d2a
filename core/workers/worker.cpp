// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/worker.h"

#include "core/dispatch/callrecord.h"
#include "core/dispatch/prefetch.h"
#include "core/net/descriptorchannel.h"
#include "core/workers/processreaper.h"
#include "core/workers/ringlink.h"
#include "core/workers/streamlink.h"
#include "core/workers/threadlink.h"
#include "core/workers/threadreaper.h"
#include "core/workers/workerprocess.h"

namespace Amp {

Worker::Worker(quint32 place, WorkerOwner &owner, Surroundings surroundings,
               std::chrono::milliseconds startLimit, QObject *parent)
    : QObject(parent)
    , m_place(place)
    , m_owner(owner)
    , m_surroundings(surroundings)
    , m_startLimit(startLimit)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &Worker::onPatienceEnded);
}

Worker::~Worker() = default;

bool Worker::start(const WorkerCommand &command, QString &error)
{
    if (command.procedures)
        startThread(command);
    else if (!startProcess(command, error))
        return false;
    m_command = command;
    connectParts();
    m_patience.start(m_startLimit);
    return true;
}

bool Worker::startProcess(const WorkerCommand &command, QString &error)
{
    WorkerProcess process;
    if (!process.start(command, error))
        return false;
    m_output = std::make_unique<WorkerOutput>(process.takeOutput());
    m_link = makeLink(process);
    m_reaper = std::make_unique<ProcessReaper>(process.takeProcess());
    return true;
}

std::unique_ptr<Link> Worker::makeLink(WorkerProcess &process)
{
    auto stream = std::make_unique<StreamLink>(
        std::make_unique<DescriptorChannel>(process.takeLink(), m_surroundings.flushQueue));
#ifdef Q_OS_LINUX
    if (auto memory = process.takeRing())
        return std::make_unique<RingLink>(std::move(stream), std::move(memory),
                                          m_surroundings.ringSleeper);
#endif
    return stream;
}

void Worker::startThread(const WorkerCommand &command)
{
    auto link = std::make_unique<ThreadLink>(command.procedures);
    m_reaper = std::make_unique<ThreadReaper>(link->worker());
    m_link = std::move(link);
}

void Worker::connectParts()
{
    if (m_output)
        connect(m_output.get(), &WorkerOutput::lineRead, this, &Worker::printed);
    connect(m_link.get(), &Link::ready, this, &Worker::onReady);
    m_link->setReceiver(*this);
    connect(m_link.get(), &Link::progressed, this, [this](quint64 id, const auto &progress) {
        if (call() && call()->ticket == id)
            Q_EMIT progressed(call(), progress);
    });
    connect(m_link.get(), &Link::partReceived, this, [this](quint64 id, QByteArrayView value) {
        if (call() && call()->ticket == id)
            Q_EMIT partReceived(call(), value);
    });
    connect(m_link.get(), &Link::hungUp, this, &Worker::onHungUp);
    connect(m_link.get(), &Link::broken, this,
            [this](const QString &reason) { kill(QStringLiteral("it ") + reason); });
    connect(m_reaper.get(), &Reaper::failedToStart, this, &Worker::onNotStarted);
    connect(m_reaper.get(), &Reaper::ended, this, &Worker::onProcessEnded);
}

bool Worker::hasRoomFor(const CallRecord &call) const
{
    return m_state == State::Busy && !m_isUnwanted && m_link->hasRoomBehind(call.frame.size());
}

bool Worker::run(CallRecord &call, QString &refusal)
{
    Q_ASSERT(m_state == State::Idle || hasRoomFor(call));
    if (!m_link->send(call.ticket, call.frame.view(), refusal))
        return false;
    if (m_output && m_calls.empty())
        m_output->beginCall();
    m_calls.push_back(&call);
    m_expectedMicroseconds += call.expectedMicroseconds;
    ++m_callsGiven;
    setState(State::Busy);
    return true;
}

std::vector<CallRecord *> Worker::takeBack()
{
    if (m_state != State::Busy)
        return {};
    const auto count = qsizetype(m_link->takeBack().size());
    std::vector<CallRecord *> calls(m_calls.end() - count, m_calls.end());
    m_calls.erase(m_calls.end() - count, m_calls.end());
    m_callsGiven -= calls.size();
    for (const CallRecord *call : calls)
        m_expectedMicroseconds -= call->expectedMicroseconds;
    if (m_calls.empty())
        setState(State::Idle);
    return calls;
}

std::chrono::steady_clock::time_point Worker::startOf(const CallRecord &call) const
{
    return m_link->startOf(call.ticket).value_or(call.startedAt);
}

bool Worker::neverStarted(const CallRecord &call) const
{
    return m_link->neverStarted(call.ticket);
}

void Worker::abandonCall(CallRecord &call, std::chrono::milliseconds grace, const QString &reason)
{
    std::erase(m_calls, &call);
    m_expectedMicroseconds = 0; // it is not handed anything before this is over
    if (m_state != State::Busy && m_state != State::Abandoned)
        return; // it is dying already
    m_link->cancel(call.ticket);
    m_abandoned.push_back(call.ticket);
    m_endReason = reason;
    setState(State::Abandoned);
    if (grace > grace.zero())
        m_patience.start(grace);
}

void Worker::end()
{
    m_isUnwanted = true;
    if (m_state == State::Starting) {
        kill(QStringLiteral("it is not needed any more"));
    } else if (m_state == State::Idle) {
        setState(State::Ending);
        m_link->sayGoodbye();
        m_reaper->endSoon();
    }
}

void Worker::kill(const QString &reason)
{
    if (m_state == State::Dying || m_state == State::Gone)
        return;
    m_endReason = reason;
    setState(State::Dying);
    m_reaper->kill();
}

// Starting -> Idle <-> Busy <-> Abandoned -> Idle; Idle -> Ending; every state -> Dying -> Gone,
// and Gone from any of them when the process ends by itself.
void Worker::setState(State state)
{
    m_state = state;
}

void Worker::becomeIdle()
{
    if (m_isUnwanted)
        end();
    else
        m_owner.workerIsIdle(*this);
}

void Worker::onReady(const Wire::Ready &ready)
{
    if (m_state != State::Starting)
        return;
    m_patience.stop();
    m_wasReady = true;
    setState(State::Idle);
    Q_EMIT this->ready(ready);
    if (m_state == State::Idle)
        becomeIdle();
}

// What was printed before a reply belongs to its call.
void Worker::repliesBegan()
{
    if (m_output)
        m_output->endCall();
}

void Worker::replied(quint64 id, CallOutcome &outcome)
{
    if (!m_abandoned.empty() && std::erase(m_abandoned, id) > 0) {
        if (m_abandoned.empty() && m_state == State::Abandoned)
            endAbandoned();
        return;
    }
    if (m_calls.empty())
        return;
    CallRecord *call = m_calls.front();
    if (call->ticket != id) {
        kill(QStringLiteral("it answered a call that it was not given"));
        return;
    }
    m_calls.pop_front();
    prefetch(this->call()); // whose reply is next
    m_expectedMicroseconds =
        m_calls.empty() ? 0 : m_expectedMicroseconds - call->expectedMicroseconds;
    const bool isIdle = m_state == State::Busy && m_calls.empty();
    if (isIdle)
        setState(State::Idle);
    m_owner.workerReplied(*this, *call, outcome);
    if (isIdle && m_state == State::Idle)
        becomeIdle();
}

void Worker::repliesEnded()
{
    if (m_state == State::Busy)
        m_owner.workerHasRoom(*this);
}

// The late answers of calls that nobody waits for have come.
void Worker::endAbandoned()
{
    m_patience.stop();
    m_endReason.clear();
    setState(m_calls.empty() ? State::Idle : State::Busy);
    if (m_state == State::Idle)
        becomeIdle();
}

void Worker::onHungUp()
{
    // Not its death yet: a child of the worker may hold the link, or the worker may have closed it.
    if (m_state == State::Ending)
        return;
    kill(QString());
}

void Worker::onProcessEnded(bool signalled, int code)
{
    if (m_state != State::Ending)
        setState(State::Dying);
    m_patience.stop();
    m_link->drain();
    if (m_output)
        m_output->drain();
    const WorkerEnd end{pid(), signalled, code, m_endReason,
                        m_output ? m_output->lastLines() : QStringList()};
    setState(State::Gone);
    if (m_wasReady)
        Q_EMIT gone(end);
    else
        Q_EMIT startFailed(startFailure(end));
}

void Worker::onPatienceEnded()
{
    if (m_state == State::Starting) {
        kill(QStringLiteral("it took longer than the %1 s that --start-limit sets")
                 .arg(double(m_startLimit.count()) / 1000));
    } else {
        kill(m_endReason);
    }
}

void Worker::onNotStarted(const QString &reason)
{
    setState(State::Gone);
    m_patience.stop();
    Q_EMIT startFailed(QStringLiteral("%1 cannot be run: %2").arg(m_command.program, reason));
}

QString Worker::startFailure(const WorkerEnd &end) const
{
    // A worker that cannot load what it was given says so in its last line.
    if (m_endReason.isEmpty() && !end.signalled && !end.output.isEmpty())
        return end.output.last();
    QString failure = (QStringList(m_command.program) + m_command.arguments).join(u' ');
    failure += m_endReason.isEmpty()
                   ? QStringLiteral(" %1 before it was ready").arg(describe(end))
                   : QStringLiteral(" was ended before it was ready, because ") + m_endReason;
    if (const QString words = lastWords(end); !words.isEmpty())
        failure += QStringLiteral("; its last output: ") + words;
    return failure;
}

} // namespace Amp
