// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <vector>

#include "client/pendingcall.h"
#include "core/dispatch/idtable.h"

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
        m_calls.insert(call.id, std::move(call));
    }

    // Null when there is no such call.
    PendingCall *find(CallId id) { return m_calls.find(id); }

    [[nodiscard]] std::optional<PendingCall> take(CallId id)
    {
        std::optional<PendingCall> call = m_calls.take(id);
        if (call)
            m_bytes -= quint64(call->frameBytes);
        return call;
    }

    // In the order in which they were made.
    [[nodiscard]] std::vector<PendingCall> takeAll()
    {
        std::vector<PendingCall> taken;
        taken.reserve(m_calls.size());
        for (auto &[id, call] : m_calls.takeAll())
            taken.push_back(std::move(call));
        m_bytes = 0;
        return taken;
    }

    bool isEmpty() const { return m_calls.isEmpty(); }
    qsizetype count() const { return qsizetype(m_calls.size()); }

private:
    IdTable<PendingCall> m_calls;
    quint64 m_bytes = 0;
    quint32 m_windowCalls = 0;
    quint64 m_windowBytes = 0;
};

} // namespace Amp
