// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include "core/procedures/receivedcall.h"
#include "core/procedures/replysink.h"

namespace Amp {

// The context of a running call: what it says goes to the sink at once.
class ReplyContext final : public CallContext
{
public:
    ReplyContext(ReplySink &sink, const ReceivedCall &call, Metadata metadata)
        : m_sink(sink)
        , m_call(call)
        , m_metadata(std::move(metadata))
    {}

    bool isCancelled() override { return m_sink.isCancelled(); }
    void reportProgress(quint64 done, quint64 total, const QString &text) override;
    void sendPart(const QVariant &value) override;
    Metadata metadata() const override { return m_metadata; }

    // Why the first of the parts that did not travel did not.
    const std::optional<Error> &partError() const { return m_partError; }

private:
    ReplySink &m_sink;
    const ReceivedCall &m_call;
    const Metadata m_metadata;
    std::optional<Error> m_partError;
};

} // namespace Amp
