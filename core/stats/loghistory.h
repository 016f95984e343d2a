// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <deque>

#include "core/stats/feed.h"

namespace Amp {

// The last lines that a server and its workers have said: 20,000, or as many as fit into 8 MiB.
class LogHistory
{
public:
    static constexpr std::size_t maxLines = 20'000;
    static constexpr qsizetype maxBytes = 8 * 1024 * 1024; // of the texts
    static constexpr qsizetype maxLineChars = 4000;        // longer lines are cut

    // The line is given the next sequence.
    void append(Feed::LogLine line)
    {
        line.sequence = m_next++;
        if (line.text.size() > maxLineChars)
            line.text = line.text.first(maxLineChars) + QChar(0x2026);
        m_bytes += bytesOf(line);
        m_lines.push_back(std::move(line));
        while (m_lines.size() > maxLines || m_bytes > maxBytes) {
            m_bytes -= bytesOf(m_lines.front());
            m_lines.pop_front();
        }
    }

    [[nodiscard]] const std::deque<Feed::LogLine> &lines() const { return m_lines; }
    [[nodiscard]] quint64 nextSequence() const { return m_next; }

private:
    static qsizetype bytesOf(const Feed::LogLine &line)
    {
        return line.text.size() * qsizetype(sizeof(QChar));
    }

    std::deque<Feed::LogLine> m_lines;
    qsizetype m_bytes = 0;
    quint64 m_next = 1;
};

} // namespace Amp
