// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qvariant.h>

#include "core/protocol/error.h"

namespace Amp {

// How many arguments a procedure takes.
struct ArgumentCount
{
    qsizetype least = 0;
    qsizetype most = 0;
    bool variadic = false; // without an upper bound

    bool includes(qsizetype given) const { return given >= least && (variadic || given <= most); }
};

// What a call with arguments that do not fit ends with, whoever notices it.
namespace BadArguments {

Error wrongCount(const QByteArray &procedure, const QByteArray &signature,
                 const ArgumentCount &count, qsizetype given);
// Index is from 0; expected is a type as signatures spell it.
Error doesNotFit(const QByteArray &procedure, qsizetype index, const QByteArray &expected,
                 const QVariant &value);

} // namespace BadArguments

} // namespace Amp
