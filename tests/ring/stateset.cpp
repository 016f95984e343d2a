// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/ring/stateset.h"

#include <cstring>
#include <utility>

namespace Amp::Model {

namespace {

std::uint64_t mixed(std::uint64_t value)
{
    value ^= value >> 32;
    value *= 0x9e3779b97f4a7c15u;
    value ^= value >> 29;
    return value;
}

} // namespace

std::uint64_t hashOf(const void *bytes, std::size_t size)
{
    std::uint64_t hash = size;
    for (std::size_t at = 0; at < size; at += 8) {
        std::uint64_t word;
        std::memcpy(&word, static_cast<const std::byte *>(bytes) + at, 8);
        hash = (hash ^ mixed(word + at)) * 0xd6e8feb86659fd93u;
        hash ^= hash >> 31;
    }
    return mixed(hash);
}

bool StateSet::insert(std::uint64_t hash)
{
    if (m_used * 2 > m_places.size())
        grow();
    const bool isNew = place(hash == 0 ? 1 : hash);
    m_used += isNew;
    return isNew;
}

bool StateSet::place(std::uint64_t hash)
{
    std::size_t at = hash % m_places.size();
    while (m_places[at] != 0 && m_places[at] != hash)
        at = (at + 1) % m_places.size();
    const bool isNew = m_places[at] == 0;
    m_places[at] = hash;
    return isNew;
}

void StateSet::grow()
{
    std::vector<std::uint64_t> places(m_places.size() * 2);
    std::swap(places, m_places);
    for (const std::uint64_t hash : places) {
        if (hash != 0)
            place(hash);
    }
}

} // namespace Amp::Model
