// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/bench/socketframes.h"

namespace Amp::Bench {

// Calls of echo as ready-made frames: encoded once, after that only the call's number changes. The
// payload begins with that number, so that no reply can pass for another.
class EchoFrames final : public SocketFrames
{
public:
    explicit EchoFrames(int payloadBytes);

    void appendCall(QByteArray &out, quint64 id) override;
    FrameScan scan(QByteArrayView bytes) const override { return scanFrame(bytes); }
    Result<Done> checkReply(const Frame &frame) override;

private:
    static Error failureOf(const Frame &frame);
    bool isExpected(QByteArrayView value, quint64 id);

    QByteArray m_call;  // a whole frame that ends with the payload
    QByteArray m_value; // an encoded value that ends with the payload
    const int m_payloadBytes;
};

} // namespace Amp::Bench
