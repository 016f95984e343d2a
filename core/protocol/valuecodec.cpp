// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/valuecodec.h"

#include "core/protocol/valuereader.h"
#include "core/protocol/valuewriter.h"

namespace Amp {

namespace {

constexpr qsizetype typicalBytes = 256; // one allocation for most calls

} // namespace

Result<QByteArray> encodeArguments(const QVariantList &arguments)
{
    QByteArray bytes;
    bytes.reserve(typicalBytes);
    ValueWriter writer(bytes);
    if (writer.writeArguments(arguments))
        return bytes;
    return writer.argumentsError();
}

Result<Done> encodeArguments(QByteArray &out, const QVariantList &arguments)
{
    const qsizetype oldSize = out.size();
    ValueWriter writer(out);
    if (writer.writeArguments(arguments))
        return Done();
    out.truncate(oldSize);
    return writer.argumentsError();
}

Result<QByteArray> encodeValue(const QVariant &value)
{
    QByteArray bytes;
    bytes.reserve(typicalBytes);
    ValueWriter writer(bytes);
    if (writer.writeValue(value))
        return bytes;
    return writer.valueError();
}

Result<Done> encodeValue(QByteArray &out, const QVariant &value)
{
    const qsizetype oldSize = out.size();
    ValueWriter writer(out);
    if (writer.writeValue(value))
        return Done();
    out.truncate(oldSize);
    return writer.valueError();
}

Result<QVariantList> decodeArguments(QByteArrayView bytes)
{
    QVariantList arguments;
    const Result<Done> decoded = decodeArguments(bytes, arguments);
    if (!decoded)
        return decoded.error();
    return arguments;
}

Result<Done> decodeArguments(QByteArrayView bytes, QVariantList &arguments)
{
    ValueReader reader(bytes);
    reader.readArguments(arguments);
    reader.expectEnd();
    if (reader.failed())
        return reader.error();
    return Done();
}

Result<QVariant> decodeValue(QByteArrayView bytes)
{
    ValueReader reader(bytes);
    QVariant value = reader.readValue();
    reader.expectEnd();
    if (reader.failed())
        return reader.error();
    return value;
}

} // namespace Amp
