// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <bit>
#include <chrono>
#include <cstdint>

#include <sched.h>
#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace Amp {

// What a spinning thread does between two looks.
struct SpinPause
{
    static std::chrono::nanoseconds now()
    {
        return std::chrono::steady_clock::now().time_since_epoch();
    }
    // Tells the processor that this is a loop of waiting.
    static void relax()
    {
#if defined(__x86_64__) || defined(__i386__)
        _mm_pause();
#endif
    }
    // Lets others run on this processor: it may be the one that they need to make an end of the
    // wait.
    static void yield()
    {
        sched_yield();
    }
};

// Whether and how to poll for something before falling asleep over it. To sleep and be woken costs
// both sides microseconds, which a wait that ends soon does not repay. So waits are spun through
// for a while, but only as long as they prove short: somebody who is rung at a slow pace would only
// burn his processor.
//
//     if (!spin.until(ready)) {
//         ... sleeps
//         spin.slept(howLong);
//     }
template <typename Pause>
class BasicAdaptiveSpin
{
public:
    static constexpr std::chrono::nanoseconds longestSpin = std::chrono::microseconds(50);

    explicit BasicAdaptiveSpin(bool allowed)
        : m_allowed(allowed)
    {}

    // Whether at least half of the last waits were short.
    bool isWorthIt() const { return m_allowed && std::popcount(m_shortWaits) >= waits / 2; }

    // True as soon as ready() is; false at once when it is not worth it, or after longestSpin.
    // Ready() is called often and should cost no more than a load.
    template <typename Ready>
    bool until(Ready &&ready)
    {
        if (!isWorthIt())
            return false;
        const std::chrono::nanoseconds begin = Pause::now();
        do {
            for (int look = 0; look < looksPerYield; ++look) {
                if (ready()) {
                    add(true);
                    return true;
                }
                Pause::relax();
            }
            Pause::yield();
        } while (Pause::now() - begin < longestSpin);
        m_hasSpunInVain = true;
        return false;
    }

    // How long the sleep took that followed.
    void slept(std::chrono::nanoseconds howLong)
    {
        add(!m_hasSpunInVain && howLong <= longestSpin);
        m_hasSpunInVain = false;
    }

private:
    static constexpr int waits = 8;
    static constexpr int looksPerYield = 16;

    void add(bool wasShort) { m_shortWaits = std::uint8_t(m_shortWaits << 1 | unsigned(wasShort)); }

    bool m_allowed;
    bool m_hasSpunInVain = false;  // so the wait is long, however short its sleep
    std::uint8_t m_shortWaits = 0; // a bit for each of the last ones, the latest lowest
};

using AdaptiveSpin = BasicAdaptiveSpin<SpinPause>;

} // namespace Amp
