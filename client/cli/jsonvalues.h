// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QVariant>

#include "core/protocol/result.h"

// Values <-> JSON, by the table in resources/docs/values.md. Qt's JSON classes are not enough: they
// turn integers beyond 64 signed bits into doubles and have no bytes.
namespace Amp {

// What an argument of amp-call means: a JSON value, or else the string that it is. Fails with
// BadArguments for JSON that no value can hold, such as an integer beyond 64 bits.
Result<QVariant> valueFromArgument(const QString &argument);

// The value on one line, in ASCII and UTF-8 that no terminal obeys. Only types without a JSON form,
// such as registered ones, lose something: they become {"$type": "Name"}.
QByteArray toJson(const QVariant &value);

} // namespace Amp
