// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "client/pendingcall.h"
#include "core/dispatch/idtable.h"

namespace Amp {

// What is known of a call that a server has got. There may be very many: it is small.
struct SentCall
{
    quint32 frameBytes = 0;
    int attempts = 0;                   // how often it was sent
    bool withdrawn = false;             // the caller does not want it any more
    std::unique_ptr<PendingCall> again; // set when it may be sent again
};

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

    // Takes the call if it may be sent again; otherwise its frame is not needed any more.
    void add(PendingCall &call)
    {
        const CallId id = call.id;
        SentCall sent{quint32(call.frameBytes), call.attempts, false, nullptr};
        m_bytes += sent.frameBytes;
        if (call.idempotent)
            sent.again = std::make_unique<PendingCall>(std::move(call));
        m_calls.insert(id, std::move(sent));
    }

    // Null when there is no such call.
    SentCall *find(CallId id) { return m_calls.find(id); }

    [[nodiscard]] std::optional<SentCall> take(CallId id)
    {
        std::optional<SentCall> call = m_calls.take(id);
        if (call)
            m_bytes -= call->frameBytes;
        return call;
    }

    // In the order in which they were made.
    [[nodiscard]] std::vector<std::pair<CallId, SentCall>> takeAll()
    {
        m_bytes = 0;
        return m_calls.takeAll();
    }

    bool isEmpty() const { return m_calls.isEmpty(); }
    qsizetype count() const { return qsizetype(m_calls.size()); }

private:
    IdTable<SentCall> m_calls;
    quint64 m_bytes = 0;
    quint32 m_windowCalls = 0;
    quint64 m_windowBytes = 0;
};

} // namespace Amp
