// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "client/pendingcall.h"

namespace Amp {

// The calls that wait to be sent, in the order in which they were made: one that is to be sent
// again goes before all that were made after it. Knows its bytes and its earliest deadline.
class CallLine
{
public:
    using TimePoint = PendingCall::Clock::time_point;

    void add(PendingCall &&call);
    [[nodiscard]] std::optional<PendingCall> take(CallId id);
    [[nodiscard]] PendingCall takeFirst();
    const PendingCall &first() const { return m_calls.begin()->second; }

    // Those whose deadline is not after now.
    [[nodiscard]] std::vector<PendingCall> takeExpired(TimePoint now);
    [[nodiscard]] std::vector<PendingCall> takeFailFast();
    [[nodiscard]] std::vector<PendingCall> takeAll();

    bool isEmpty() const { return m_calls.empty(); }
    qsizetype count() const { return qsizetype(m_calls.size()); }
    qsizetype bytes() const { return m_bytes; }
    // TimePoint::max() when no call has a deadline.
    TimePoint earliestDeadline() const;

private:
    // Ids are given in the order of call(), so a map by id is the line.
    using Calls = std::map<CallId, PendingCall>;

    PendingCall take(Calls::iterator at);

    Calls m_calls;
    std::set<std::pair<TimePoint, CallId>> m_deadlines; // of those that have one
    qsizetype m_bytes = 0;
};

} // namespace Amp
