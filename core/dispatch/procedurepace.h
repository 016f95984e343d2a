// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

namespace Amp {

// What is known of a procedure's calls: how long they run, as far as they were seen, since only
// what is known to be short may wait behind a running call.
class ProcedurePace
{
public:
    // Number is the one that the procedure has in ServerStats.
    explicit ProcedurePace(quint16 number)
        : m_number(number)
    {}

    quint16 number() const { return m_number; }

    void addRun(quint64 microseconds)
    {
        const auto ran = float(microseconds);
        m_average = m_runs == 0 ? ran : m_average + (ran - m_average) / 8;
        m_runs = qMin(m_runs + 1, fewRuns);
    }
    // What is printed belongs to one call, which is known only if no other call is near.
    void addOutput() { m_prints = true; }

    bool isShort() const { return m_runs == fewRuns && !m_prints && m_average < longMicroseconds; }
    float expectedMicroseconds() const { return m_average; }

private:
    static constexpr int fewRuns = 3;
    static constexpr float longMicroseconds = 50;

    const quint16 m_number;
    float m_average = 0;
    int m_runs = 0; // counted up to fewRuns
    bool m_prints = false;
};

} // namespace Amp
