// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

namespace Amp {

// What has happened in a pool since it was made. Every accepted call ends in exactly one of
// succeeded, failed, crashed, cancelled and timedOut.
struct PoolCounters
{
    quint64 accepted = 0;
    quint64 succeeded = 0;
    quint64 failed = 0; // by the procedure, its arguments or its result
    quint64 crashed = 0;
    quint64 cancelled = 0; // by the caller, its leaving, or the server's end
    quint64 timedOut = 0;  // while running or while waiting
    quint64 workersStarted = 0;
    quint64 workersEnded = 0;
    quint64 startsFailed = 0;
    quint64 ranMicroseconds = 0; // of all calls that were answered
};

} // namespace Amp
