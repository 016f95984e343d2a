// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include <QObject>
#include <QSet>
#include <QTimer>

#include "core/workers/includecatalog.h"
#include "core/workers/poolset.h"
#include "server/commandtable.h"
#include "server/exitcodes.h"
#include "server/listener.h"
#include "server/monitorfeed.h"
#include "server/options.h"
#include "server/reload.h"
#include "server/session.h"

namespace Amp {

class EventLog;
class ProcessGuard;

// amp-server: pools with a door. It binds its addresses, loads its includes, serves, drains when it
// is told to, and says with which exit code the program is to end.
class Server : public QObject
{
    Q_OBJECT

public:
    // Guard and log outlive the server.
    Server(ServerOptions options, ProcessGuard &guard, EventLog &log, QObject *parent = nullptr);
    ~Server() override;

    void start();
    // The first time it lets calls end, for as long as --drain-limit says; the second time it does
    // not.
    void shutDown();
    // Reads the includes again. Somebody who asked gets the names of the pools, or why not; the log
    // hears of it in any case.
    void reload(const CommandTable::Reply &reply = {});

    // After finished(): the clients are let go, and no address is listened on any more.
    void close();
    // After finished(): procedures still run in threads, and the destructor would wait for them.
    bool hasBusyThreads() const { return m_hasBusyThreads; }

Q_SIGNALS:
    void finished(Amp::ExitCode code);

private:
    enum class State {
        Preparing, // addresses are bound, includes are described
        Starting,  // the first workers start; a failure ends the server
        Serving,
        Draining,
        Ending,  // without waiting for calls
        Leaving, // all calls and workers have ended, clients take the last results
        Finished
    };

    struct PrintedLine
    {
        quint32 pid;
        QString text;
    };

    void setState(State state);
    bool bindAddresses();
    void startPools();
    void addPool(PlannedPool planned);
    void onPoolFailed(const Pool &pool, const QString &reason);
    void onWorkerPrinted(quint32 pid, const CallRecord *call, const QString &line);
    void onSettled();
    QStringList threadFailures() const;
    void serve();
    void drain();
    void refuseReload(const Error &error, const CommandTable::Reply &reply);
    void startReload(const CommandTable::Reply &reply);
    void limitSessions();
    qsizetype sessionsBeside(qsizetype workers) const;
    qsizetype workers() const;
    QString refusalOfWorkers(qsizetype workers) const;
    static QString tooManyFiles(qsizetype workers, qsizetype sessions);
    void onConnected(const Connection &connection);
    void removeSession(Session *session);
    QString refusal(const Connection &connection) const;
    void onDrainLimit();
    void giveUpThreads();
    void fail(ExitCode code, const QString &message);
    void onWorkersEnded();
    std::vector<Session *> sessions() const;
    ServerRows::Sources feedSources();

    const ServerOptions m_options;
    const SessionLimits m_limits;
    ProcessGuard &m_guard;
    EventLog &m_log;
    State m_state = State::Preparing;
    ExitCode m_exitCode = ExitCode::Ok;
    bool m_hasBusyThreads = false;
    qsizetype m_maxSessions = 0;
    quint64 m_epoch = 0;
    ServerStats m_stats;
    LogHistory m_logHistory;
    PoolSet m_pools;
    MonitorFeed m_feed;
    CommandTable m_commands;
    IncludeCatalog m_catalog;
    QSet<const Pool *> m_binaries;    // the pools of --binary
    std::unique_ptr<Reload> m_reload; // the last one
    // What workers printed before the server served. When it does not get so far, its one sentence
    // has what matters of it.
    std::vector<PrintedLine> m_heldOutput;
    std::vector<std::unique_ptr<Listener>> m_listeners;
    std::unordered_map<Session *, std::unique_ptr<Session>> m_sessions;
    std::vector<std::unique_ptr<Session>> m_retired; // have ended, until the next event
    QTimer m_patience;                               // with the first workers, later with the drain
};

} // namespace Amp
