// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <deque>
#include <vector>

#include <QtCore/qglobal.h>

namespace Amp {

// Which ended calls a table keeps: the latest of all, and the latest failures whatever follows
// them, so that successes never push failures out.
class EndedCalls
{
public:
    static constexpr size_t maxRecent = 65'536;
    static constexpr size_t maxFailures = 4'096;

    // Calls in the order in which they ended. Appends those that have to go for it.
    void add(quint64 id, bool failed, std::vector<quint64> &leaving)
    {
        m_recent.push_back({id, m_ended, failed});
        if (failed)
            m_failures.push_back(m_recent.back());
        ++m_ended;
        if (m_failures.size() > maxFailures)
            dropFailure(leaving);
        if (m_recent.size() > maxRecent)
            dropRecent(leaving);
    }

    void clear()
    {
        m_recent.clear();
        m_failures.clear();
    }

private:
    struct Ended
    {
        quint64 id = 0;
        quint64 number = 0; // ascending
        bool failed = false;
    };

    void dropFailure(std::vector<quint64> &leaving)
    {
        if (m_failures.front().number < m_recent.front().number)
            leaving.push_back(m_failures.front().id);
        m_failures.pop_front();
    }

    void dropRecent(std::vector<quint64> &leaving)
    {
        const Ended oldest = m_recent.front();
        m_recent.pop_front();
        const bool isKept =
            oldest.failed && !m_failures.empty() && m_failures.front().number <= oldest.number;
        if (!isKept)
            leaving.push_back(oldest.id);
    }

    std::deque<Ended> m_recent;
    std::deque<Ended> m_failures;
    quint64 m_ended = 0;
};

} // namespace Amp
