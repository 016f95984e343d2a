// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include "core/workers/workerplace.h"

namespace Amp {

// The places of one pool, ascending by id. It keeps the books; processes are the pool's business.
class WorkerPlaces
{
public:
    // LastId is the highest id so far of all pools of a PoolSet.
    explicit WorkerPlaces(quint32 &lastId)
        : m_lastId(lastId)
    {}

    const std::vector<WorkerPlace> &all() const { return m_places; }
    std::vector<WorkerPlace> &all() { return m_places; }
    WorkerPlace *find(quint32 id); // nullptr: there is no such place

    void add(int count);
    static void fill(WorkerPlace &place, Worker *worker);
    // Its process has ended or could not even be made. A place that is to leave is gone then.
    void vacate(WorkerPlace *place, const QString &why);
    // Those without a process are tried again at that time.
    void setStart(WorkerPlace::Clock::time_point time);

    // Ids of so many places as a pool can do without at the least cost, of those that stay.
    std::vector<quint32> nearestToLeaving(std::size_t count) const;
    void removeVacant(); // those that are to leave

private:
    quint32 &m_lastId;
    std::vector<WorkerPlace> m_places;
};

} // namespace Amp
