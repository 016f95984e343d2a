// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qvariant.h>

#include "core/protocol/result.h"

// Values <-> bytes, in the layout of QDataStream's QVariant (version Qt_6_0, big endian); see
// resources/docs/values.md for the types, their layouts and the stated exceptions.
//
// The bytes of a peer are never given to QDataStream: a QBitArray of 21 bytes is a segmentation
// fault there, a list of 21 bytes asks for 137 GB. All functions may be used from any thread.
namespace Amp {

// The arguments of a call: quint32 count, then each value.
// Fails with NotSerializable, whose details name the "argument" (from 1), its "type" and, for a
// value inside of it, the "path"; or with TooLarge when there are more than Limits::maxNodes
// values.
AMP_CORE_EXPORT Result<QByteArray> encodeArguments(const QVariantList &arguments);
// Appends to out. On an error out is what it was.
Result<Done> encodeArguments(QByteArray &out, const QVariantList &arguments);

// One value, such as a result. Fails as encodeArguments does, without "argument".
Result<QByteArray> encodeValue(const QVariant &value);
Result<Done> encodeValue(QByteArray &out, const QVariant &value);

// The inverse. The whole span must be used. Fails with ProtocolError and the offset when the bytes
// are wrong, and with NotSerializable when they are right but this program lacks the registered
// type or the time zone, or the type's own operator failed.
Result<QVariantList> decodeArguments(QByteArrayView bytes);
// Into an empty list, which may have room. On an error there may be something in it.
Result<Done> decodeArguments(QByteArrayView bytes, QVariantList &arguments);
AMP_CORE_EXPORT Result<QVariant> decodeValue(QByteArrayView bytes);

} // namespace Amp
