// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <unordered_map>

#include "core/stats/loghistory.h"
#include "core/stats/serverstats.h"
#include "core/workers/poolset.h"
#include "server/clientactivity.h"
#include "server/workerprocesses.h"

namespace Amp {

// What a server is right now, as rows of the feed. Everything is made when it is asked for.
class ServerRows
{
public:
    struct Sources // of the server; outlive this
    {
        const PoolSet &pools;
        ServerStats &stats;
        const LogHistory &log;
        std::function<std::vector<ClientActivity>()> clients;
        std::function<qsizetype()> clientCount;
        QString version;
    };

    explicit ServerRows(Sources sources);

    const ServerStats &stats() const { return m_sources.stats; }
    const LogHistory &log() const { return m_sources.log; }

    Feed::Summary summary() const;
    // What a point of the history says of the moment at its end.
    Feed::HistoryPoint gauges() const;
    std::vector<BusyTimes::Running> runningWorkers() const;

    std::vector<Feed::PoolRow> pools() const;
    std::vector<Feed::WorkerRow> workers();
    // All that are running, and of those that wait the oldest.
    std::vector<const CallRecord *> runningCalls() const;
    std::vector<const CallRecord *> queuedCalls(std::size_t count) const;
    Feed::CallRow row(const CallRecord &call) const;
    Feed::CallRow row(const EndedCall &call) const;
    Feed::CallRow row(const FailedCall &call) const;
    Feed::TimelineBar bar(const EndedCall &call) const;
    // Of those that an include defines or that were called, whose version is another than the
    // given one. Versions are by number of the procedure, and are brought up to date.
    std::vector<Feed::ProcedureRow> procedures(std::vector<quint64> &versions) const;
    std::vector<Feed::CatalogRow> catalog() const;
    quint64 catalogVersion() const { return m_sources.pools.proceduresVersion(); }
    // As of the last second.
    const std::vector<Feed::ClientRow> &clients() const { return m_clients; }

    // Measured once a second, while somebody looks.
    void measureWorkers();
    void measureClients() { m_clients = m_rates.update(m_sources.clients()); }

private:
    struct Condition // of a worker, and since when
    {
        Feed::WorkerState state = Feed::WorkerState::Starting;
        quint32 pid = 0;
        quint64 callsDone = 0;
        qint64 since = 0;
    };

    Feed::WorkerRow row(const Pool &pool, const WorkerPlace &place);
    void describeCall(Feed::WorkerRow &row, const CallRecord &call) const;
    qint64 sinceOf(const Feed::WorkerRow &row);
    qint64 oldestQueuedAt() const;
    QString procedureName(quint16 number) const;

    const Sources m_sources;
    const qint64 m_startedAt;
    WorkerProcesses m_processes;
    ClientRates m_rates;
    std::vector<Feed::ClientRow> m_clients;
    std::unordered_map<quint32, Condition> m_conditions; // by place
};

} // namespace Amp
