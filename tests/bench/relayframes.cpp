// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/relayframes.h"

#include <QtEndian>

#include "tests/bench/echopayload.h"
#include "tests/bench/relayheader.h"

namespace Amp::Bench {

RelayFrames::RelayFrames(int payloadBytes)
    : m_payload(makePayload(payloadBytes))
{}

void RelayFrames::appendCall(QByteArray &out, quint64 id)
{
    const RelayHeader header{quint32(m_payload.size()), quint32(id)};
    qToBigEndian(id, m_payload.data());
    out.append(reinterpret_cast<const char *>(&header), sizeof header);
    out.append(m_payload);
}

FrameScan RelayFrames::scan(QByteArrayView bytes) const
{
    const qsizetype whole = relayFrameBytes(bytes);
    if (whole == 0)
        return {};
    RelayHeader header;
    std::memcpy(&header, bytes.data(), sizeof header);
    Frame frame;
    frame.id = header.number;
    frame.bytes = bytes.first(whole);
    frame.body = frame.bytes.sliced(sizeof header);
    return {FrameStatus::Complete, frame};
}

Result<Done> RelayFrames::checkReply(const Frame &frame)
{
    qToBigEndian(frame.id, m_payload.data());
    if (!areSame(frame.body, m_payload))
        return {ErrorCode::ProtocolError,
                QStringLiteral("Call %1 did not get its payload back.").arg(frame.id)};
    return Done();
}

} // namespace Amp::Bench
