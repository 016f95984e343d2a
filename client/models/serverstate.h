// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <deque>
#include <map>
#include <vector>

#include <QtCore/qobject.h>

#include <Amp/ClientGlobal>
#include <Amp/Feed>

namespace Amp {

// What is known of one server, merged from its updates: the summary, the history and the timeline.
// Tables have models of their own, which listen to updated().
//
// apply() is cheap: it merges into containers. Views repaint on updated().
class AMP_CLIENT_EXPORT ServerState : public QObject
{
    Q_OBJECT

public:
    struct Lane // of the timeline
    {
        std::deque<Feed::BusySample> busy; // ascending, 15 minutes
        std::deque<Feed::TimelineBar> bars;
    };

    explicit ServerState(QObject *parent = nullptr);

    void apply(const Feed::Update &update);
    // Another server: everything is forgotten.
    void clear();

    bool isEmpty() const { return m_summary.now == 0; } // no summary has come yet
    const Feed::Summary &summary() const { return m_summary; }
    // Ascending by time; 10 s points first, then 1 s points, never overlapping. Also across a
    // restart of the server, which marks() names.
    const std::deque<Feed::HistoryPoint> &history() const { return m_history; }
    const std::vector<Feed::HistoryMark> &marks() const { return m_marks; }
    // In the order of the server's pools and of the ids.
    const std::vector<Feed::PoolRow> &pools() const { return m_pools; }
    const std::map<quint32, Feed::WorkerRow> &workers() const { return m_workers; }
    const Lane &lane(quint32 worker) const;
    bool mayOperate() const { return m_mayOperate; }
    quint64 epoch() const { return m_epoch; }

Q_SIGNALS:
    void updated(const Amp::Feed::Update &update); // after it has been applied
    void cleared();
    void serverRestarted(); // same address, another epoch; before updated()

private:
    void applyHistory(const Feed::Update &update, bool restarted);
    void forgetWhatIsRepeated(const Feed::Update &snapshot, bool restarted);
    void addPoint(const Feed::HistoryPoint &point, qint64 fineFrom);
    bool hasFineAt(qint64 at) const;
    void coarsen();
    void markRestart();
    void applyWorkers(const Feed::Update &update);
    void forgetWorker(quint32 worker);
    void applyTimeline(const Feed::Update &update, bool restarted);

    Feed::Summary m_summary;
    std::deque<Feed::HistoryPoint> m_history;
    std::deque<Feed::HistoryPoint> m_coarse; // 10 s points of the time that has 1 s points
    std::vector<Feed::HistoryMark> m_marks;
    std::vector<Feed::PoolRow> m_pools;
    std::map<quint32, Feed::WorkerRow> m_workers;
    std::map<quint32, Lane> m_lanes;
    bool m_mayOperate = false;
    quint64 m_epoch = 0;
};

} // namespace Amp
