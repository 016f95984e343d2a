// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "core/dispatch/callrecord.h"
#include "core/dispatch/intrusivelist.h"

namespace Amp {

// The calls that wait for a worker of one pool, in the order in which they are fair:
//
// - Priorities share by weight. While all three have calls, any 21 pops in a row take 16 High,
//   4 Normal and 1 Low, evenly mixed. What a priority without calls leaves goes to the others in
//   proportion; it saves up nothing. A Low call at the head is popped after at most 21 others.
// - Within a priority identities take turns, one call each, however many connections they have.
// - Calls of one identity and priority come in the order of their arrival.
//
// All but oldestAcceptedAt() take constant time and allocate nothing, except for the first call of
// an identity: lanes stay, about 100 bytes for each identity that lived at the same time. The
// queue owns no records; a record is in one queue at most.
class CallQueue
{
public:
    static constexpr int highWeight = 16;
    static constexpr int normalWeight = 4;
    static constexpr int lowWeight = 1;

    CallQueue() = default;

    void push(CallRecord *call);
    // For a call that goes back: before all others of its identity and priority.
    void pushFront(CallRecord *call);
    // nullptr when the queue is empty.
    [[nodiscard]] CallRecord *pop();
    // The call that pop() would give.
    [[nodiscard]] CallRecord *first() const;
    // The call must be in this queue.
    void remove(CallRecord *call);

    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] qsizetype size() const { return m_size; }
    // Of the frames of all calls.
    [[nodiscard]] qsizetype bytes() const { return m_bytes; }
    // When the longest waiting call was accepted. Looks at the first call of each identity and
    // priority: cheap enough for a snapshot, not for each call. A call that arrived here later than
    // younger ones of its own identity, because its name was not known, counts once it is first.
    [[nodiscard]] std::optional<CallRecord::TimePoint> oldestAcceptedAt() const;
    // Appends the calls that were accepted first, in the order of their acceptance, up to so many.
    // For what somebody looks at: it takes time for each identity and priority and for each call.
    void collectOldest(std::size_t count, std::vector<const CallRecord *> &calls) const;

private:
    static constexpr std::size_t priorityCount = 3;

    // The calls of one identity and priority. It takes turns exactly while it has calls.
    struct Lane
    {
        IntrusiveList<CallRecord> calls;
        Lane *previous = nullptr; // of those that take turns
        Lane *next = nullptr;
    };
    // The lanes of one priority and its place in virtual time, which moves by one stride for each
    // call, so that whoever is furthest behind is due.
    struct Share
    {
        quint64 stride = 1; // inverse of the weight
        quint64 servedAt = 0;
        IntrusiveList<Lane> turns = {};

        quint64 dueAt() const { return servedAt + stride; }
    };
    Q_DISABLE_COPY_MOVE(CallQueue)

    Lane &laneOf(const CallRecord &call);
    Share &shareOf(const CallRecord &call) { return m_shares[std::size_t(call.priority)]; }
    const Share *shareThatIsDue() const;
    void enter(const CallRecord &call, Lane &lane);
    void leave(const CallRecord &call);

    std::array<Share, priorityCount> m_shares = {Share{highWeight / lowWeight},
                                                 Share{highWeight / normalWeight},
                                                 Share{highWeight / highWeight}};
    quint64 m_virtualTime = 0;
    std::deque<std::array<Lane, priorityCount>> m_lanes; // by index of the identity
    qsizetype m_size = 0;
    qsizetype m_bytes = 0;
};

} // namespace Amp
