// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/server.h"

#include <chrono>

#include <QCoreApplication>
#include <QRandomGenerator>

#include "core/net/descriptorchannel.h"
#include "core/net/keepalive.h"
#include "core/workers/descriptorlimit.h"
#include "core/workers/processguard.h"
#include "core/workers/threadprocedures.h"
#include "server/eventlog.h"
#include "server/operations.h"

namespace Amp {

using namespace std::chrono_literals;
using Tag = EventLog::Tag;

namespace {

constexpr qsizetype maxSessions = 10'000;
constexpr qsizetype descriptorsPerWorker = 4; // link, output, bell, and one of QProcess
constexpr qsizetype reservedDescriptors = 64;
// Clients that come while the first workers start wait in the system's queue for so long; an
// include that needs more time is waited for by its own calls only.
constexpr auto startPatience = 4s; // clients give an attempt up after 5 s
constexpr std::size_t maxHeldLines = 1000;

QString asSentence(const QString &text)
{
    return text.endsWith(u'.') ? text : text + u'.';
}

QString workerName(quint32 pid)
{
    return pid == 0 ? QStringLiteral("a thread") : QStringLiteral("worker %1").arg(pid);
}

} // namespace

Server::Server(ServerOptions options, ProcessGuard &guard, EventLog &log, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_guard(guard)
    , m_log(log)
    , m_epoch(QRandomGenerator::system()->generate64())
    , m_pools(PoolSet::Bounds())
    , m_feed(feedSources(), m_epoch)
    , m_catalog(WorkerPrograms::find().native, m_options.startLimit)
{
    m_pools.setStats(m_stats);
    m_log.setListener([this](Feed::LogLine line) {
        line.at = m_stats.clock().now();
        m_logHistory.append(std::move(line));
    });
    m_patience.setSingleShot(true);
    connect(&m_catalog, &IncludeCatalog::described, this, &Server::startPools);
    connect(&m_catalog, &IncludeCatalog::failed, this,
            [this](const QString &message) { fail(ExitCode::IncludeFails, message); });
    connect(&m_pools, &PoolSet::startFailed, this,
            [this](const Pool *pool, const QString &reason) { onPoolFailed(*pool, reason); });
    connect(&m_pools, &PoolSet::settled, this, &Server::onSettled);
    connect(&m_pools, &PoolSet::stopped, this, &Server::onWorkersEnded);
    connect(&m_pools, &PoolSet::procedureDefinedTwice, this, [this](const QString &message) {
        if (m_state == State::Starting)
            fail(ExitCode::IncludeFails, message);
        else
            m_log.warn(message);
    });
    connect(&m_pools, &PoolSet::resized, this, &Server::limitSessions);
    addOperations(m_commands, m_pools,
                  {[this] { return qsizetype(m_sessions.size()); },
                   [this](qsizetype workers) { return refusalOfWorkers(workers); },
                   [this] { drain(); },
                   [this](const CommandTable::Reply &reply) { reload(reply); }});
}

Server::~Server()
{
    close();
}

void Server::close()
{
    m_sessions.clear();
    m_listeners.clear();
    m_log.setListener({});
}

ServerRows::Sources Server::feedSources()
{
    return {m_pools,
            m_stats,
            m_logHistory,
            [this] {
                std::vector<ClientActivity> clients;
                for (const auto &[session, owned] : m_sessions) {
                    if (session->isOpen())
                        clients.push_back(session->activity());
                }
                return clients;
            },
            [this] { return qsizetype(m_sessions.size()); },
            QCoreApplication::applicationVersion()};
}

void Server::start()
{
    if (!bindAddresses())
        return;
    m_catalog.describe(nativeIncludes(m_options.includes));
}

bool Server::bindAddresses()
{
    for (const Address &address : m_options.listen) {
        Result<std::unique_ptr<Listener>> listener = Listener::listen(address);
        if (!listener) {
            fail(ExitCode::AddressFails, listener.error().message());
            return false;
        }
        m_listeners.push_back(std::move(listener).value());
    }
    return true;
}

void Server::startPools()
{
    if (m_state != State::Preparing)
        return;
    setState(State::Starting);
    for (PlannedPool &pool :
         planPools(poolRequestOf(m_options), WorkerPrograms::find(), m_catalog.plugins()))
        addPool(std::move(pool));
    limitSessions();
    if (m_state != State::Starting)
        return;
    m_pools.setPaused(m_options.paused);
    m_pools.setSpins(m_options.spins);
    connect(&m_patience, &QTimer::timeout, this, &Server::serve);
    m_patience.start(startPatience);
    m_pools.start();
}

void Server::addPool(PlannedPool planned)
{
    Pool *pool = m_pools.addPool(std::move(planned.config), std::move(planned.declared));
    if (planned.isBinary)
        m_binaries.insert(pool);
    connect(pool, &Pool::workerStarted, this, [=, this](quint32 pid) {
        m_guard.add(pid);
        m_log.log(Tag::Work, [&] {
            return QStringLiteral("%1 of pool %2 starts").arg(workerName(pid), pool->name());
        });
    });
    connect(pool, &Pool::workerReady, this, [=, this](quint32 pid) {
        m_log.log(Tag::Work, [&] {
            return QStringLiteral("%1 of pool %2 is ready").arg(workerName(pid), pool->name());
        });
    });
    connect(pool, &Pool::workerEnded, this, [=, this](quint32 pid, const QString &how) {
        m_guard.remove(pid);
        m_log.log(Tag::Work, [&] {
            return QStringLiteral("%1 of pool %2 %3").arg(workerName(pid), pool->name(), how);
        });
    });
    connect(pool, &Pool::workerPrinted, this, &Server::onWorkerPrinted);
}

void Server::onPoolFailed(const Pool &pool, const QString &reason)
{
    if (m_state == State::Serving || m_state == State::Draining) {
        m_log.warn(QStringLiteral("A worker of pool %1 could not start: %2 It is tried again.")
                       .arg(pool.name(), asSentence(reason)));
    } else if (m_binaries.contains(&pool)) {
        fail(ExitCode::BinaryFails, asSentence(reason) + QStringLiteral(" Check --binary."));
    } else {
        fail(ExitCode::IncludeFails, asSentence(reason));
    }
}

void Server::onWorkerPrinted(quint32 pid, const CallRecord *call, const QString &line)
{
    if (m_state == State::Starting) {
        if (m_heldOutput.size() < maxHeldLines)
            m_heldOutput.push_back({pid, line});
        return;
    }
    if (m_exitCode != ExitCode::Ok)
        return;
    const QString about = call ? QStringLiteral("%1 #%2")
                                     .arg(QString::fromUtf8(call->procedure()))
                                     .arg(call->responder.callId())
                               : QString();
    m_log.workerOutput(pid, about, line, {m_pools.placeOf(pid), call ? call->serial : 0});
}

void Server::limitSessions()
{
    m_maxSessions = sessionsBeside(workers());
    if (m_maxSessions < 1) {
        fail(ExitCode::Usage, tooManyFiles(workers(), 1));
    } else if (m_maxSessions < maxSessions) {
        m_log.log(Tag::Bind, [&] {
            return QStringLiteral("at most %1 clients, since the limit of open files is %2")
                .arg(m_maxSessions)
                .arg(DescriptorLimit::raise());
        });
    }
}

qsizetype Server::workers() const
{
    qsizetype workers = 0;
    for (const auto &pool : m_pools.pools())
        workers += pool->workerTarget();
    return workers;
}

qsizetype Server::sessionsBeside(qsizetype workers) const
{
    const qsizetype free =
        qsizetype(DescriptorLimit::raise()) - workers * descriptorsPerWorker - reservedDescriptors;
    return std::min(maxSessions, free);
}

QString Server::refusalOfWorkers(qsizetype workers) const
{
    const auto sessions = qsizetype(m_sessions.size());
    return sessionsBeside(workers) < sessions ? tooManyFiles(workers, sessions) : QString();
}

QString Server::tooManyFiles(qsizetype workers, qsizetype sessions)
{
    return QStringLiteral("%1 workers and %2 need %3 open files, and the limit is %4; raise it "
                          "with ulimit -n, or ask for fewer workers.")
        .arg(workers)
        .arg(sessions == 1 ? QStringLiteral("one client")
                           : QStringLiteral("%1 clients").arg(sessions))
        .arg(workers * descriptorsPerWorker + reservedDescriptors + sessions)
        .arg(DescriptorLimit::raise());
}

// What loads in a process of its own need not load beside the others.
void Server::onSettled()
{
    for (const QString &failure : threadFailures()) {
        if (m_state == State::Starting)
            return fail(ExitCode::IncludeFails, failure);
        m_log.warn(failure);
    }
    serve();
}

QStringList Server::threadFailures() const
{
    QStringList failures;
    for (const auto &pool : m_pools.pools()) {
        if (pool->command().procedures && pool->wasReady())
            failures += pool->command().procedures->failures();
    }
    return failures;
}

void Server::serve()
{
    if (m_state != State::Starting)
        return;
    setState(State::Serving);
    for (const PrintedLine &line : std::exchange(m_heldOutput, {}))
        m_log.workerOutput(line.pid, {}, line.text, {m_pools.placeOf(line.pid), 0});
    for (const auto &listener : m_listeners) {
        connect(listener.get(), &Listener::connected, this, &Server::onConnected);
        connect(listener.get(), &Listener::acceptFailed, this, [this](const QString &reason) {
            m_log.warn(QStringLiteral("A client could not be accepted: %1.").arg(reason));
        });
        listener->accept();
        m_log.log(Tag::Bind, listener->name());
        m_log.announce(QStringLiteral("amp-server listens on %1.").arg(listener->name()));
        if (!m_options.open && listener->isReachableFromOutside()) {
            m_log.warn(QStringLiteral("%1 can be reached from other machines, but only programs on "
                                      "this one are served; "
                                      "--open serves everybody.")
                           .arg(listener->name()));
        }
    }
}

void Server::onConnected(const Connection &connection)
{
    auto channel = std::make_unique<DescriptorChannel>(connection.descriptor, m_pools.flushQueue());
    enableKeepAlive(connection.descriptor);
    auto owned = std::make_unique<Session>(
        std::move(channel), connection.peer, connection.address,
        Session::Context{m_pools, m_commands, m_log, m_limits, m_epoch, &m_stats, &m_feed});
    Session *session = owned.get();
    if (const QString reason = refusal(connection); !reason.isEmpty()) {
        m_log.log(Tag::Gone,
                  [&] { return QStringLiteral("%1, refused: %2").arg(connection.peer, reason); });
        session->refuse(
            m_state == State::Serving ? ErrorCode::NotPermitted : ErrorCode::ShuttingDown, reason);
        return;
    }
    m_log.log(Tag::Conn, [&] { return connection.peer; });
    m_sessions.emplace(session, std::move(owned));
    connect(session, &Session::closed, this, [=, this] { removeSession(session); });
}

QString Server::refusal(const Connection &connection) const
{
    if (m_state != State::Serving)
        return QStringLiteral("The server is shutting down.");
    if (!connection.isLocal && !m_options.open) {
        return QStringLiteral(
            "This server serves programs on its own machine only; whoever runs it can "
            "start it with --open.");
    }
    if (qsizetype(m_sessions.size()) >= m_maxSessions)
        return QStringLiteral("The server has %1 clients, which is its limit; try again later.")
            .arg(m_maxSessions);
    return {};
}

void Server::removeSession(Session *session)
{
    const auto found = m_sessions.find(session);
    // It is telling us of its end right now. deleteLater() might be later than the flush queue.
    m_retired.push_back(std::move(found->second));
    m_sessions.erase(found);
    QMetaObject::invokeMethod(
        this, [this] { m_retired.clear(); }, Qt::QueuedConnection);
    if (m_state == State::Leaving && m_sessions.empty())
        setState(State::Finished);
}

std::vector<Session *> Server::sessions() const
{
    std::vector<Session *> all;
    for (const auto &[session, owned] : m_sessions)
        all.push_back(session);
    return all;
}

void Server::shutDown()
{
    switch (m_state) {
    case State::Preparing:
    case State::Starting:
        setState(State::Ending);
        break;
    case State::Serving:
        setState(State::Draining);
        break;
    case State::Draining:
        setState(State::Ending);
        break;
    case State::Leaving:
        setState(State::Finished);
        break;
    case State::Ending:
    case State::Finished:
        break;
    }
}

void Server::drain()
{
    if (m_state == State::Serving)
        setState(State::Draining);
}

void Server::reload(const CommandTable::Reply &reply)
{
    if (m_options.threads)
        return refuseReload({ErrorCode::BadArguments,
                             QStringLiteral("Threads keep the plugins that they have loaded: end "
                                            "the server and start it again.")},
                            reply);
    if (m_state == State::Serving && (!m_reload || !m_reload->isRunning()))
        return startReload(reply);
    const bool ends = m_state > State::Serving;
    const Error error(ends ? ErrorCode::ShuttingDown : ErrorCode::TooBusy,
                      ends ? QStringLiteral("The server is ending and reads no includes any more.")
                           : QStringLiteral("The includes are being read at this moment; ask again "
                                            "when that is done."));
    refuseReload(error, reply);
}

void Server::refuseReload(const Error &error, const CommandTable::Reply &reply)
{
    m_log.log(Tag::Ctrl, error.message());
    if (reply)
        reply(error);
}

void Server::startReload(const CommandTable::Reply &reply)
{
    m_log.log(Tag::Ctrl, QStringLiteral("the includes are read again"));
    m_reload = std::make_unique<Reload>(m_options, m_pools);
    connect(m_reload.get(), &Reload::succeeded, this, [=, this](const QStringList &pools) {
        m_log.log(Tag::Ctrl, QStringLiteral("the includes were read again"));
        if (reply)
            reply(QVariant(pools));
    });
    connect(m_reload.get(), &Reload::failed, this, [=, this](const QString &message) {
        const QString sentence =
            QStringLiteral("Nothing was reloaded, the workers stay as they are: %1")
                .arg(asSentence(message));
        m_log.warn(sentence);
        if (reply)
            reply(Error(ErrorCode::BadArguments, sentence));
    });
    m_reload->start();
}

// Preparing -> Starting -> Serving -> Draining -> Leaving -> Finished. A failure or a signal goes
// from Preparing or Starting to Ending, and so does a drain that is cut short; Ending -> Finished.
void Server::setState(State state)
{
    m_state = state;
    switch (state) {
    case State::Preparing:
    case State::Starting:
        break;
    case State::Serving:
        m_patience.stop();
        break;
    case State::Draining:
        m_log.log(Tag::Down,
                  [&] { return QStringLiteral("%1 calls are let end").arg(m_pools.liveCalls()); });
        m_patience.disconnect(this);
        connect(&m_patience, &QTimer::timeout, this, &Server::onDrainLimit);
        m_patience.start(m_options.drainLimit);
        m_pools.drain();
        break;
    case State::Ending:
        m_patience.stop();
        m_pools.stopNow();
        if (m_options.threads && m_state == State::Ending) {
            m_patience.disconnect(this);
            connect(&m_patience, &QTimer::timeout, this, &Server::giveUpThreads);
            m_patience.start(m_options.grace);
        }
        break;
    case State::Leaving:
        m_patience.stop();
        for (Session *session : sessions())
            session->leave(QStringLiteral("The server has ended."));
        if (m_sessions.empty() && m_state == State::Leaving)
            setState(State::Finished);
        break;
    case State::Finished:
        for (Session *session : sessions())
            session->sayGoodbye(QStringLiteral("The server has ended."));
        Q_EMIT finished(m_exitCode);
        break;
    }
}

void Server::onDrainLimit()
{
    m_log.warn(QStringLiteral("%1 calls did not end within --drain-limit and are given up: %2.")
                   .arg(m_pools.liveCalls())
                   .arg(m_pools.namesOfLiveCalls().join(QStringLiteral(", "))));
    setState(State::Ending);
}

void Server::giveUpThreads()
{
    m_log.warn(QStringLiteral("Procedures that do not return are ended with the server."));
    m_hasBusyThreads = true;
    setState(State::Finished);
}

void Server::fail(ExitCode code, const QString &message)
{
    if (m_exitCode != ExitCode::Ok)
        return;
    m_exitCode = code;
    m_log.warn(message);
    setState(State::Ending);
}

void Server::onWorkersEnded()
{
    if (m_state != State::Draining && m_state != State::Ending)
        return;
    m_log.log(Tag::Down, QStringLiteral("all workers have ended"));
    setState(m_state == State::Draining ? State::Leaving : State::Finished);
}

} // namespace Amp
