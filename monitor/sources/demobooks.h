// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include "core/stats/loghistory.h"
#include "core/stats/procedurestats.h"
#include "core/stats/serverhistory.h"
#include "monitor/sources/demodice.h"

namespace Amp {

// What the demo's server has counted, with the statistics of a real one. What happened before the
// demo looked closely is as much as usual in that time, and was as long as what it has seen.
class DemoBooks
{
public:
    struct End
    {
        int procedure = 0;
        std::size_t client = 0;
        qint64 waited = 0;
        qint64 ran = 0;
        Feed::CallState outcome = Feed::CallState::Succeeded;
        bool crashed = false;
    };

    DemoBooks(const DemoSetup &setup, qint64 startedAt, double secondsBefore);

    void count(const End &end);
    // A call that was never started.
    void countCancelled() { ++m_ends.cancelled; }
    const Feed::HistoryPoint &endSecond(const Feed::HistoryPoint &gauges);
    // What was seen until now stands for what was not seen.
    void completePast(DemoDice &dice);

    // Only the ends of calls.
    const Feed::Summary &ends() const { return m_ends; }
    quint64 callsBefore() const { return m_callsBefore; }
    const ServerHistory &history() const { return m_history; }
    Feed::ProcedureRow procedure(std::size_t index) const;
    std::size_t procedures() const { return m_procedures.size(); }
    std::vector<Feed::ClientRow> &clients() { return m_clients; }
    const std::vector<Feed::ClientRow> &clients() const { return m_clients; }

private:
    void makeClients(qint64 startedAt);
    void shareCallsBefore();

    const DemoSetup &m_setup;
    Feed::Summary m_ends;
    quint64 m_callsBefore = 0;
    std::vector<ProcedureStats> m_procedures;
    std::vector<Feed::ProcedureRow> m_before; // of each procedure; only its figures
    std::vector<Feed::ClientRow> m_clients;
    std::vector<quint64> m_clientCalls; // at the last second
    ServerHistory m_history;
    quint32 m_seconds = 0;
};

bool isDemoFailure(Feed::CallState outcome);

} // namespace Amp
