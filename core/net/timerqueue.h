// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <set>
#include <unordered_map>

#include <QtCore/qabstracteventdispatcher.h>
#include <QtCore/qlist.h>

namespace Amp {

// The timers of an event loop, on the monotonic clock. A timer never fires early, and fires at most
// once in a turn. Very coarse ones are late by up to a second, so that they share wake-ups; all
// others keep their millisecond.
class TimerQueue
{
public:
    using TimerInfo = QAbstractEventDispatcher::TimerInfo;

    void start(int timerId, std::chrono::milliseconds interval, Qt::TimerType type,
               QObject *object);
    bool stop(int timerId);
    bool stopAll(QObject *object);

    QList<TimerInfo> timersOf(QObject *object) const;
    int remainingMs(int timerId) const; // 0 when due, -1 for an unknown timer
    int msToNext() const;               // 0 when one is due, -1 without timers

    // Sends the events of the timers that are due, and says how many. A timer does not fire again
    // in an event loop that is nested in its own event.
    int fireDue();

private:
    using Clock = std::chrono::steady_clock;

    struct Timer
    {
        std::chrono::milliseconds interval;
        Qt::TimerType type;
        QObject *object;
        Clock::time_point due;
        quint64 order; // that of its deadline; tells a restarted timer from its former self
    };

    struct Deadline
    {
        Clock::time_point due;
        quint64 order; // timers that are due together fire in the order in which they were started
        int timerId;
        auto operator<=>(const Deadline &other) const = default;
    };

    void fireFirst(Clock::time_point now);

    std::unordered_map<int, Timer> m_timers;
    std::set<Deadline> m_deadlines; // of all timers but those whose event is being handled
    quint64 m_nextOrder = 0;
};

} // namespace Amp
