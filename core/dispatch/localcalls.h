// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>

#include "core/dispatch/dispatcher.h"
#include "core/dispatch/idtable.h"
#include "core/workers/poolset.h"

namespace Amp {

// The calls of a dispatcher that has pools of its own: what a session is to a server.
class LocalCalls final : private CallOwner
{
public:
    // Told from inside of the pools, so none of them may run user code.
    struct Receiver
    {
        std::function<void(const CallResult &result)> finished;
        std::function<void(CallId id, const Wire::Progress &progress)> progressed;
        std::function<void(CallId id, const QVariant &value)> partReady;
    };

    explicit LocalCalls(Receiver receiver);
    // Ends the calls without a word to the receiver, and the workers with them.
    ~LocalCalls();
    Q_DISABLE_COPY_MOVE(LocalCalls)

    PoolSet &pools() { return *m_pools; }
    void submit(const CallRequest &request);
    void withdraw(CallId id);
    QList<ProcedureDescription> procedures() const;

private:
    void callFinished(quint64 callId, const CallOutcome &outcome) override;
    void callProgressed(quint64 callId, const Wire::Progress &progress) override;
    void callPartReady(quint64 callId, QByteArrayView value) override;

    Receiver m_receiver;
    IdTable<quint64> m_tickets;       // of the pools
    std::unique_ptr<PoolSet> m_pools; // ends its calls when it is destroyed
    IdentityRef m_identity;
};

} // namespace Amp
