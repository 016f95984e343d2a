// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <deque>
#include <optional>
#include <random>
#include <vector>

#include "core/stats/feed.h"
#include "core/stats/latencyhistogram.h"

namespace Amp {

// A made-up server of 64 workers under load: calls arrive, wait, run on workers, fail now and then,
// and every figure follows from them, so that tiles, rows and charts agree. The same seed and
// scenario give the same load.
//
// The last 75 s before its beginning were run through; what is older is drawn from their averages.
class DemoLoad
{
public:
    enum class Scenario {
        Healthy,
        CrashLoop, // since a reload 36 s ago one worker crashes again and again; one call is slow
        Restarted, // the server was restarted ten minutes ago
        Idle       // four workers of one pool, and no call yet
    };

    DemoLoad(Scenario scenario, quint64 seed, qint64 now);

    qint64 now() const { return m_now; }
    Feed::Update snapshot();
    // What has happened until then.
    Feed::Update advance(qint64 to);

    // What an operator may do. False when there is no such call or worker.
    bool cancelCall(quint64 id);
    bool killWorker(quint32 id);
    bool restartWorker(quint32 id);
    void setPaused(bool paused);

private:
    struct Call
    {
        Feed::CallRow row;
        int procedure = 0;
        qint64 endsAt = 0; // of a running one
        qint64 runFor = 0;
        Feed::CallState outcome = Feed::CallState::Succeeded;
    };
    struct Place // of a worker
    {
        Feed::WorkerRow row;
        Feed::WorkerRow told; // as it was in the last update
        int pool = 0;
        std::optional<Call> call;
        qint64 busySince = 0; // of the present sample
        qint64 busyTime = 0;  // within it
        qint64 backoff = 0;   // the last one
    };
    struct ProcedureCounts
    {
        quint64 calls = 0;
        quint64 failed = 0;
        quint64 runningTime = 0;
        LatencyHistogram waiting;
        LatencyHistogram running;
        LatencyHistogram total;
        std::deque<quint64> recentEnds; // of the last ten seconds
        quint64 endsThisSecond = 0;
        std::vector<quint64> recentP99;
    };
    struct ClientCounts
    {
        Feed::ClientRow row;
        quint64 endsThisSecond = 0;
    };

    void runThroughTo(qint64 now);
    void makePlaces();
    void makeClients();
    void makeTotals(qint64 uptime);
    void drawCalls(int procedure, quint64 number);
    void shareAmongClients();
    void makeIdleServer();
    void fillPools();
    void drawHistory(qint64 from, qint64 to);
    void drawTimeline(qint64 from, qint64 to);

    void step(qint64 to);
    double eagerness(int pool) const;
    void arrive(int procedure, qint64 span);
    Call makeCall(int procedure, qint64 at);
    void handOut(int pool);
    void start(Place &place, Call call);
    void finishDue(Place &place);
    void finish(Place &place, qint64 at);
    void runNative(qint64 span);
    void showNativeCall(int procedure, qint64 waited, qint64 ran, quint32 worker, bool failed);
    void showNativeWorkers();
    void count(int procedure, std::size_t client, qint64 waited, qint64 ran,
               Feed::CallState outcome);
    void crash(Place &place, qint64 at, const QString &why);
    void letCrash(Place &place);
    void endSecond();
    void sampleBusy(Place &place);
    bool makeProgress(Call &call, bool isSnapshot) const;
    void beginFilms();
    void beginTroubles();
    void makeTroubles();
    void say(Feed::LogLine::Level level, quint32 worker, quint64 call, const QString &text);

    Feed::Summary summarize() const;
    Feed::HistoryPoint pointNow();
    Feed::ProcedureRow describe(int procedure) const;
    void addRows(Feed::Update &update);
    int arrivals(double expected);
    double chance();
    qint64 runTime(int procedure);
    std::size_t anyClient();
    Place *find(quint32 worker);
    int busyIn(int pool) const;

    const Scenario m_scenario;
    std::mt19937_64 m_random;
    qint64 m_now = 0;
    const qint64 m_lookedAt; // when it began to be shown
    qint64 m_startedAt = 0;
    quint64 m_serial = 0;
    quint32 m_lastPid = 20'360;
    quint64 m_sequence = 0;
    bool m_paused = false;
    std::vector<Place> m_places;
    std::array<std::deque<Call>, 3> m_queues; // by pool
    std::vector<ProcedureCounts> m_procedures;
    std::vector<ClientCounts> m_clients;
    Feed::Summary m_counts; // only the ends of calls
    quint64 m_lastLogLine = 0;
    std::deque<Feed::CallRow> m_recent; // what a snapshot shows of the calls that ended
    std::deque<Feed::CallRow> m_failures;
    std::deque<Feed::LogLine> m_log;
    std::deque<Feed::HistoryPoint> m_history;
    std::vector<Feed::HistoryMark> m_marks;
    std::deque<Feed::BusySample> m_busy;
    std::deque<Feed::TimelineBar> m_bars;
    Feed::Update m_next; // what happened since the last update
    // Of the present second.
    std::vector<quint64> m_waitingTimes;
    std::vector<quint64> m_runningTimes;
    std::vector<quint64> m_totalTimes;
    quint64 m_endedThisSecond = 0;
    quint64 m_failedThisSecond = 0;
    quint64 m_crashedThisSecond = 0;
    qint64 m_secondEnds = 0;
    double m_sway = 0;       // of the native pool's load, around nothing
    double m_nativeOwed = 0; // calls that are due, in fractions
};

} // namespace Amp
