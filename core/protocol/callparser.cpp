// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/callparser.h"

#include <QtCore/qendian.h>

namespace Amp::Wire {

namespace {

// Where the fields of a Call's body begin; those from the procedure on have no fixed place.
constexpr qsizetype priorityAt = 0;
constexpr qsizetype flagsAt = 1;
constexpr qsizetype timeoutAt = 2;
constexpr qsizetype deadlineAt = 6;
constexpr qsizetype procedureAt = 10;
constexpr qsizetype lengthBytes = sizeof(quint16);

} // namespace

std::optional<Call> parseCall(const Frame &frame)
{
    const QByteArrayView body = frame.body;
    if (frame.type != quint8(MessageType::Call) || body.size() < procedureAt + 2 * lengthBytes)
        return {};
    const char *fields = body.data();
    const auto priority = quint8(fields[priorityAt]);
    const auto nameBytes = qsizetype(qFromBigEndian<quint16>(fields + procedureAt));
    const qsizetype metadataAt = procedureAt + lengthBytes + nameBytes;
    if (priority > quint8(Priority::High) || nameBytes == 0 ||
        nameBytes > Limits::maxProcedureNameBytes || body.size() < metadataAt + lengthBytes)
        return {};
    const auto metadataBytes = qsizetype(qFromBigEndian<quint16>(fields + metadataAt));
    const qsizetype argumentsAt = metadataAt + lengthBytes + metadataBytes;
    if (metadataBytes > Limits::maxMetadataBytes || body.size() < argumentsAt)
        return {};
    return Call{Priority(priority),
                quint8(fields[flagsAt]),
                qFromBigEndian<quint32>(fields + timeoutAt),
                qFromBigEndian<quint32>(fields + deadlineAt),
                body.sliced(procedureAt + lengthBytes, nameBytes),
                body.sliced(metadataAt + lengthBytes, metadataBytes),
                body.sliced(argumentsAt)};
}

} // namespace Amp::Wire
