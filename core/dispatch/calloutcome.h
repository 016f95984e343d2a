// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qstring.h>

#include "core/protocol/errorcode.h"

namespace Amp {

// How a call ended. It succeeded exactly when code is None.
struct CallOutcome
{
    ErrorCode code = ErrorCode::None;
    Execution execution = Execution::NotStarted;
    quint8 attempts = 0; // how often a worker was given the call
    quint32 workerPid = 0;
    quint64 waitedMicroseconds = 0;                // from acceptance until a worker was given it
    quint64 ranMicroseconds = 0;                   // as the worker measured it
    std::chrono::steady_clock::time_point endedAt; // when that was known
    QByteArrayView value;                          // encoded; valid while the owner is being told
    QString message;                               // a sentence when code is not None
    QByteArray details;                            // an encoded map, or empty
};

} // namespace Amp
