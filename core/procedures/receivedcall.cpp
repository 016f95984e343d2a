// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/receivedcall.h"

#include "core/protocol/bytes.h"

namespace Amp {

Result<CallContext::Metadata> readMetadata(QByteArrayView bytes)
{
    CallContext::Metadata metadata;
    ByteReader in(bytes);
    while (!in.atEnd()) {
        const QByteArrayView key = in.take(in.read<quint16>());
        const QByteArrayView value = in.take(in.read<quint16>());
        metadata.append({key.toByteArray(), value.toByteArray()});
    }
    if (in.failed())
        return {ErrorCode::ProtocolError,
                QStringLiteral("The metadata of the call are not pairs of keys and values.")};
    return metadata;
}

} // namespace Amp
