// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qvariant.h>

#include "core/protocol/messages.h"

namespace Amp {

// Appends the frame of a message whose last field is one value, without a copy of the value's
// bytes. what names the value in the sentence of the errors NotSerializable and TooLarge; after one
// of them out is what it was.
template <typename M>
Result<Done> writeWithValue(QByteArray &out, quint64 id, const M &message, const QVariant &value,
                            const QString &what);

} // namespace Amp
