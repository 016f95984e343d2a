// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "monitor/sources/demobooks.h"

namespace Amp {

// The pools of the demo: calls wait, run on workers and end. What happens is noted as news, which
// the next update takes along.
class DemoServer
{
public:
    struct Call
    {
        Feed::CallRow row;
        int procedure = 0;
        std::size_t client = 0;
        qint64 runFor = 0;
        qint64 endsAt = 0; // of a running one
        Feed::CallState outcome = Feed::CallState::Succeeded;
        bool crashes = false;
    };
    struct Place // of a worker
    {
        Feed::WorkerRow row;
        Feed::WorkerRow told; // as it was in the last update
        int pool = 0;
        std::optional<Call> call;
        bool endsByItself = true; // its calls end when their time has come
        qint64 busySince = 0;     // of the present sample
        qint64 busyTime = 0;      // within it
        qint64 backoff = 0;       // the last one
    };

    DemoServer(const DemoSetup &setup, DemoDice &dice, DemoBooks &books, qint64 startedAt,
               qint64 now);

    qint64 now() const { return m_now; }
    void setNow(qint64 now) { m_now = now; }

    Call makeCall(int procedure, std::size_t client, qint64 acceptedAt);
    void enqueue(Call call);
    void handOut(int pool);
    void start(Place &place, Call call);
    void finish(Place &place, qint64 at);
    void finishDue();
    void crash(Place &place, const QString &why);
    // A call that was so short that nobody saw it run.
    void countPassing(Place &place, const DemoBooks::End &end);
    void showPassing(Feed::CallRow row);
    void say(Feed::LogLine::Level level, quint32 worker, quint64 call, const QString &line);
    void mark(Feed::HistoryMark::Kind kind, const QString &text);

    // False: there is no such call or worker.
    bool cancelCall(quint64 id);
    bool killWorker(quint32 id);
    bool restartWorker(quint32 id);
    void setPaused(bool paused);
    bool isPaused() const { return m_isPaused; }

    std::vector<Place> &places() { return m_places; }
    Place &place(quint32 worker) { return m_places[worker - 1]; }
    std::size_t queued(int pool) const { return m_queues[std::size_t(pool)].size(); }
    const std::vector<Feed::HistoryMark> &marks() const { return m_marks; }
    quint64 nextSerial() { return ++m_serial; }

    void sampleBusy();
    void endSecond(qint64 at);
    Feed::Update takeNews();
    // Everything that is remembered.
    Feed::Update remembered() const;
    // The present state, as every update has it.
    void describe(Feed::Update &update);

private:
    Place *find(quint32 worker);
    void makePlaces();
    void becomeIdle(Place &place);
    void startProcess(Place &place);
    void remember(const Feed::CallRow &row);
    void forgetOldest();
    void countInFlight();
    bool noteProgress(Call &call, bool isSnapshot) const;
    Feed::Summary summarize() const;

    const DemoSetup &m_setup;
    DemoDice &m_dice;
    DemoBooks &m_books;
    const qint64 m_startedAt;
    qint64 m_now;
    quint64 m_serial;
    quint32 m_lastPid = 20'360;
    quint64 m_sequence = 0;
    bool m_isPaused = false;
    std::vector<Place> m_places;
    std::vector<std::deque<Call>> m_queues; // by pool
    Feed::Update m_news;
    std::vector<Feed::HistoryMark> m_marks;
    std::deque<Feed::CallRow> m_recent;
    std::deque<Feed::CallRow> m_failures;
    std::deque<Feed::BusySample> m_busy;
    std::deque<Feed::TimelineBar> m_bars;
    LogHistory m_log;
};

} // namespace Amp
