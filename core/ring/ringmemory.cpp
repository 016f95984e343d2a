// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/ring/ringmemory.h"

#ifdef __linux__

#include <cerrno>
#include <cstring>
#include <new>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

namespace Amp {

namespace {

using CallsPage = RingCallsPage<MappedRing>;
using SharedPage = RingSharedPage<MappedRing>;

constexpr std::size_t pageBytes = 64 * 1024; // a multiple of every page size

constexpr std::size_t inPages(std::size_t bytes)
{
    return (bytes + pageBytes - 1) / pageBytes * pageBytes;
}

constexpr std::size_t callsHeadBytes = inPages(sizeof(CallsPage));
constexpr std::size_t sharedHeadBytes = inPages(sizeof(SharedPage));
static_assert(MappedRing::arenaBytes % pageBytes == 0 && MappedRing::ringBytes % pageBytes == 0);

// A truncated memory would kill the server at its next access, and a worker that can write calls
// could change those that it has not won.
constexpr int sharedSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
constexpr int callsSeals = sharedSeals | F_SEAL_FUTURE_WRITE;

bool failed(const char *what, std::string &error)
{
    error = std::string(what) + ": " + std::strerror(errno);
    return false;
}

int create(const char *name, std::size_t bytes)
{
    const int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor >= 0 && ftruncate(descriptor, off_t(bytes)) < 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

void *mapAt(void *at, std::size_t bytes, int protection, int descriptor, std::size_t offset)
{
    return mmap(at, bytes, protection, MAP_SHARED | MAP_FIXED, descriptor, off_t(offset));
}

// The head once, and what lies behind it twice in a row. Null when the system refuses.
std::byte *mapTwice(int descriptor, std::size_t head, std::size_t rest, int protection)
{
    const std::size_t all = head + 2 * rest;
    void *reserved = mmap(nullptr, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (reserved == MAP_FAILED)
        return nullptr;
    auto *base = static_cast<std::byte *>(reserved);
    if (mapAt(base, head + rest, protection, descriptor, 0) == MAP_FAILED ||
        mapAt(base + head + rest, rest, protection, descriptor, head) == MAP_FAILED ||
        madvise(base, all, MADV_DONTFORK) < 0)
    {
        munmap(base, all);
        return nullptr;
    }
    return base;
}

bool isSealed(int descriptor, int seals, std::size_t bytes)
{
    struct stat status;
    const int found = fcntl(descriptor, F_GET_SEALS);
    return found >= 0 && (found & seals) == seals && fstat(descriptor, &status) == 0 &&
           std::size_t(status.st_size) == bytes;
}

void closeDescriptor(int &descriptor)
{
    if (descriptor >= 0)
        close(std::exchange(descriptor, -1));
}

} // namespace

RingMapping::~RingMapping()
{
    if (m_pages.calls)
        munmap(m_pages.calls, callsHeadBytes + 2 * MappedRing::arenaBytes);
    if (m_pages.shared)
        munmap(m_pages.shared, sharedHeadBytes + 2 * MappedRing::ringBytes);
}

bool RingMapping::mapForServer(int calls, int shared, std::string &error)
{
    return map(calls, shared, PROT_READ | PROT_WRITE, error);
}

bool RingMapping::mapForWorker(int calls, int shared, std::string &error)
{
    const bool isRing = isSealed(calls, callsSeals, callsHeadBytes + MappedRing::arenaBytes) &&
                        isSealed(shared, sharedSeals, sharedHeadBytes + MappedRing::ringBytes);
    if (!isRing)
        error = "The descriptors of the ring are not those of a server of this release.";
    const bool mapped = isRing && map(calls, shared, PROT_READ, error);
    close(calls);
    close(shared);
    return mapped;
}

bool RingMapping::map(int calls, int shared, int callsProtection, std::string &error)
{
    std::byte *base = mapTwice(calls, callsHeadBytes, MappedRing::arenaBytes, callsProtection);
    if (!base)
        return failed("The memory of a worker's calls cannot be mapped", error);
    m_pages.calls = reinterpret_cast<CallsPage *>(base);
    m_pages.arena = base + callsHeadBytes;
    base = mapTwice(shared, sharedHeadBytes, MappedRing::ringBytes, PROT_READ | PROT_WRITE);
    if (!base)
        return failed("The memory of a worker's results cannot be mapped", error);
    m_pages.shared = reinterpret_cast<SharedPage *>(base);
    m_pages.ring = base + sharedHeadBytes;
    return true;
}

RingMemory::~RingMemory()
{
    closeMemories();
    closeDescriptor(m_bell);
}

bool RingMemory::create(std::string &error)
{
    m_calls = Amp::create("amp-calls", callsHeadBytes + MappedRing::arenaBytes);
    m_shared = Amp::create("amp-results", sharedHeadBytes + MappedRing::ringBytes);
    if (m_calls < 0 || m_shared < 0)
        return failed("The memory of a worker's ring cannot be made", error);
    if (!m_mapping.mapForServer(m_calls, m_shared, error))
        return false;
    new (pages().calls) CallsPage;
    new (pages().shared) SharedPage;
    RingServer::initialize(pages());
    // The writable mapping of the calls stays what it is; there will never be another.
    if (fcntl(m_calls, F_ADD_SEALS, callsSeals) < 0 ||
        fcntl(m_shared, F_ADD_SEALS, sharedSeals) < 0)
        return failed("The memory of a worker's ring cannot be sealed", error);
    m_bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return m_bell >= 0 || failed("The bell of a worker's ring cannot be made", error);
}

void RingMemory::closeMemories()
{
    closeDescriptor(m_calls);
    closeDescriptor(m_shared);
}

} // namespace Amp

#else

namespace Amp {

RingMapping::~RingMapping() = default;

bool RingMapping::mapForServer(int, int, std::string &error)
{
    error = "This system has no memory that can be sealed.";
    return false;
}

bool RingMapping::mapForWorker(int, int, std::string &error)
{
    error = "This system has no memory that can be sealed.";
    return false;
}

RingMemory::~RingMemory() = default;

bool RingMemory::create(std::string &error)
{
    error = "This system has no memory that can be sealed.";
    return false;
}

void RingMemory::closeMemories() {}

} // namespace Amp

#endif
