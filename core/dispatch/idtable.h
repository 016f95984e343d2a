// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/dispatch/callresult.h"

namespace Amp {

// Values of calls by their ids, which ascend. A recent call has its place by the last bits of its
// id: as quick as an array, and nothing is allocated in the steady state. Who still holds a place
// when a newer call needs it moves to the few that outlast many others.
template <typename Value>
class IdTable
{
public:
    void insert(CallId id, Value &&value)
    {
        if (2 * (m_recent + 1) > m_places.size())
            grow();
        Place &place = placeOf(id);
        if (id < place.id) {
            m_old.emplace(id, std::move(value));
            return;
        }
        if (place.id == CallId::None)
            ++m_recent;
        else
            m_old.emplace(place.id, std::move(place.value));
        place.id = id;
        // What was moved away from is cheaper to destroy than to assign to.
        std::destroy_at(&place.value);
        std::construct_at(&place.value, std::move(value));
    }

    // Null when there is no such call.
    Value *find(CallId id)
    {
        if (Place *place = recent(id))
            return &place->value;
        if (m_old.empty())
            return nullptr;
        const auto found = m_old.find(id);
        return found == m_old.end() ? nullptr : &found->second;
    }
    bool contains(CallId id) { return find(id) != nullptr; }

    [[nodiscard]] std::optional<Value> take(CallId id)
    {
        std::optional<Value> taken;
        if (Place *place = recent(id)) {
            taken.emplace(std::move(place->value));
            place->id = CallId::None;
            --m_recent;
            shrink();
        } else if (auto node = m_old.extract(id)) {
            taken.emplace(std::move(node.mapped()));
        }
        return taken;
    }

    // The value goes last, since its destructor may run anybody's code.
    void remove(CallId id) { (void)take(id); }

    // In the order of the ids.
    [[nodiscard]] std::vector<std::pair<CallId, Value>> takeAll()
    {
        std::vector<std::pair<CallId, Value>> taken;
        taken.reserve(size());
        for (Place &place : m_places) {
            if (place.id != CallId::None)
                taken.emplace_back(place.id, std::move(place.value));
        }
        for (auto &[id, value] : m_old)
            taken.emplace_back(id, std::move(value));
        m_places.clear();
        m_old.clear();
        m_recent = 0;
        std::ranges::sort(taken, {}, &std::pair<CallId, Value>::first);
        return taken;
    }

    size_t size() const { return m_recent + m_old.size(); }
    bool isEmpty() const { return size() == 0; }

private:
    static constexpr size_t fewestPlaces = 16;
    static constexpr size_t keptPlaces = 4096; // when all calls have ended

    struct Place
    {
        CallId id = CallId::None; // nobody's
        Value value;
    };

    Place &placeOf(CallId id) { return m_places[size_t(id) & (m_places.size() - 1)]; }

    Place *recent(CallId id)
    {
        if (m_places.empty() || id == CallId::None)
            return nullptr;
        Place &place = placeOf(id);
        return place.id == id ? &place : nullptr;
    }

    // Nobody is in the way of anybody: those that had different places have different ones again.
    void grow()
    {
        std::vector<Place> before(std::max(fewestPlaces, 2 * m_places.size()));
        before.swap(m_places);
        for (Place &place : before) {
            if (place.id != CallId::None)
                placeOf(place.id) = std::move(place);
        }
    }

    void shrink()
    {
        if (m_recent == 0 && m_places.size() > keptPlaces)
            m_places = std::vector<Place>();
    }

    std::vector<Place> m_places; // a power of two, at least half of them free
    size_t m_recent = 0;         // calls that have a place
    std::unordered_map<CallId, Value> m_old;
};

} // namespace Amp
