// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QByteArray>
#include <QByteArrayView>

// Workers with the capability "raw" know no values. These two functions are all that the server
// ever sees of a value: one QByteArray, taken out of its wrapping and put back.
namespace Amp::RawPayload {

// The bytes of an argument list that holds exactly one QByteArray; nothing for any other list.
std::optional<QByteArrayView> unwrapArguments(QByteArrayView arguments);

// The encoded value of type QByteArray that holds bytes. Reuses the memory of out.
void wrapValue(QByteArray &out, QByteArrayView bytes);

} // namespace Amp::RawPayload
