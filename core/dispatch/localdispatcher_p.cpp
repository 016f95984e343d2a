// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/localdispatcher_p.h"

#include <QFileInfo>
#include <QLoggingCategory>

#include "core/dispatch/outcomeresult.h"

namespace Amp {

Q_LOGGING_CATEGORY(lcLocalWorker, "amp.worker")

namespace {

// Pools name what sets the limit in amp-server.
QString inWordsOfTheDispatcher(QString reason)
{
    return reason.replace(QLatin1StringView("--start-limit"), QLatin1StringView("setStartLimit()"));
}

QString tooLate(const QString &what, const char *function)
{
    return QStringLiteral("%1 was added when the workers had been started: call %2() before "
                          "start() and before the first call.")
        .arg(what, QLatin1StringView(function));
}

} // namespace

LocalDispatcher::Private::Private(LocalDispatcher *dispatcher)
    : q(dispatcher)
{
    request.workersOf = [this](const QString &) { return workers; };
}

// Idle -> Describing -> Running.
void LocalDispatcher::Private::setState(State state)
{
    m_state = state;
}

void LocalDispatcher::Private::addInclude(const QString &path)
{
    if (m_state == State::Idle)
        request.includes.append(path);
    else
        fail(tooLate(path, "addInclude"));
}

void LocalDispatcher::Private::addBinary(const QString &command)
{
    if (m_state != State::Idle)
        fail(tooLate(command, "addBinary"));
    else if (poolNameOfBinary(command).isEmpty())
        fail(QStringLiteral("addBinary() needs the name of a program."));
    else
        request.binaries.append(command);
}

void LocalDispatcher::Private::start()
{
    if (m_state != State::Idle)
        return;
    setState(State::Describing);
    findPrograms();
    openCalls();
    const QStringList plugins = nativeIncludes(request.includes);
    if (!plugins.isEmpty() && isThere(programs.native, "amp-worker", "AMP_WORKER"))
        describe(plugins);
    else
        startPools();
}

void LocalDispatcher::Private::findPrograms()
{
    const WorkerPrograms found = WorkerPrograms::find();
    if (programs.native.isEmpty())
        programs.native = found.native;
    if (programs.python.isEmpty())
        programs.python = found.python;
}

void LocalDispatcher::Private::openCalls()
{
    LocalCalls::Receiver receiver;
    receiver.finished = [this](const CallResult &result) { q->deliver(explained(result)); };
    receiver.progressed = [this](CallId id, const Wire::Progress &progress) {
        q->deliverProgress(id, progress.done, progress.total, QString::fromUtf8(progress.text));
    };
    receiver.partReady = [this](CallId id, const QVariant &value) { q->deliverPart(id, value); };
    m_calls = std::make_unique<LocalCalls>(std::move(receiver));
    PoolSet *pools = &m_calls->pools();
    QObject::connect(pools, &PoolSet::settled, q, [this] { announce(&LocalDispatcher::started); });
    QObject::connect(pools, &PoolSet::startFailed, q,
                     [this](const Pool *pool, const QString &why) { onPoolFailed(pool, why); });
    QObject::connect(pools, &PoolSet::proceduresChanged, q, [this] { tellOfProcedures(); });
    QObject::connect(pools, &PoolSet::procedureDefinedTwice, q,
                     [this](const QString &message) { fail(message); });
}

void LocalDispatcher::Private::discover()
{
    start();
    tellOfProcedures();
}

void LocalDispatcher::Private::tellOfProcedures()
{
    if (q->isDiscovering())
        q->setProcedures(m_calls->procedures());
}

void LocalDispatcher::Private::describe(const QStringList &plugins)
{
    m_catalog = std::make_unique<IncludeCatalog>(programs.native, request.startLimit,
                                                 IncludeCatalog::OnFailure::LeaveOut);
    QObject::connect(m_catalog.get(), &IncludeCatalog::failed, q,
                     [this](const QString &message) { fail(inWordsOfTheDispatcher(message)); });
    QObject::connect(m_catalog.get(), &IncludeCatalog::described, q, [this] { startPools(); });
    m_catalog->describe(plugins);
}

void LocalDispatcher::Private::startPools()
{
    setState(State::Running);
    const auto plugins = m_catalog ? m_catalog->plugins() : std::vector<IncludeCatalog::Plugin>();
    for (PlannedPool &planned : planPools(request, programs, plugins))
        addPool(std::move(planned));
    m_calls->pools().start();
}

// A program that is not there would be tried again and again.
void LocalDispatcher::Private::addPool(PlannedPool planned)
{
    const WorkerCommand &command = planned.config.command;
    if (command.program == programs.native && !isThere(programs.native, "amp-worker", "AMP_WORKER"))
        return;
    if (command.program == programs.interpreter &&
        !isThere(programs.python, "amp_worker.py", "AMP_PYTHON_WORKER"))
        return;
    const Pool *pool =
        m_calls->pools().addPool(std::move(planned.config), std::move(planned.declared));
    QObject::connect(pool, &Pool::workerPrinted, q,
                     [](quint32 pid, const CallRecord *, const QString &line) {
                         qCInfo(lcLocalWorker).noquote().nospace() << pid << ": " << line;
                     });
}

bool LocalDispatcher::Private::isThere(const QString &program, const char *name,
                                       const char *variable)
{
    if (QFileInfo::exists(program))
        return true;
    fail(QStringLiteral("There is no %1 at %2, and the procedures that it runs cannot be called: "
                        "install it there, or tell the dispatcher or %3 where it is.")
             .arg(QLatin1StringView(name), program, QLatin1StringView(variable)));
    return false;
}

void LocalDispatcher::Private::fail(const QString &sentence)
{
    if (m_failures.contains(sentence))
        return;
    m_failures.append(sentence);
    announce(&LocalDispatcher::startFailed, sentence);
}

void LocalDispatcher::Private::onPoolFailed(const Pool *pool, const QString &reason)
{
    const QString sentence = QStringLiteral("A worker of pool %1 could not be started: %2")
                                 .arg(pool->name(), inWordsOfTheDispatcher(reason));
    if (std::exchange(m_lastReason, sentence) != sentence)
        announce(&LocalDispatcher::startFailed, sentence);
    if (!pool->wasReady())
        m_calls->pools().endQueued(pool, Error(ErrorCode::NotConnected, sentence));
}

void LocalDispatcher::Private::submit(const CallRequest &request)
{
    start();
    m_calls->submit(request);
}

void LocalDispatcher::Private::withdraw(CallId id)
{
    if (m_calls)
        m_calls->withdraw(id);
}

// Without a pool nobody knows which procedures there are.
CallResult LocalDispatcher::Private::explained(const CallResult &result)
{
    const Error &error = result.error();
    if (error.code() != ErrorCode::NoSuchProcedure)
        return result;
    const auto with = [&result](const Error &other) {
        return CallResult(result.callId(), other, result.execution(), result.run());
    };
    if (m_calls->pools().pools().empty())
        return with({ErrorCode::NotConnected, m_failures.join(u' ')});
    const QString message = inWordsOfTheDispatcher(error.message());
    return withReasons(with({error.code(), message, error.details()}), m_failures);
}

} // namespace Amp
