// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <deque>

#include <QtCore/qhash.h>

#include "core/dispatch/callrecord.h"
#include "core/stats/busytimes.h"
#include "core/stats/clientnames.h"
#include "core/stats/endedcall.h"
#include "core/stats/feedclock.h"
#include "core/stats/procedurestats.h"
#include "core/stats/ring.h"
#include "core/stats/serverhistory.h"

namespace Amp {

struct CallOutcome;
namespace Wire {
struct Progress;
}

// What a server remembers of the calls that have ended. It is told of each in a few hundred
// instructions, without an allocation or a look at a text; whoever watches pays for the rest.
//
// Failures have a ring of their own, so that ten million successes do not push out ten of them.
class ServerStats
{
public:
    static constexpr std::size_t endedKept = 65'536;
    static constexpr std::size_t failuresKept = 4096;
    static constexpr std::size_t barsKept = 4096;
    static constexpr std::size_t proceduresKept = 256; // further ones are counted together

    struct Progress
    {
        quint64 done = 0;
        quint64 total = 0;
        QString text;
    };

    ServerStats();

    const FeedClock &clock() const { return m_clock; }
    ClientNames &clients() { return m_clients; }
    const ClientNames &clients() const { return m_clients; }
    ServerHistory &history() { return m_history; }
    const ServerHistory &history() const { return m_history; }

    // The number by which a call names its procedure; 0 once there are too many.
    quint16 procedureNumber(const QByteArray &name);
    // By number; the first stands for all that are not counted one by one.
    const std::deque<ProcedureStats> &procedures() const { return m_procedures; }

    // Of a record that is about to be removed; place is that of the worker that was given it.
    void callEnded(const CallRecord &call, const CallOutcome &outcome, quint32 place);
    void callProgressed(const CallRecord &call, const Wire::Progress &progress);
    // nullptr when there was none.
    const Progress *progressOf(quint64 serial) const;

    // To be told once a second, with what the history cannot know, and each worker.
    void endSecond(const Feed::HistoryPoint &gauges,
                   const std::vector<BusyTimes::Running> &workers);
    quint32 seconds() const { return m_seconds; } // that have ended
    // The fine busy times, ten times a second, are kept only while somebody looks.
    void endTenth(const std::vector<BusyTimes::Running> &workers);
    void restartTenths() { m_busyTenths.restart(m_clock.now()); }

    const Ring<EndedCall> &ended() const { return m_ended; }
    const Ring<FailedCall> &failures() const { return m_failures; }
    // What the timeline shows one by one: took at least 100 ms, or failed.
    const Ring<EndedCall> &bars() const { return m_bars; }
    const Ring<BusyTimes::Frame> &busySeconds() const { return m_busySeconds.frames(); }
    const Ring<BusyTimes::Frame> &busyTenths() const { return m_busyTenths.frames(); }

private:
    void fill(EndedCall &entry, const CallRecord &call, const CallOutcome &outcome,
              quint32 place) const;

    const FeedClock m_clock;
    ClientNames m_clients;
    ServerHistory m_history;
    QHash<QByteArray, quint16> m_procedureNumbers;
    std::deque<ProcedureStats> m_procedures;
    Ring<EndedCall> m_ended{endedKept};
    Ring<FailedCall> m_failures{failuresKept};
    Ring<EndedCall> m_bars{barsKept};
    BusyTimes m_busySeconds;
    BusyTimes m_busyTenths;
    QHash<quint64, Progress> m_progress; // of running calls that have told any
    quint32 m_seconds = 0;
};

} // namespace Amp
