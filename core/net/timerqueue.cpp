// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/timerqueue.h"

#include <algorithm>
#include <climits>

#include <QCoreApplication>
#include <QTimerEvent>

namespace Amp {

using namespace std::chrono_literals;

namespace {

template <typename TimePoint>
TimePoint dueTime(TimePoint exact, Qt::TimerType type)
{
    if (type != Qt::VeryCoarseTimer)
        return exact;
    return std::chrono::ceil<std::chrono::seconds>(exact);
}

template <typename Duration>
int wholeMs(Duration left)
{
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    return int(std::clamp<qint64>(ms, 0, INT_MAX));
}

} // namespace

void TimerQueue::start(int timerId, std::chrono::milliseconds interval, Qt::TimerType type,
                       QObject *object)
{
    const auto due = dueTime(Clock::now() + interval, type);
    const quint64 order = m_nextOrder++;
    m_timers.insert_or_assign(timerId, Timer{interval, type, object, due, order});
    m_deadlines.insert({due, order, timerId});
}

bool TimerQueue::stop(int timerId)
{
    const auto it = m_timers.find(timerId);
    if (it == m_timers.end())
        return false;
    m_deadlines.erase({it->second.due, it->second.order, timerId});
    m_timers.erase(it);
    return true;
}

bool TimerQueue::stopAll(QObject *object)
{
    const QList<TimerInfo> timers = timersOf(object);
    for (const TimerInfo &timer : timers)
        stop(timer.timerId);
    return !timers.isEmpty();
}

QList<TimerQueue::TimerInfo> TimerQueue::timersOf(QObject *object) const
{
    QList<TimerInfo> timers;
    for (const auto &[timerId, timer] : m_timers) {
        if (timer.object == object)
            timers.append({timerId, int(timer.interval.count()), timer.type});
    }
    return timers;
}

int TimerQueue::remainingMs(int timerId) const
{
    const auto it = m_timers.find(timerId);
    return it == m_timers.end() ? -1 : wholeMs(it->second.due - Clock::now());
}

int TimerQueue::msToNext() const
{
    return m_deadlines.empty() ? -1 : wholeMs(m_deadlines.begin()->due - Clock::now());
}

int TimerQueue::fireDue()
{
    if (m_deadlines.empty())
        return 0;
    const auto now = Clock::now();
    const quint64 firstOfNextTurn = m_nextOrder; // what is started meanwhile waits its turn
    int fired = 0;
    while (!m_deadlines.empty() && m_deadlines.begin()->due <= now &&
           m_deadlines.begin()->order < firstOfNextTurn)
    {
        fireFirst(now);
        ++fired;
    }
    return fired;
}

// The deadline's node is kept aside and put back: a repeating timer allocates nothing.
void TimerQueue::fireFirst(Clock::time_point now)
{
    auto node = m_deadlines.extract(m_deadlines.begin());
    const Deadline fired = node.value();
    Timer &timer = m_timers.at(fired.timerId);
    const auto next = timer.due + timer.interval;
    timer.due = dueTime(next < now ? now + timer.interval : next, timer.type);

    QTimerEvent event(fired.timerId);
    QCoreApplication::sendEvent(timer.object, &event);

    const auto it = m_timers.find(fired.timerId);
    if (it == m_timers.end() || it->second.order != fired.order)
        return; // it was stopped, and perhaps started anew, by its own event
    it->second.order = m_nextOrder++;
    node.value() = {it->second.due, it->second.order, fired.timerId};
    m_deadlines.insert(std::move(node));
}

} // namespace Amp
