// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/deadlines.h"

#include <algorithm>

namespace Amp {

using namespace std::chrono_literals;
using Clock = CallRecord::Clock;

// QTimer counts milliseconds in an int. A moment that is further away is looked at again then.
constexpr std::chrono::milliseconds longestWait = 1h;

Deadlines::Deadlines(QObject *parent)
    : QObject(parent)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Deadlines::expireDue);
}

void Deadlines::set(CallRecord *call, TimePoint moment)
{
    if (call->deadlineIndex < 0) {
        m_heap.emplace_back();
        siftUp(m_heap.size() - 1, {moment, call});
    } else {
        siftFrom(std::size_t(call->deadlineIndex), {moment, call});
    }
    arm();
}

void Deadlines::remove(CallRecord *call)
{
    const auto index = std::size_t(call->deadlineIndex);
    const Entry last = m_heap.back();
    m_heap.pop_back();
    if (last.call != call)
        siftFrom(index, last);
    call->deadlineIndex = -1;
}

void Deadlines::expireDue()
{
    const TimePoint now = Clock::now();
    m_armedFor = TimePoint::max();
    while (!m_heap.empty() && m_heap.front().moment <= now) {
        CallRecord *call = m_heap.front().call;
        clear(call);
        Q_EMIT expired(call);
    }
    arm();
}

void Deadlines::arm()
{
    if (m_heap.empty() || m_heap.front().moment >= m_armedFor)
        return;
    const TimePoint now = Clock::now();
    m_armedFor = std::clamp(m_heap.front().moment, now, now + longestWait);
    m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(m_armedFor - now));
}

void Deadlines::place(std::size_t index, Entry entry)
{
    m_heap[index] = entry;
    entry.call->deadlineIndex = qint32(index);
}

void Deadlines::siftUp(std::size_t index, Entry entry)
{
    while (index > 0) {
        const std::size_t parent = (index - 1) / 2;
        if (m_heap[parent].moment <= entry.moment)
            break;
        place(index, m_heap[parent]);
        index = parent;
    }
    place(index, entry);
}

void Deadlines::siftDown(std::size_t index, Entry entry)
{
    for (std::size_t child = 2 * index + 1; child < m_heap.size(); child = 2 * index + 1) {
        if (child + 1 < m_heap.size() && m_heap[child + 1].moment < m_heap[child].moment)
            ++child;
        if (entry.moment <= m_heap[child].moment)
            break;
        place(index, m_heap[child]);
        index = child;
    }
    place(index, entry);
}

// Puts an entry near the place of another that has left, in whichever direction it belongs.
void Deadlines::siftFrom(std::size_t index, Entry entry)
{
    if (index > 0 && entry.moment < m_heap[(index - 1) / 2].moment)
        siftUp(index, entry);
    else
        siftDown(index, entry);
}

} // namespace Amp
