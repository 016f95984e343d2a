// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <utility>

#include "core/ring/mappedring.h"

namespace Amp {

// Both memories of a ring, mapped into this process, until the object ends. A child that this
// process forks does not have them.
class RingMapping
{
public:
    RingMapping() = default;
    RingMapping(RingMapping &&other) noexcept { swap(other); }
    RingMapping &operator=(RingMapping &&other) noexcept
    {
        swap(other);
        return *this;
    }
    ~RingMapping();

    // The server's, which writes both. The descriptors stay the caller's.
    [[nodiscard]] bool mapForServer(int calls, int shared, std::string &error);
    // The worker's, for which calls are not writable. The descriptors are closed in any case:
    // nothing that a procedure starts may have them. False when they are no ring.
    [[nodiscard]] bool mapForWorker(int calls, int shared, std::string &error);

    const RingPages<MappedRing> &pages() const { return m_pages; }

private:
    void swap(RingMapping &other) noexcept { std::swap(m_pages, other.m_pages); }
    bool map(int calls, int shared, int callsProtection, std::string &error);

    RingPages<MappedRing> m_pages;
};

// What a server makes for a worker: the two memories, sealed, and the bell that the worker rings.
class RingMemory
{
public:
    RingMemory() = default;
    RingMemory(const RingMemory &) = delete;
    RingMemory &operator=(const RingMemory &) = delete;
    ~RingMemory();

    // False when this system has no such memory, or no room for it; why is in error.
    [[nodiscard]] bool create(std::string &error);

    // All are close-on-exec. The worker is given all three, and maps the first two.
    int callsDescriptor() const { return m_calls; }
    int sharedDescriptor() const { return m_shared; }
    // For the event loop, which reads it when it rings. It stays open as long as this object.
    int bellDescriptor() const { return m_bell; }
    // When the worker has its own: closes the first two here.
    void closeMemories();

    const RingPages<MappedRing> &pages() const { return m_mapping.pages(); }

private:
    int m_calls = -1;
    int m_shared = -1;
    int m_bell = -1;
    RingMapping m_mapping;
};

} // namespace Amp
