// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <unordered_map>
#include <unordered_set>

#include "server/serverrows.h"

namespace Amp {

// What watchers that are told at the same moments have been told, and so what is new to them. What
// has not been asked for in a while is simply much news.
//
// Rows are kept few: of calls at most 2,000 a second, failures and slow ones first.
class FeedView
{
public:
    static constexpr std::size_t callsPerSecond = 2000;
    static constexpr std::size_t queuedShown = 500;

    FeedView(ServerRows &rows, std::chrono::milliseconds interval);

    // What has changed since the last time. All of the queued calls that are shown are looked at
    // only when few calls end or it is a while ago, and before a snapshot.
    Feed::Update delta(Feed::Topics topics, bool beforeSnapshot);
    // Everything, as those know it who were told the delta before it.
    Feed::Update snapshot(Feed::Topics topics) const;

private:
    using Clock = std::chrono::steady_clock;
    struct LiveCall // what a row of it has said
    {
        Feed::CallState state = Feed::CallState::Queued;
        quint8 attempts = 0;
        quint64 progressDone = 0;
        QString progressText;

        bool operator==(const LiveCall &) const = default;
    };
    using LiveCalls = std::unordered_map<quint64, LiveCall>; // by serial

    void addHistory(Feed::Update &update);
    void addWorkers(Feed::Update &update);
    void addTimeline(Feed::Update &update);
    void addCalls(Feed::Update &update, bool lookAtQueued);
    void addEndedCalls(Feed::Update &update);
    void addLiveCall(Feed::Update &update, const LiveCalls &before, LiveCalls &now,
                     const CallRecord &call) const;
    void addProcedures(Feed::Update &update);
    void addClients(Feed::Update &update);
    void addLog(Feed::Update &update);
    void addCatalog(Feed::Update &update);

    void snapHistory(Feed::Update &update) const;
    void snapTimeline(Feed::Update &update) const;
    void snapCalls(Feed::Update &update) const;
    void snapLog(Feed::Update &update) const;

    ServerRows &m_rows;
    const std::size_t m_callBudget; // rows of ended calls a tick

    quint64 m_nextSecond = 0; // of the rings: the first that is new
    quint64 m_nextMark = 0;
    quint64 m_nextBusy = 0;
    quint64 m_nextBar = 0;
    quint64 m_nextEnded = 0;
    quint64 m_nextFailure = 0;
    quint64 m_nextLongCall = 0;
    quint64 m_nextLine = 0;
    std::vector<Feed::PoolRow> m_pools;
    std::unordered_map<quint32, Feed::WorkerRow> m_workers;
    std::unordered_map<quint64, Feed::ClientRow> m_clients;
    LiveCalls m_running;
    LiveCalls m_queued;
    Clock::time_point m_queuedLookedAt;
    std::vector<quint64> m_procedureVersions;
    quint32 m_proceduresAt = 0; // second
    quint64 m_catalogVersion = 0;
};

} // namespace Amp
