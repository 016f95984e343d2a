// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/localcalls.h"

#include "core/dispatch/outcomeresult.h"
#include "core/protocol/valuecodec.h"

namespace Amp {

LocalCalls::LocalCalls(Receiver receiver)
    : m_receiver(std::move(receiver))
    , m_pools(std::make_unique<PoolSet>(PoolSet::Bounds()))
    , m_identity(m_pools->identity("local"))
{}

LocalCalls::~LocalCalls()
{
    m_receiver = {};
    m_pools->stopNow(); // its calls refer to the identity, which lies in the pools
    m_identity.reset();
}

void LocalCalls::submit(const CallRequest &request)
{
    const Frame frame = scanFrame(request.frame).frame;
    Wire::Call call;
    const bool isCall = Wire::readCall(frame, call);
    Q_ASSERT(isCall); // the dispatcher has made it
    const quint64 ticket = m_pools->submit(frame, call, {*m_identity}, Responder(*this, frame.id));
    if (ticket != 0)
        m_tickets.insert(request.id, quint64(ticket));
}

void LocalCalls::withdraw(CallId id)
{
    if (const quint64 *ticket = m_tickets.find(id))
        m_pools->cancel(*ticket);
}

QList<ProcedureDescription> LocalCalls::procedures() const
{
    QList<ProcedureDescription> list;
    for (const PoolSet::Procedure &procedure : m_pools->procedures()) {
        list.append({procedure.info.name, procedure.info.signature,
                     QString::fromUtf8(procedure.info.documentation)});
    }
    return list;
}

void LocalCalls::callFinished(quint64 callId, const CallOutcome &outcome)
{
    m_tickets.remove(CallId(callId));
    if (m_receiver.finished)
        m_receiver.finished(resultOf(CallId(callId), outcome));
}

void LocalCalls::callProgressed(quint64 callId, const Wire::Progress &progress)
{
    if (m_receiver.progressed)
        m_receiver.progressed(CallId(callId), progress);
}

// A part that cannot be read is left out: the result that follows says how the call ended.
void LocalCalls::callPartReady(quint64 callId, QByteArrayView value)
{
    const auto part = decodeValue(value);
    if (part && m_receiver.partReady)
        m_receiver.partReady(CallId(callId), *part);
}

} // namespace Amp
