// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/rawpayload.h"

#include "core/protocol/bytes.h"
#include "core/protocol/valuetypes.h"

namespace Amp::RawPayload {

std::optional<QByteArrayView> unwrapArguments(QByteArrayView arguments)
{
    ByteReader in(arguments);
    const auto count = in.read<quint32>();
    const auto type = in.read<quint32>();
    in.read<quint8>(); // null or empty is one and the same to a raw worker
    const auto length = in.read<quint32>();
    const QByteArrayView bytes = in.take(length == nullLength ? 0 : qsizetype(length));
    if (in.failed() || !in.atEnd() || count != 1 || type != quint32(ValueType::ByteArray))
        return std::nullopt;
    return bytes;
}

void wrapValue(QByteArray &out, QByteArrayView bytes)
{
    out.resize(0);
    ByteWriter writer(out);
    writer.write(quint32(ValueType::ByteArray));
    writer.write(quint8(0));
    writer.writeBytes(bytes);
}

} // namespace Amp::RawPayload
