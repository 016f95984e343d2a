// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/CallContext>

#include "core/protocol/messages.h"

namespace Amp {

// A call as the worker got it. Its views end with the frame that it was read from, which has to
// stay until the call has run.
struct ReceivedCall
{
    quint64 id = 0;
    QByteArrayView procedure;
    QByteArrayView metadata;  // see readMetadata()
    QByteArrayView arguments; // an encoded list

    static ReceivedCall from(quint64 id, const Wire::Call &message)
    {
        return {id, message.procedure, message.metadata, message.arguments};
    }
};

// Error: ProtocolError.
Result<CallContext::Metadata> readMetadata(QByteArrayView bytes);

} // namespace Amp
