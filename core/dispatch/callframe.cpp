// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/callframe.h"

#include <limits>

#include "core/protocol/bytes.h"
#include "core/protocol/messages.h"
#include "core/protocol/valuecodec.h"

namespace Amp {

namespace {

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

// Everything of the frame but the arguments, which are appended without being copied once more.
QByteArray frameHead(CallId id, const CallOptions &options, QByteArrayView procedure)
{
    Wire::Call call;
    call.priority = options.priority();
    call.flags = options.isIdempotent() ? Wire::Call::idempotentFlag : quint8(0);
    call.timeoutMs = wireMilliseconds(options.timeout());
    call.deadlineMs = wireMilliseconds(options.deadline());
    call.procedure = procedure;
    call.metadata = options.encodedMetadata();
    QByteArray frame;
    Wire::write(frame, quint64(id), call);
    return frame;
}

} // namespace

Result<QByteArray> encodeCallFrame(CallId id, const CallOptions &options, QByteArrayView procedure,
                                   const QVariantList &arguments)
{
    if (auto head = checkHead(options, procedure); !head)
        return head.error();
    QByteArray frame = frameHead(id, options, procedure);
    const qsizetype headBytes = frame.size();
    if (auto encoded = encodeArguments(frame, arguments); !encoded)
        return encoded.error();
    if (frame.size() - headBytes > qsizetype(Limits::maxPayloadBytes))
        return {ErrorCode::TooLarge,
                QStringLiteral("The arguments of the call have %1 bytes; at most %2 can travel.")
                    .arg(frame.size() - headBytes)
                    .arg(Limits::maxPayloadBytes)};
    ByteWriter(frame).patch(0, quint32(frame.size() - Frame::sizeBytes));
    return frame;
}

} // namespace Amp
