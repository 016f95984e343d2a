// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QtCore/qbytearrayview.h>

#include "core/global.h"
#include "core/protocol/valuetypes.h"

namespace Amp {

// The values that most calls have: bool, int, uint, qint64, quint64, double, QString, QByteArray,
// and none of them null. Encoded and decoded as ValueWriter and ValueReader do it, without their
// care for what is nested or unusual, which would cost more than such a value.

// How many bytes one takes; nothing for all other types, and for a text that is too long to travel.
std::optional<qsizetype> plainValueBytes(ValueType type, const void *value);
// Writes one to where it has room, and returns the end of it.
char *writePlainValue(char *to, ValueType type, const void *value);

// Sets the value to what the bytes mean; false when they are not exactly one such value.
AMP_CORE_EXPORT bool readPlainValue(QByteArrayView bytes, QVariant &value);

} // namespace Amp
