// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include "server/worker/workerlink.h"

namespace Amp {

// The context of a call that runs in a worker process: what it says goes over the link at once.
class LinkContext final : public CallContext
{
public:
    LinkContext(WorkerLink &link, const ReceivedCall &call)
        : m_link(link)
        , m_call(call)
    {}

    bool isCancelled() override { return m_link.isCancelled(); }
    void reportProgress(quint64 done, quint64 total, const QString &text) override;
    void sendPart(const QVariant &value) override;
    Metadata metadata() const override { return m_call.metadata; }

    // Why the first of the parts that did not travel did not.
    const std::optional<Error> &partError() const { return m_partError; }

private:
    WorkerLink &m_link;
    const ReceivedCall &m_call;
    std::optional<Error> m_partError;
};

} // namespace Amp
