// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <vector>

#include "client/pendingcall.h"

namespace Amp {

// The calls that a server has got and not answered, kept within the window that it announced.
class SentCalls
{
public:
    void setWindow(quint32 calls, quint64 bytes)
    {
        m_windowCalls = calls;
        m_windowBytes = bytes;
    }
    quint64 windowBytes() const { return m_windowBytes; }

    bool hasRoomFor(qsizetype frameBytes) const
    {
        return m_calls.size() < m_windowCalls && m_bytes + quint64(frameBytes) <= m_windowBytes;
    }

    void add(PendingCall &&call)
    {
        m_bytes += quint64(call.frameBytes);
        m_calls.emplace(call.id, std::move(call));
    }

    // Null when there is no such call.
    PendingCall *find(CallId id)
    {
        const auto found = m_calls.find(id);
        return found == m_calls.end() ? nullptr : &found->second;
    }

    [[nodiscard]] std::optional<PendingCall> take(CallId id)
    {
        auto node = m_calls.extract(id);
        if (node.empty())
            return {};
        m_bytes -= quint64(node.mapped().frameBytes);
        return std::move(node.mapped());
    }

    // In the order in which they were made.
    [[nodiscard]] std::vector<PendingCall> takeAll()
    {
        std::vector<PendingCall> taken;
        taken.reserve(m_calls.size());
        for (auto &[id, call] : m_calls)
            taken.push_back(std::move(call));
        std::ranges::sort(taken, {}, &PendingCall::id);
        m_calls.clear();
        m_bytes = 0;
        return taken;
    }

    bool isEmpty() const { return m_calls.empty(); }
    qsizetype count() const { return qsizetype(m_calls.size()); }

private:
    std::unordered_map<CallId, PendingCall> m_calls;
    quint64 m_bytes = 0;
    quint32 m_windowCalls = 0;
    quint64 m_windowBytes = 0;
};

} // namespace Amp
