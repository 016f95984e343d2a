// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace Amp::Model {

// Of some bytes, a multiple of eight.
std::uint64_t hashOf(const void *bytes, std::size_t size);

// A set of hashes.
class StateSet
{
public:
    // False when it was there.
    bool insert(std::uint64_t hash);

private:
    void grow();
    bool place(std::uint64_t hash);

    std::vector<std::uint64_t> m_places = std::vector<std::uint64_t>(1 << 16);
    std::size_t m_used = 0;
};

} // namespace Amp::Model
