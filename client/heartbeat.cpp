// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/heartbeat.h"

namespace Amp {

Heartbeat::Heartbeat(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Heartbeat::check);
}

void Heartbeat::start(std::chrono::milliseconds period)
{
    m_period = period;
    noteSignOfLife();
    if (m_period > m_period.zero())
        schedule();
}

void Heartbeat::stop()
{
    m_timer.stop();
}

void Heartbeat::checkIfDue()
{
    if (m_timer.isActive() && m_timer.remainingTime() == 0)
        check();
}

std::chrono::milliseconds Heartbeat::remainingTime() const
{
    return m_timer.isActive() ? m_timer.remainingTimeAsDuration() : std::chrono::hours(24);
}

// A timer that is moved for every message would cost more than the message, so it looks back.
void Heartbeat::check()
{
    const bool missedOne = Clock::now() - m_silentSince >= m_period;
    if (missedOne && ++m_missed == periodsUntilLost) {
        Q_EMIT lost(m_period * periodsUntilLost);
        return;
    }
    schedule();
    if (missedOne)
        Q_EMIT silent();
}

// To the end of the period of silence that is running.
void Heartbeat::schedule()
{
    const auto silence = Clock::now() - m_silentSince;
    const auto left = m_period - silence % m_period;
    m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(left));
}

} // namespace Amp
