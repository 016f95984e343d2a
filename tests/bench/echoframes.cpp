// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/echoframes.h"

#include <QtEndian>

#include "core/protocol/messages.h"
#include "core/protocol/valuecodec.h"
#include "tests/bench/echopayload.h"

namespace Amp::Bench {

EchoFrames::EchoFrames(int payloadBytes)
    : m_payloadBytes(payloadBytes)
{
    const QByteArray payload = makePayload(payloadBytes);
    const QByteArray arguments = *encodeArguments({payload});
    Wire::Call call;
    call.procedure = "echo";
    call.arguments = arguments;
    Wire::write(m_call, 0, call);
    m_value = *encodeValue(payload);
}

void EchoFrames::appendCall(QByteArray &out, quint64 id)
{
    Wire::setFrameId(m_call.data(), id);
    qToBigEndian(id, m_call.data() + m_call.size() - m_payloadBytes);
    out.append(m_call);
}

Result<Done> EchoFrames::checkReply(const Frame &frame)
{
    Wire::Result result;
    if (Wire::readResult(frame, result) && isExpected(result.value, frame.id))
        return Done();
    return failureOf(frame);
}

Error EchoFrames::failureOf(const Frame &frame)
{
    const Result<Wire::Message> message = Wire::parse(frame);
    if (!message)
        return message.error();
    if (const auto *error = std::get_if<Wire::Error>(&*message))
        return {error->code, QString::fromUtf8(error->message)};
    if (const auto *refuse = std::get_if<Wire::Refuse>(&*message))
        return {refuse->code, QString::fromUtf8(refuse->message)};
    return {ErrorCode::ProtocolError,
            QStringLiteral("Call %1 did not get its payload back.").arg(frame.id)};
}

bool EchoFrames::isExpected(QByteArrayView value, quint64 id)
{
    if (value.size() != m_value.size())
        return false;
    qToBigEndian(id, m_value.data() + m_value.size() - m_payloadBytes);
    return areSame(value, m_value);
}

} // namespace Amp::Bench
