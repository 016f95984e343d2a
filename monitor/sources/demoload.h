// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/sources/demoserver.h"

namespace Amp {

// A made-up server of 64 workers under load: calls arrive, wait, run on workers, fail now and then,
// and every figure follows from them, so that tiles, rows and charts agree. The same seed and
// scenario give the same load.
//
// The last 75 s before its beginning were run through; what is older is drawn from them.
class DemoLoad
{
public:
    enum class Scenario {
        Healthy,
        CrashLoop, // since a reload 35 s ago one worker crashes again and again; one call is slow
        Restarted, // the server was restarted ten minutes ago
        Idle       // four workers of one pool, and no call yet
    };

    DemoLoad(Scenario scenario, quint64 seed, qint64 now);

    qint64 now() const { return m_server.now(); }
    Feed::Update snapshot();
    // What has happened until then.
    Feed::Update advance(qint64 to);

    // What an operator may do. False when there is no such call or worker.
    bool cancelCall(quint64 id) { return m_server.cancelCall(id); }
    bool killWorker(quint32 id) { return m_server.killWorker(id); }
    bool restartWorker(quint32 id) { return m_server.restartWorker(id); }
    void setPaused(bool paused) { m_server.setPaused(paused); }

private:
    using Place = DemoServer::Place;

    void fillPools();
    void noteEarlierRestarts();
    void beginSlowCall();
    void drawPast();

    void step(qint64 to);
    void arrive(int procedure, qint64 span);
    double eagerness(int pool) const;
    std::size_t callerOf(int procedure);
    void runNative(qint64 span);
    void passNative(int procedure, bool isShown);
    void showNativeWorkers();
    void beginFilms();
    void crashAgain();
    bool isReloaded() const;

    const Scenario m_scenario;
    const DemoSetup &m_setup;
    const qint64 m_lookedAt; // when it began to be shown
    const qint64 m_startedAt;
    DemoDice m_dice;
    DemoBooks m_books;
    DemoServer m_server;
    std::vector<Feed::HistoryPoint> m_olderHistory;
    std::vector<Feed::BusySample> m_olderBusy;
    qint64 m_secondEnds;
    double m_nativePerSecond = 0;
    double m_sway = 0;       // of the native pool's load, around nothing
    double m_nativeOwed = 0; // calls that are due, in fractions
};

} // namespace Amp
