// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/number.h"

#include <cmath>
#include <limits>
#include <utility>

namespace Amp {

namespace {

constexpr double twoTo63 = 9223372036854775808.0;

Integer normalised(qulonglong value)
{
    if (std::in_range<qlonglong>(value))
        return qlonglong(value);
    return value;
}

std::optional<Integer> integerEqualTo(double value)
{
    if (value != std::trunc(value) || value < -twoTo63 || value >= 2 * twoTo63)
        return std::nullopt; // infinities and NaN, too
    if (value < twoTo63)
        return qlonglong(value);
    return qulonglong(value);
}

} // namespace

std::optional<Integer> integerIn(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::SChar:
    case QMetaType::Short:
    case QMetaType::Int:
    case QMetaType::Long:
    case QMetaType::LongLong:
        return value.toLongLong();
    case QMetaType::UChar:
    case QMetaType::UShort:
    case QMetaType::UInt:
    case QMetaType::ULong:
    case QMetaType::ULongLong:
        return normalised(value.toULongLong());
    case QMetaType::Float:
    case QMetaType::Double:
        return integerEqualTo(value.toDouble());
    default:
        return std::nullopt;
    }
}

bool isFloating(const QVariant &value)
{
    return value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Float;
}

QVariant narrowest(const Integer &integer)
{
    if (const auto *large = std::get_if<qulonglong>(&integer))
        return *large;
    const auto value = std::get<qlonglong>(integer);
    return std::in_range<int>(value) ? QVariant(int(value)) : QVariant(value);
}

} // namespace Amp
