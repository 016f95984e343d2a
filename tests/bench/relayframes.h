// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/bench/socketframes.h"

namespace Amp::Bench {

// Calls of the relay, with the same payloads as those of AMP.
class RelayFrames final : public SocketFrames
{
public:
    explicit RelayFrames(int payloadBytes);

    void appendCall(QByteArray &out, quint64 id) override;
    FrameScan scan(QByteArrayView bytes) const override;
    Result<Done> checkReply(const Frame &frame) override;

private:
    QByteArray m_payload;
};

} // namespace Amp::Bench
