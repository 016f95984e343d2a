// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/worker.h"

#include "core/dispatch/callrecord.h"
#include "core/net/descriptorchannel.h"
#include "core/workers/processreaper.h"
#include "core/workers/streamlink.h"
#include "core/workers/threadlink.h"
#include "core/workers/threadreaper.h"
#include "core/workers/workerprocess.h"

namespace Amp {

Worker::Worker(quint32 place, FlushQueue &flushQueue, std::chrono::milliseconds startLimit,
               QObject *parent)
    : QObject(parent)
    , m_place(place)
    , m_flushQueue(flushQueue)
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
    m_link = std::make_unique<StreamLink>(
        std::make_unique<DescriptorChannel>(process.takeLink(), m_flushQueue));
    m_reaper = std::make_unique<ProcessReaper>(process.takeProcess());
    return true;
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
    connect(m_link.get(), &Link::replied, this, &Worker::onReplied);
    connect(m_link.get(), &Link::progressed, this, [this](quint64 id, const auto &progress) {
        if (m_call && m_call->ticket == id)
            Q_EMIT progressed(m_call, progress);
    });
    connect(m_link.get(), &Link::partReceived, this, [this](quint64 id, QByteArrayView value) {
        if (m_call && m_call->ticket == id)
            Q_EMIT partReceived(m_call, value);
    });
    connect(m_link.get(), &Link::hungUp, this, &Worker::onHungUp);
    connect(m_link.get(), &Link::broken, this,
            [this](const QString &reason) { kill(QStringLiteral("it ") + reason); });
    connect(m_reaper.get(), &Reaper::failedToStart, this, &Worker::onNotStarted);
    connect(m_reaper.get(), &Reaper::ended, this, &Worker::onProcessEnded);
}

bool Worker::run(CallRecord &call, QString &refusal)
{
    Q_ASSERT(m_state == State::Idle);
    if (!m_link->send(call.ticket, call.frame, refusal))
        return false;
    if (m_output)
        m_output->beginCall();
    m_call = &call;
    ++m_callsGiven;
    setState(State::Busy);
    return true;
}

void Worker::abandonCall(std::chrono::milliseconds grace, const QString &reason)
{
    const quint64 id = std::exchange(m_call, nullptr)->ticket;
    if (m_state != State::Busy)
        return; // it is dying already
    m_link->cancel(id);
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

// Starting -> Idle <-> Busy -> Abandoned -> Idle; Idle -> Ending; every state -> Dying -> Gone, and
// Gone from any of them when the process ends by itself.
void Worker::setState(State state)
{
    m_state = state;
}

void Worker::becomeIdle()
{
    if (m_isUnwanted)
        end();
    else
        Q_EMIT idle();
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

void Worker::onReplied(quint64 id, const Wire::Message &reply)
{
    if (m_state == State::Abandoned) { // the late answer of the abandoned call, which nobody hears
        m_patience.stop();
        m_endReason.clear();
        setState(State::Idle);
        becomeIdle();
        return;
    }
    if (!m_call)
        return;
    if (m_call->ticket != id) {
        kill(QStringLiteral("it answered a call that it was not given"));
        return;
    }
    if (m_output)
        m_output->endCall(); // it was printed before the reply, and belongs to the call
    CallRecord *call = std::exchange(m_call, nullptr);
    const bool alive = m_state == State::Busy;
    if (alive)
        setState(State::Idle);
    Q_EMIT replied(call, reply);
    if (alive && m_state == State::Idle)
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
    const WorkerEnd end{pid(),
                        signalled,
                        code,
                        m_endReason,
                        m_output ? m_output->lastLines() : QStringList(),
                        m_call && m_link->lastCallUnread()};
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
