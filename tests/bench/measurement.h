// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <vector>

#include <QByteArray>

#include "tests/bench/loadoptions.h"
#include "tests/bench/processusage.h"

namespace Amp::Bench {

using Clock = std::chrono::steady_clock;

inline constexpr std::chrono::milliseconds warmUp{300};
inline constexpr std::chrono::seconds patience{10}; // with the replies of the last calls

// What a measurement ends with when the patience has.
inline Error repliesAreMissing()
{
    return {ErrorCode::TimedOut, QStringLiteral("Calls were lost: no reply came for 10 s.")};
}

// What came of a measurement; latencies and CPU in microseconds, all but calls and total for each
// call or second.
struct LoadFigures
{
    quint64 calls = 0;
    double seconds = 0;
    double rate = 0;
    double megabytesPerSecond = 0;
    double p50 = 0;
    double p90 = 0;
    double p99 = 0;
    double serverCpu = 0;
    double workerCpu = 0;
    double clientCpu = 0;
    double serverSwitches = 0;
    double workerSwitches = 0;
    quint64 total = 0; // with the calls of the warm-up
};

// One measurement while it is taken: when it began, what everybody had used by then, and how long
// calls took.
class Measurement
{
public:
    explicit Measurement(const LoadOptions &options);

    void begin();
    void end();
    [[nodiscard]] bool isRunning() const { return m_state == State::Running; }

    // A reply has come. Calls outside of begin() and end() count for the total only.
    void addCall(Clock::duration latency);
    [[nodiscard]] quint64 calls() const { return m_calls; }
    [[nodiscard]] Clock::time_point beganAt() const { return m_before.moment; }

    // After end().
    [[nodiscard]] LoadFigures figures();
    // The same as one line of JSON.
    QByteArray report();

private:
    enum class State { WarmingUp, Running, Ended };
    struct Snapshot
    {
        Clock::time_point moment;
        ProcessUsage server;
        ProcessUsage workers;
        ProcessUsage client;
    };

    void setState(State state);
    Snapshot takeSnapshot() const;
    double percentile(double share);

    const LoadOptions &m_options;
    State m_state = State::WarmingUp;
    Snapshot m_before;
    Snapshot m_after;
    quint64 m_calls = 0; // while it was running
    quint64 m_total = 0;
    std::vector<quint32> m_latencies; // ns
};

} // namespace Amp::Bench
