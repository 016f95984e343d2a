// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/callqueue.h"

#include <algorithm>

#include "core/dispatch/identities.h"
#include "core/dispatch/prefetch.h"

namespace Amp {

void CallQueue::push(CallRecord *call)
{
    Lane &lane = laneOf(*call);
    enter(*call, lane);
    lane.calls.pushBack(call);
}

void CallQueue::pushFront(CallRecord *call)
{
    Lane &lane = laneOf(*call);
    enter(*call, lane);
    lane.calls.pushFront(call);
}

CallRecord *CallQueue::pop()
{
    auto *share = const_cast<Share *>(std::as_const(*this).shareThatIsDue());
    if (!share)
        return nullptr;
    m_virtualTime = share->dueAt();
    share->servedAt = m_virtualTime;
    Lane *lane = share->turns.takeFirst();
    CallRecord *call = lane->calls.takeFirst();
    prefetch(lane->calls.first());
    if (!lane->calls.isEmpty())
        share->turns.pushBack(lane);
    leave(*call);
    return call;
}

CallRecord *CallQueue::first() const
{
    const Share *share = shareThatIsDue();
    return share ? share->turns.first()->calls.first() : nullptr;
}

void CallQueue::remove(CallRecord *call)
{
    Lane &lane = laneOf(*call);
    lane.calls.remove(call);
    if (lane.calls.isEmpty())
        shareOf(*call).turns.remove(&lane);
    leave(*call);
}

std::optional<CallRecord::TimePoint> CallQueue::oldestAcceptedAt() const
{
    if (isEmpty())
        return std::nullopt;
    auto oldest = CallRecord::TimePoint::max();
    for (const Share &share : m_shares) {
        for (const Lane *lane = share.turns.first(); lane; lane = lane->next)
            oldest = std::min(oldest, lane->calls.first()->acceptedAt);
    }
    return oldest;
}

void CallQueue::collectOldest(std::size_t count, std::vector<const CallRecord *> &calls) const
{
    const auto isLater = [](const CallRecord *a, const CallRecord *b) {
        return a->acceptedAt > b->acceptedAt;
    };
    std::vector<const CallRecord *> heads; // a heap with the first call of each lane
    for (const Share &share : m_shares) {
        for (const Lane *lane = share.turns.first(); lane; lane = lane->next)
            heads.push_back(lane->calls.first());
    }
    std::make_heap(heads.begin(), heads.end(), isLater);
    for (; count > 0 && !heads.empty(); --count) {
        std::pop_heap(heads.begin(), heads.end(), isLater);
        calls.push_back(heads.back());
        heads.back() = heads.back()->next;
        if (heads.back())
            std::push_heap(heads.begin(), heads.end(), isLater);
        else
            heads.pop_back();
    }
}

CallQueue::Lane &CallQueue::laneOf(const CallRecord &call)
{
    const quint32 index = call.identity->index();
    while (index >= m_lanes.size())
        m_lanes.emplace_back();
    return m_lanes[index][std::size_t(call.priority)];
}

// Ties go to the higher priority.
const CallQueue::Share *CallQueue::shareThatIsDue() const
{
    const Share *due = nullptr;
    for (const Share &share : m_shares) {
        if (!share.turns.isEmpty() && (!due || share.dueAt() <= due->dueAt()))
            due = &share;
    }
    return due;
}

// A priority that had no calls starts from now: it has saved up nothing while it was away, and owes
// nothing for calls that left without a turn.
void CallQueue::enter(const CallRecord &call, Lane &lane)
{
    Share &share = shareOf(call);
    if (share.turns.isEmpty())
        share.servedAt = m_virtualTime;
    if (lane.calls.isEmpty())
        share.turns.pushBack(&lane);
    ++m_size;
    m_bytes += call.frame.size();
}

void CallQueue::leave(const CallRecord &call)
{
    --m_size;
    m_bytes -= call.frame.size();
}

} // namespace Amp
