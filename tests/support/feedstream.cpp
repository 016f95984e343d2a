// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/support/feedstream.h"

#include <iterator>

namespace Amp::Test {

using namespace Feed;

namespace {

bool hasEnded(const CallRow &call)
{
    return call.state > CallState::Running;
}

} // namespace

Update FeedStream::next()
{
    m_now += 100'000;
    if (m_sequence == 0)
        return snapshot();
    if (oneIn(60))
        restart();
    else if (!oneIn(20))
        return delta();
    return snapshot();
}

// Ids begin anew; lines of the log stay known.
void FeedStream::restart()
{
    ++epoch;
    calls.clear();
    clients.clear();
    m_lastCall = m_lastClient = m_lastLine = 0;
}

Summary FeedStream::summary()
{
    Summary summary;
    summary.now = m_now;
    summary.startedAt = 1;
    summary.version = QStringLiteral("1.0.0");
    return summary;
}

// As a server's: everything, but of the calls that ended only the latest, and of the log the last
// lines, which the watcher may know.
Update FeedStream::snapshot()
{
    Update update = delta();
    update.isSnapshot = true;
    update.goneCalls.clear();
    update.workers.clear();
    update.procedures.clear();
    update.clients.clear();
    update.calls.clear();
    for (const auto &[id, call] : calls) {
        if (!hasEnded(call) || id + 30 > m_lastCall || call.endedAt == m_now)
            update.calls.push_back(call);
    }
    for (const auto &[id, worker] : workers)
        update.workers.push_back(worker);
    for (const auto &[name, procedure] : procedures)
        update.procedures.push_back(procedure);
    for (const auto &[id, client] : clients)
        update.clients.push_back(client);
    const size_t known = std::min(log.size(), size_t(m_lastLine));
    update.log.assign(log.end() - qsizetype(std::min(known, size_t(40))), log.end());
    return update;
}

Update FeedStream::delta()
{
    Update update;
    update.sequence = ++m_sequence;
    update.epoch = epoch;
    update.topics = allTopics;
    update.summary = summary();
    changeCalls(update);
    changeWorkers(update);
    changeProcedures(update);
    changeClients(update);
    addLog(update);
    return update;
}

void FeedStream::changeCalls(Update &update)
{
    for (auto it = calls.begin(); it != calls.end();) {
        CallRow &call = it->second;
        if (!hasEnded(call) && oneIn(12)) { // ended, and too many to be told one by one
            update.goneCalls.push_back(it->first);
            it = calls.erase(it);
            continue;
        }
        if (advance(call))
            update.calls.push_back(call);
        ++it;
    }
    for (int i = below(12); i > 0; --i) {
        CallRow call;
        call.id = ++m_lastCall;
        call.procedure = word("procedure", 5);
        call.client = word("client", 4);
        call.priority = Priority(below(3));
        call.acceptedAt = m_now;
        while (oneIn(2))
            advance(call);
        calls[call.id] = call;
        update.calls.push_back(call);
    }
}

bool FeedStream::advance(CallRow &call)
{
    if (hasEnded(call) || !oneIn(3))
        return false;
    if (call.state == CallState::Queued) {
        call.state = CallState::Running;
        call.startedAt = m_now;
        call.worker = quint32(1 + below(8));
    } else if (oneIn(2)) {
        call.progressDone += 1;
        call.progressTotal = 10;
    } else {
        call.state = CallState(2 + below(4));
        call.endedAt = m_now;
        call.message = word("because ", 3);
    }
    return true;
}

void FeedStream::changeWorkers(Update &update)
{
    const quint32 id = quint32(1 + below(12));
    const auto known = workers.find(id);
    if (known != workers.end() && oneIn(5)) {
        WorkerRow gone = known->second;
        gone.removed = true;
        update.workers.push_back(gone);
        workers.erase(known);
        return;
    }
    WorkerRow &worker = workers[id];
    worker.id = id;
    worker.pool = QStringLiteral("native");
    worker.state = WorkerState(below(5));
    worker.call = quint64(below(3));
    worker.since = worker.call ? m_now : 0;
    worker.callsDone += quint64(below(3));
    worker.cpuPermille = quint32(below(4));
    update.workers.push_back(worker);
}

void FeedStream::changeProcedures(Update &update)
{
    const QString name = word("procedure", 20);
    ProcedureRow &procedure = procedures[name];
    procedure.name = name;
    procedure.calls += quint64(below(4));
    procedure.runningTime += quint64(below(1000));
    procedure.total.p99 = quint64(below(5));
    procedure.waiting.p50 = quint64(below(5));
    update.procedures.push_back(procedure);
}

void FeedStream::changeClients(Update &update)
{
    if (!clients.empty() && oneIn(4)) {
        const auto leaving = std::next(clients.begin(), below(int(clients.size())));
        ClientRow gone = leaving->second;
        gone.removed = true;
        update.clients.push_back(gone);
        clients.erase(leaving);
    }
    const quint64 id = oneIn(3) || clients.empty() ? ++m_lastClient : clients.begin()->first;
    ClientRow &client = clients[id];
    client.id = id;
    client.program = QStringLiteral("program");
    client.inFlight = quint32(below(4));
    client.callsPerSecond = below(3);
    update.clients.push_back(client);
}

void FeedStream::addLog(Update &update)
{
    for (int i = below(4); i > 0; --i) {
        LogLine line;
        line.sequence = ++m_lastLine;
        line.at = m_now;
        line.level = LogLine::Level(below(5));
        line.text = word("line ", 100);
        log.push_back(line);
        update.log.push_back(line);
    }
}

} // namespace Amp::Test
