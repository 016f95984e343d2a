// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/callframe.h"

#include <cstring>
#include <limits>

#include <QtCore/qendian.h>

#include "core/protocol/messages.h"
#include "core/protocol/plainvalues.h"
#include "core/protocol/valuecodec.h"

namespace Amp {

namespace {

constexpr qsizetype mostBytesKept = 128 * 1024;
constexpr qsizetype countBytes = sizeof(quint32); // before the arguments

quint32 wireMilliseconds(CallOptions::Milliseconds duration)
{
    constexpr qint64 most = std::numeric_limits<quint32>::max();
    return quint32(std::clamp<qint64>(duration.count(), 0, most));
}

Result<Done> checkHead(const CallOptions &options, QByteArrayView procedure)
{
    if (procedure.isEmpty() || procedure.size() > Limits::maxProcedureNameBytes)
        return {ErrorCode::NoSuchProcedure,
                QStringLiteral("The name of a procedure has 1 to %1 bytes; this one has %2.")
                    .arg(Limits::maxProcedureNameBytes)
                    .arg(procedure.size())};
    const qsizetype metadataBytes = options.encodedMetadata().size();
    if (metadataBytes > Limits::maxMetadataBytes)
        return {ErrorCode::TooLarge,
                QStringLiteral("The metadata of the call has %1 bytes; at most %2 can travel.")
                    .arg(metadataBytes)
                    .arg(Limits::maxMetadataBytes)};
    return Done();
}

Error tooLarge(qsizetype argumentBytes)
{
    return {ErrorCode::TooLarge,
            QStringLiteral("The arguments of the call have %1 bytes; at most %2 can travel.")
                .arg(argumentBytes)
                .arg(Limits::maxPayloadBytes)};
}

// Of all arguments; nothing when one is not plain.
std::optional<qsizetype> plainBytes(const Detail::ArgumentRefs &arguments)
{
    if (arguments.list)
        return {};
    qsizetype sum = countBytes;
    for (qsizetype i = 0; i < arguments.count; ++i) {
        const Detail::ArgumentRef &argument = arguments.refs[i];
        const auto bytes = plainValueBytes(ValueType(argument.type), argument.value);
        if (!bytes)
            return {};
        sum += *bytes;
    }
    return sum;
}

void writePlain(char *to, const Detail::ArgumentRefs &arguments)
{
    qToBigEndian(quint32(arguments.count), to);
    to += countBytes;
    for (qsizetype i = 0; i < arguments.count; ++i)
        to = writePlainValue(to, ValueType(arguments.refs[i].type), arguments.refs[i].value);
}

} // namespace

Result<Done> CallFrames::write(QByteArray &frame, CallId id, const CallOptions &options,
                               QByteArrayView procedure, const Detail::ArgumentRefs &arguments)
{
    if (!hasHeadOf(options, procedure)) {
        if (auto set = setHead(options, procedure); !set)
            return set;
    }
    const qsizetype headBytes = m_head.size();
    const auto bytes = plainBytes(arguments);
    if (bytes > qsizetype(Limits::maxPayloadBytes))
        return tooLarge(*bytes);
    frame.resize(headBytes + bytes.value_or(0));
    std::memcpy(frame.data(), m_head.constData(), size_t(headBytes));
    if (bytes)
        writePlain(frame.data() + headBytes, arguments);
    else if (auto encoded = encodeArguments(frame, arguments.toVariants()); !encoded)
        return encoded;
    if (frame.size() - headBytes > qsizetype(Limits::maxPayloadBytes))
        return tooLarge(frame.size() - headBytes);
    qToBigEndian(quint32(frame.size() - Frame::sizeBytes), frame.data());
    Wire::setFrameId(frame.data(), quint64(id));
    return Done();
}

void CallFrames::giveBack(QByteArray &&frame)
{
    if (frame.capacity() <= mostBytesKept)
        m_memory = std::move(frame);
}

bool CallFrames::hasHeadOf(const CallOptions &options, QByteArrayView procedure) const
{
    return !m_head.isEmpty() && procedure == m_procedure && options == m_options;
}

Result<Done> CallFrames::setHead(const CallOptions &options, QByteArrayView procedure)
{
    if (auto checked = checkHead(options, procedure); !checked)
        return checked;
    m_procedure = procedure.toByteArray();
    m_options = options;
    Wire::Call call;
    call.priority = options.priority();
    call.flags = options.isIdempotent() ? Wire::Call::idempotentFlag : quint8(0);
    call.timeoutMs = wireMilliseconds(options.timeout());
    call.deadlineMs = wireMilliseconds(options.deadline());
    call.procedure = procedure;
    call.metadata = options.encodedMetadata();
    m_head.resize(0);
    Wire::write(m_head, 0, call);
    return Done();
}

} // namespace Amp
