// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/dispatch/argument.h"
#include "core/dispatch/calloptions.h"
#include "core/dispatch/callresult.h"
#include "core/protocol/result.h"

namespace Amp {

// Writes the Call frames of one caller. Calls in a row are often alike: then only their ids and
// arguments are written anew, into the memory of the frame before.
class CallFrames
{
public:
    // The frame for a caller's arguments. Fails with what the call is to end with: NotSerializable,
    // TooLarge, or NoSuchProcedure for a name that no procedure can have.
    Result<Done> write(QByteArray &frame, CallId id, const CallOptions &options,
                       QByteArrayView procedure, const Detail::ArgumentRefs &arguments);

    // Memory to write into, and a frame that nobody needs any more.
    QByteArray takeMemory() { return std::move(m_memory); }
    void giveBack(QByteArray &&frame);

private:
    Result<Done> setHead(const CallOptions &options, QByteArrayView procedure);
    bool hasHeadOf(const CallOptions &options, QByteArrayView procedure) const;

    QByteArray m_memory;
    QByteArray m_head; // everything of a frame but the arguments
    QByteArray m_procedure;
    CallOptions m_options;
};

} // namespace Amp
