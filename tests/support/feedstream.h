// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <map>
#include <random>

#include "core/stats/feed.h"

namespace Amp::Test {

// A made-up server whose updates are arbitrary but lawful: the same seed gives the same stream.
// What a watcher of all updates must know afterwards stands beside it.
class FeedStream
{
public:
    explicit FeedStream(quint32 seed)
        : m_random(seed)
    {}

    // Mostly a delta; now and then a snapshot, or another start of the server. The first one is a
    // snapshot.
    Feed::Update next();

    std::map<quint64, Feed::CallRow> calls;
    std::map<quint32, Feed::WorkerRow> workers;
    std::map<QString, Feed::ProcedureRow> procedures;
    std::map<quint64, Feed::ClientRow> clients;
    std::vector<Feed::LogLine> log;
    quint64 epoch = 1;

private:
    int below(int bound) { return int(m_random() % unsigned(bound)); }
    bool oneIn(int chances) { return below(chances) == 0; }
    QString word(const char *prefix, int kinds)
    {
        return QLatin1String(prefix) + QString::number(below(kinds));
    }

    void restart();
    Feed::Update snapshot();
    Feed::Update delta();
    Feed::Summary summary();
    void changeCalls(Feed::Update &update);
    bool advance(Feed::CallRow &call);
    void changeWorkers(Feed::Update &update);
    void changeProcedures(Feed::Update &update);
    void changeClients(Feed::Update &update);
    void addLog(Feed::Update &update);

    std::mt19937 m_random;
    qint64 m_now = 1'700'000'000'000'000;
    quint64 m_sequence = 0;
    quint64 m_lastCall = 0;
    quint64 m_lastClient = 0;
    quint64 m_lastLine = 0;
};

} // namespace Amp::Test
