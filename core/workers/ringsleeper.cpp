// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/ringsleeper.h"

#include <algorithm>

#include "core/net/epolldispatcher.h"
#include "core/net/flushqueue.h"
#include "core/ring/ringsleep.h"
#include "core/workers/ringlink.h"

namespace Amp {

using namespace std::chrono_literals;

RingSleeper::RingSleeper(FlushQueue &flushQueue, QObject *parent)
    : QObject(parent)
    , m_flushQueue(flushQueue)
{
    m_tick.setInterval(1ms);
    m_tick.setTimerType(Qt::PreciseTimer);
    connect(&m_tick, &QTimer::timeout, this, &RingSleeper::tick);
}

void RingSleeper::setSpins(bool spins)
{
    m_spin = AdaptiveSpin(spins);
}

void RingSleeper::add(RingLink *link)
{
    m_links.push_back(link);
    m_rings.push_back(link->ring());
    if (!m_tick.isActive())
        m_tick.start();
    if (!m_dispatcher)
        followEventLoop();
}

void RingSleeper::remove(RingLink *link)
{
    const auto index = std::ranges::find(m_links, link) - m_links.begin();
    if (index == std::ssize(m_links))
        return;
    m_links.erase(m_links.begin() + index);
    m_rings.erase(m_rings.begin() + index);
}

void RingSleeper::leaveOutEmpty()
{
    for (size_t i = m_links.size(); i-- > 0;) {
        if (!m_links[i]->leavesWhenEmpty())
            continue;
        m_rings[i].get().endSleep(); // perhaps it was announced
        remove(m_links[i]);
    }
}

void RingSleeper::followEventLoop()
{
    m_dispatcher = QAbstractEventDispatcher::instance(thread());
    if (!m_dispatcher) { // the loop has not been started yet; the next add() looks again
        QMetaObject::invokeMethod(this, &RingSleeper::handOver, Qt::QueuedConnection);
        return;
    }
    m_pollable = qobject_cast<EpollEventDispatcher *>(m_dispatcher);
    connect(m_dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &RingSleeper::beforeSleep);
    connect(m_dispatcher, &QAbstractEventDispatcher::awake, this, &RingSleeper::afterSleep);
}

void RingSleeper::handOver()
{
    for (RingServer &ring : m_rings)
        ring.raise();
}

// Rule 12. What has come meanwhile is heard instead of sleeping, and its callers are told.
void RingSleeper::beforeSleep()
{
    handOver();
    const bool isShort = spinsThroughWait();
    if (isShort && !hasResults())
        return; // something else is ready, and the loop does not block
    if (!isShort && beginRingSleep<MappedRing>(m_rings)) {
        m_sleepsSince = std::chrono::steady_clock::now();
        return;
    }
    endRingSleep<MappedRing>(m_rings);
    harvest();
    handOver();
    m_flushQueue.flushAll();
    if (m_dispatcher)
        m_dispatcher->wakeUp();
}

// Whether something came within a wait that was expected to be short. To look at the rings costs
// nothing, to ask the system a little.
bool RingSleeper::spinsThroughWait()
{
    constexpr unsigned looksPerPoll = 8;
    if (!m_pollable || !m_spin.isWorthIt())
        return false;
    unsigned looks = 0;
    m_flushQueue.flushAll(); // whoever waits for it would make the wait long
    return m_spin.until(
        [&] { return hasResults() || (looks++ % looksPerPoll == 0 && m_pollable->isReady()); });
}

bool RingSleeper::hasResults() const
{
    return std::ranges::any_of(m_rings, [](const RingServer &ring) { return ring.hasResults(); });
}

void RingSleeper::afterSleep()
{
    if (m_sleepsSince != decltype(m_sleepsSince)()) {
        m_spin.slept(std::chrono::steady_clock::now() - m_sleepsSince);
        m_sleepsSince = {};
    }
    handOver(); // a loop that is polled never blocks
    endRingSleep<MappedRing>(m_rings);
    harvest();
}

// Links may come while others tell of what has come.
void RingSleeper::harvest()
{
    for (size_t i = 0; i < m_links.size(); ++i)
        m_links[i]->harvest();
    leaveOutEmpty();
}

void RingSleeper::tick()
{
    harvest();
    if (m_links.empty())
        m_tick.stop();
    else
        Q_EMIT ticked();
}

} // namespace Amp
