// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>

#include "core/protocol/frame.h"
#include "core/protocol/result.h"

namespace Amp::Bench {

// What a load generator says on a plain socket, and what it expects to hear.
class SocketFrames
{
public:
    virtual ~SocketFrames() = default;

    virtual void appendCall(QByteArray &out, quint64 id) = 0;
    // As scanFrame(): the first frame of the bytes.
    [[nodiscard]] virtual FrameScan scan(QByteArrayView bytes) const = 0;
    // Whether the frame is the result of call frame.id with its payload. The error is a sentence.
    virtual Result<Done> checkReply(const Frame &frame) = 0;
};

} // namespace Amp::Bench
