// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/callline.h"

namespace Amp {

void CallLine::add(PendingCall &&call)
{
    m_bytes += call.frameBytes;
    if (call.deadline != TimePoint::max())
        m_deadlines.emplace(call.deadline, call.id);
    m_calls.emplace_hint(m_calls.end(), call.id, std::move(call));
}

PendingCall CallLine::take(Calls::iterator at)
{
    PendingCall call = std::move(at->second);
    m_calls.erase(at);
    m_bytes -= call.frameBytes;
    if (call.deadline != TimePoint::max())
        m_deadlines.erase({call.deadline, call.id});
    return call;
}

std::optional<PendingCall> CallLine::take(CallId id)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end())
        return {};
    return take(found);
}

PendingCall CallLine::takeFirst()
{
    return take(m_calls.begin());
}

std::vector<PendingCall> CallLine::takeExpired(TimePoint now)
{
    std::vector<PendingCall> expired;
    while (earliestDeadline() <= now && !m_deadlines.empty())
        expired.push_back(take(m_calls.find(m_deadlines.begin()->second)));
    return expired;
}

std::vector<PendingCall> CallLine::takeFailFast()
{
    std::vector<PendingCall> taken;
    for (auto at = m_calls.begin(); at != m_calls.end();) {
        const auto next = std::next(at);
        if (at->second.failFast)
            taken.push_back(take(at));
        at = next;
    }
    return taken;
}

std::vector<PendingCall> CallLine::takeAll()
{
    std::vector<PendingCall> taken;
    taken.reserve(m_calls.size());
    while (!m_calls.empty())
        taken.push_back(takeFirst());
    return taken;
}

CallLine::TimePoint CallLine::earliestDeadline() const
{
    return m_deadlines.empty() ? TimePoint::max() : m_deadlines.begin()->first;
}

} // namespace Amp
