// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <span>

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qlist.h>

#include "core/protocol/error.h"

namespace Amp {

// Those of names that a person may have meant by name, the likeliest first; at most three, and none
// that differs from it in more than a third of its letters. Case does not count.
QList<QByteArray> nearestNames(QByteArrayView name, std::span<const QByteArray> names);

// NoSuchProcedure: "There is no procedure sumn; did you mean sum?", with "name" and "nearest".
Error noSuchProcedure(QByteArrayView name, std::span<const QByteArray> names);

} // namespace Amp
