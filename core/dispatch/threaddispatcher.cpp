// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/threaddispatcher.h"

#include <QFileInfo>
#include <QThread>

#include "core/dispatch/localcalls.h"
#include "core/dispatch/outcomeresult.h"
#include "core/workers/poolconfigs.h"
#include "core/workers/threadprocedures.h"

namespace Amp {

// A pool of threads that starts when it is needed. It runs no user code in the dispatcher's thread:
// whatever is to be told is queued.
class ThreadDispatcher::Private
{
public:
    explicit Private(ThreadDispatcher *dispatcher)
        : q(dispatcher)
    {}

    void addInclude(const QString &path);
    void start();
    void discover();
    LocalCalls *calls() { return m_calls.get(); } // null: nothing was started

    int threads = QThread::idealThreadCount();

private:
    void openCalls();
    void tellOfProcedures();
    void addPool();
    void onSettled();
    void fail(const QString &sentence);

    ThreadDispatcher *q;
    QStringList m_includes;
    QStringList m_failures; // why some procedures are not there: sentences
    std::shared_ptr<ThreadProcedures> m_procedures;
    std::unique_ptr<LocalCalls> m_calls; // from the start on, in the thread of the dispatcher
};

void ThreadDispatcher::Private::addInclude(const QString &path)
{
    if (m_calls)
        fail(QStringLiteral("%1 was added when the threads had been started: call addInclude() "
                            "before start() and before the first call.")
                 .arg(path));
    else if (isPythonFile(path))
        fail(QStringLiteral("%1 is a Python file, which threads cannot run: add it to a "
                            "LocalDispatcher or to an amp-server.")
                 .arg(path));
    else
        m_includes.append(path);
}

void ThreadDispatcher::Private::start()
{
    if (m_calls)
        return;
    openCalls();
    addPool();
    m_calls->pools().start();
}

void ThreadDispatcher::Private::openCalls()
{
    LocalCalls::Receiver receiver;
    receiver.finished = [this](const CallResult &result) {
        q->deliver(withReasons(result, m_failures));
    };
    receiver.progressed = [this](CallId id, const Wire::Progress &progress) {
        q->deliverProgress(id, progress.done, progress.total, QString::fromUtf8(progress.text));
    };
    receiver.partReady = [this](CallId id, const QVariant &value) { q->deliverPart(id, value); };
    m_calls = std::make_unique<LocalCalls>(std::move(receiver));
    QObject::connect(&m_calls->pools(), &PoolSet::settled, q, [this] { onSettled(); });
    QObject::connect(&m_calls->pools(), &PoolSet::proceduresChanged, q,
                     [this] { tellOfProcedures(); });
}

void ThreadDispatcher::Private::discover()
{
    start();
    tellOfProcedures();
}

void ThreadDispatcher::Private::tellOfProcedures()
{
    if (q->isDiscovering())
        q->setProcedures(m_calls->procedures());
}

void ThreadDispatcher::Private::addPool()
{
    PoolRequest request;
    request.includes = m_includes;
    request.workersOf = [this](const QString &) { return threads; };
    request.threads = true;
    PlannedPool planned = std::move(planPools(request, {}, {}).front());
    m_procedures = planned.config.command.procedures;
    m_calls->pools().addPool(std::move(planned.config));
}

void ThreadDispatcher::Private::onSettled()
{
    for (const QString &failure : m_procedures->failures())
        fail(failure);
    QMetaObject::invokeMethod(
        q, [q = q] { Q_EMIT q->started(); }, Qt::QueuedConnection);
}

void ThreadDispatcher::Private::fail(const QString &sentence)
{
    m_failures.append(sentence);
    QMetaObject::invokeMethod(
        q, [q = q, sentence] { Q_EMIT q->startFailed(sentence); }, Qt::QueuedConnection);
}

ThreadDispatcher::ThreadDispatcher(QObject *parent)
    : Dispatcher(parent)
    , d(std::make_unique<Private>(this))
{}

ThreadDispatcher::~ThreadDispatcher() = default;

void ThreadDispatcher::addInclude(const QString &path)
{
    d->addInclude(QFileInfo(path).absoluteFilePath());
}

void ThreadDispatcher::setThreads(int count)
{
    d->threads = std::max(1, count);
}

void ThreadDispatcher::start()
{
    d->start();
}

void ThreadDispatcher::submit(CallRequest &request)
{
    d->start();
    d->calls()->submit(request);
}

void ThreadDispatcher::discover()
{
    d->discover();
}

void ThreadDispatcher::withdraw(CallId id)
{
    if (LocalCalls *calls = d->calls())
        calls->withdraw(id);
}

} // namespace Amp
