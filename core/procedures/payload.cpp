// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/payload.h"

#include <algorithm>

#include "core/procedures/conversion.h"
#include "core/protocol/bytes.h"
#include "core/protocol/plainvalues.h"
#include "core/protocol/valuecodec.h"

namespace Amp {

namespace {

Error tooLarge(const ValueName &name, qsizetype bytes)
{
    return {
        ErrorCode::TooLarge,
        QStringLiteral("%1 has %2 bytes; at most %3 can travel.")
            .arg(name.toString())
            .arg(bytes)
            .arg(Limits::maxPayloadBytes),
        {{QStringLiteral("bytes"), bytes}, {QStringLiteral("maxBytes"), Limits::maxPayloadBytes}}};
}

Error naming(const ValueName &name, const Error &error)
{
    return {error.code(), QStringLiteral("%1: %2").arg(name.toString(), error.message()),
            error.details()};
}

Result<Done> encodeInTravellingForm(QByteArray &out, const QVariant &value)
{
    return travels(value) ? encodeValue(out, value) : encodeValue(out, inTravellingForm(value));
}

} // namespace

QString ValueName::toString() const
{
    return QLatin1StringView(what) + QString::fromUtf8(procedure);
}

template <typename M>
Result<Done> writeWithValue(QByteArray &out, quint64 id, const M &message, const QVariant &value,
                            const ValueName &name)
{
    const qsizetype start = out.size();
    Wire::write(out, id, message);
    const qsizetype valueStart = out.size();
    const auto encoded = encodeInTravellingForm(out, value);
    const qsizetype valueBytes = out.size() - valueStart;
    if (encoded && valueBytes <= Limits::maxPayloadBytes) {
        ByteWriter(out).patch(start, quint32(out.size() - start - Frame::sizeBytes));
        return Done();
    }
    out.truncate(start);
    return encoded ? tooLarge(name, valueBytes) : naming(name, encoded.error());
}

template Result<Done> writeWithValue(QByteArray &, quint64, const Wire::Part &, const QVariant &,
                                     const ValueName &);

Result<Done> writeResult(QByteArray &out, quint64 id, const Wire::Timing &timing,
                         const QVariant &value, const ValueName &name)
{
    const auto type = ValueType(value.typeId());
    const auto bytes = plainValueBytes(type, value.constData());
    if (!bytes || *bytes > Limits::maxPayloadBytes || value.isNull())
        return writeWithValue(out, id, Wire::Result{timing, {}}, value, name);
    const Wire::ResultHead head = Wire::resultHead(id, timing, *bytes);
    const qsizetype start = out.size();
    out.resize(start + qsizetype(head.size()) + *bytes);
    char *frame = out.data() + start;
    std::copy(head.begin(), head.end(), frame);
    writePlainValue(frame + head.size(), type, value.constData());
    return Done();
}

} // namespace Amp
