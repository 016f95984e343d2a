// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/workerplaces.h"

#include <algorithm>
#include <utility>

namespace Amp {

namespace {

// Places without a lasting process go first, then those whose worker is starting or idle, then
// those with a call; among them the youngest.
std::pair<int, qint64> costOf(const WorkerPlace &place)
{
    const bool lasts = place.worker && place.worker->state() < Worker::State::Ending;
    return {lasts ? int(place.worker->state()) : -1, -qint64(place.id)};
}

bool isVacant(const WorkerPlace &place)
{
    return !place.worker && place.plan == WorkerPlace::Plan::Leave;
}

} // namespace

WorkerPlace *WorkerPlaces::find(quint32 id)
{
    const auto found = std::ranges::lower_bound(m_places, id, {}, &WorkerPlace::id);
    return found != m_places.end() && found->id == id ? &*found : nullptr;
}

void WorkerPlaces::add(int count)
{
    for (int i = 0; i < count; ++i)
        m_places.emplace_back().id = ++m_lastId;
}

void WorkerPlaces::fill(WorkerPlace &place, Worker *worker)
{
    place.worker = worker;
    place.plan = WorkerPlace::Plan::Stay;
    place.planWhy.clear();
    place.startsAt = {};
}

void WorkerPlaces::vacate(WorkerPlace *place, const QString &why)
{
    place->callsOfEarlier = place->callsDone();
    place->worker = nullptr;
    ++place->restarts;
    place->lastEnd = WorkerPlace::Clock::now();
    place->lastEndWhy = place->plan == WorkerPlace::Plan::Stay ? why : place->planWhy;
    removeVacant();
}

void WorkerPlaces::setStart(WorkerPlace::Clock::time_point time)
{
    for (WorkerPlace &place : m_places) {
        if (!place.worker)
            place.startsAt = time;
    }
}

std::vector<quint32> WorkerPlaces::nearestToLeaving(std::size_t count) const
{
    std::vector<const WorkerPlace *> staying;
    for (const WorkerPlace &place : m_places) {
        if (place.plan != WorkerPlace::Plan::Leave)
            staying.push_back(&place);
    }
    std::ranges::sort(staying, {}, [](const WorkerPlace *place) { return costOf(*place); });
    std::vector<quint32> ids;
    for (std::size_t i = 0; i < std::min(count, staying.size()); ++i)
        ids.push_back(staying[i]->id);
    return ids;
}

void WorkerPlaces::removeVacant()
{
    std::erase_if(m_places, isVacant);
}

} // namespace Amp
