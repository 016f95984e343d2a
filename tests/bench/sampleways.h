// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <vector>

#include <QByteArray>
#include <QVariant>

#include "core/dispatch/callqueue.h"
#include "core/dispatch/identities.h"
#include "core/protocol/messages.h"
#include "core/protocol/valuecodec.h"
#include "tests/ring/createdmemory.h"

// Parts of the way of a call, each ready to be taken over and over in one thread.
namespace Amp::Bench {

inline QVariantList plainArguments()
{
    return {7, QStringLiteral("zanzibar")};
}

inline QVariantList nestedArguments()
{
    const QVariantMap inner{{QStringLiteral("name"), QStringLiteral("zanzibar")},
                            {QStringLiteral("sizes"), QVariantList{1, 2.5, true}}};
    return {QVariantMap{{QStringLiteral("first"), inner}, {QStringLiteral("second"), inner}}};
}

inline QByteArray sampleCallFrame()
{
    const QByteArray arguments = *encodeArguments({QByteArray(16, 'x')});
    Wire::Call call;
    call.procedure = "echo";
    call.arguments = arguments;
    QByteArray frame;
    Wire::write(frame, 1, call);
    return frame;
}

inline QByteArray sampleResultFrame()
{
    const QByteArray value = *encodeValue(QByteArray(16, 'x'));
    Wire::Result result;
    result.timing = {1, 2, 3};
    result.value = value;
    QByteArray frame;
    Wire::write(frame, 1, result);
    return frame;
}

// So many calls of eight identities that wait.
class FilledQueue
{
public:
    explicit FilledQueue(std::size_t calls)
        : m_records(calls)
    {
        for (std::size_t i = 0; i < m_callers.size(); ++i)
            m_callers[i] = m_identities.find(QByteArray::number(int(i)));
        for (std::size_t i = 0; i < calls; ++i) {
            m_records[i].identity = m_callers[i % m_callers.size()].data();
            m_queue.push(&m_records[i]);
        }
    }

    void popAndPush() { m_queue.push(m_queue.pop()); }
    void removeMiddleAndPush()
    {
        CallRecord *call = &m_records[m_records.size() / 2];
        m_queue.remove(call);
        m_queue.push(call);
    }

private:
    Identities m_identities;
    std::array<IdentityRef, 8> m_callers;
    std::vector<CallRecord> m_records;
    CallQueue m_queue;
};

// A ring of which this thread plays both sides.
class OwnRing
{
public:
    // So many calls are put, run and harvested; false when not all came back.
    bool thereAndBack(unsigned calls)
    {
        m_sink.results = 0;
        for (unsigned i = 0; i < calls; ++i)
            m_server.put(i, m_body, false);
        m_server.raise();
        while (const auto call = m_worker.next())
            m_worker.publish(RingFrameKind::Result, std::span(call->data, call->bytes));
        return m_server.harvest(m_sink) && m_sink.results == calls;
    }

private:
    struct Sink
    {
        std::byte *begin(std::uint64_t, RingFrameKind, std::uint32_t) { return body.data(); }
        void end(std::uint64_t, RingFrameKind) { ++results; }

        std::array<std::byte, 64> body;
        unsigned results = 0;
    };

    CreatedMemory m_memory;
    RingServer m_server{m_memory.pages()};
    RingWorker m_worker{m_memory.pages(), m_memory.bellDescriptor()};
    Sink m_sink;
    std::array<std::byte, 16> m_body = {};
};

} // namespace Amp::Bench
