// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/echoframes.h"

#include <QtEndian>

#include "core/protocol/messages.h"
#include "core/protocol/valuecodec.h"

namespace Amp::Bench {

namespace {

// A long payload is compared at its ends, since the load generator must not become the bottleneck.
constexpr qsizetype comparedBytes = 512;

QByteArray makePayload(int bytes)
{
    QByteArray payload(bytes, Qt::Uninitialized);
    for (int i = 0; i < bytes; ++i)
        payload[i] = char('a' + i % 23);
    return payload;
}

} // namespace

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
    const Result<Wire::Message> message = Wire::parse(frame);
    if (!message)
        return message.error();
    if (const auto *error = std::get_if<Wire::Error>(&*message))
        return {error->code, QString::fromUtf8(error->message)};
    if (const auto *refuse = std::get_if<Wire::Refuse>(&*message))
        return {refuse->code, QString::fromUtf8(refuse->message)};
    const auto *result = std::get_if<Wire::Result>(&*message);
    if (!result || !isExpected(result->value, frame.id))
        return {ErrorCode::ProtocolError,
                QStringLiteral("Call %1 did not get its payload back.").arg(frame.id)};
    return Done();
}

bool EchoFrames::isExpected(QByteArrayView value, quint64 id)
{
    if (value.size() != m_value.size())
        return false;
    qToBigEndian(id, m_value.data() + m_value.size() - m_payloadBytes);
    const QByteArrayView expected(m_value);
    if (value.size() <= 2 * comparedBytes)
        return value == expected;
    return value.first(comparedBytes) == expected.first(comparedBytes) &&
           value.last(comparedBytes) == expected.last(comparedBytes);
}

} // namespace Amp::Bench
