// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/Procedure>

namespace Amp {

// How signatures and errors name a type: as C++ does, "any" for QVariant, "null" for nothing.
QByteArray typeText(QMetaType type);

// "add(int, int) -> int", in the grammar of resources/docs/protocol.md.
QByteArray signatureOf(const Procedure &procedure);

} // namespace Amp
