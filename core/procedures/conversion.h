// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QtCore/qvariant.h>

namespace Amp {

// The value as exactly the type target, if nothing of it is lost on the way: 3 is a double, 3.0 an
// int, a list of fitting elements a QStringList or QList<int>, a text the bytes of its UTF-8.
// resources/docs/procedures.md has the whole list.
std::optional<QVariant> converted(const QVariant &value, QMetaType target);

// Null, in either of the two ways that QVariant has for it.
bool isNothing(const QVariant &value);

// Whether it is of a type that travels by itself, so that inTravellingForm() is what it was.
bool travels(const QVariant &value);

// A container that does not travel by itself, such as a QList<int>, as one that does; any other
// value as it is.
QVariant inTravellingForm(const QVariant &value);

} // namespace Amp
