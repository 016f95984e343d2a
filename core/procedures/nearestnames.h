// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <span>

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qlist.h>

#include "core/protocol/error.h"

namespace Amp {

// Those of names that are nearest to name, if they are near enough that a person may have meant
// them: at most a third of the letters differ, case aside. At most three.
QList<QByteArray> nearestNames(QByteArrayView name, std::span<const QByteArray> names);

// NoSuchProcedure: "There is no procedure sumn; did you mean sum?", with "name" and "nearest".
Error noSuchProcedure(QByteArrayView name, std::span<const QByteArray> names);

} // namespace Amp
