// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearray.h>
#include <QtCore/qvariant.h>

#include "core/protocol/result.h"
#include "core/protocol/typeregistry.h"

namespace Amp {

// Runs the operators of a registered type on the bytes of one value and on nothing else, so that
// an operator with a mistake cannot shift what follows. Errors are reasons without a subject, such
// as "its operator>> left 3 of 8 bytes unread".
Result<QByteArray> bytesOf(const RegisteredType &type, const QVariant &value);
Result<QVariant> valueOf(const RegisteredType &type, QByteArrayView bytes);

} // namespace Amp
