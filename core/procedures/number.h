// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <variant>

#include <QtCore/qvariant.h>

namespace Amp {

// Any integer that travels. Signed where it fits, so that equal integers are equal.
using Integer = std::variant<qlonglong, qulonglong>;

// The integer that value is, or that it equals when it is a floating-point number.
std::optional<Integer> integerIn(const QVariant &value);

bool isFloating(const QVariant &value);

// The narrowest of int, qlonglong and qulonglong that holds the integer.
QVariant narrowest(const Integer &integer);

// The parameter of a built-in that takes integers and floating-point numbers alike.
struct Number
{
    QVariant value;
};

} // namespace Amp

Q_DECLARE_METATYPE(Amp::Number)
