// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/ring/mappedring.h"

#ifdef __linux__

#include <ctime>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace Amp {

// Not the private kind of futex: the other side is another process.

void MappedRing::wait(std::atomic<std::uint32_t> &sleeps, std::uint32_t expected)
{
    syscall(SYS_futex, &sleeps, FUTEX_WAIT, expected, nullptr, nullptr, 0);
}

void MappedRing::wake(std::atomic<std::uint32_t> &sleeps)
{
    syscall(SYS_futex, &sleeps, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

void MappedRing::ring(Bell bell)
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(bell, &one, sizeof one);
}

std::uint64_t MappedRing::now()
{
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return std::uint64_t(time.tv_sec) * 1'000'000 + std::uint64_t(time.tv_nsec) / 1'000;
}

} // namespace Amp

#endif
