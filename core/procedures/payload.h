// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qvariant.h>

#include "core/protocol/messages.h"

namespace Amp {

// How the sentences of errors name a value: "The result of " add.
struct ValueName
{
    const char *what;
    QByteArrayView procedure;

    QString toString() const;
};

// Appends the frame of a message whose last field is one value, without a copy of the value's
// bytes. Name is for the errors NotSerializable and TooLarge; after one of them out is what it was.
template <typename M>
Result<Done> writeWithValue(QByteArray &out, quint64 id, const M &message, const QVariant &value,
                            const ValueName &name);

// The same for a Result, in one go where its value is one of those that most have.
Result<Done> writeResult(QByteArray &out, quint64 id, const Wire::Timing &timing,
                         const QVariant &value, const ValueName &name);

} // namespace Amp
