// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QtCore/qbytearray.h>

#include "core/dispatch/callresult.h"

namespace Amp {

// A call of a JobDispatcher that is to be sent.
struct PendingCall
{
    using Clock = std::chrono::steady_clock;

    CallId id = CallId::None;
    QByteArray frame;
    qsizetype frameBytes = 0;
    Clock::time_point deadline = Clock::time_point::max(); // when it must have started
    Clock::time_point waitsSince = {};                     // in line, once it is there
    int attempts = 0;                                      // how often it was sent
    bool idempotent = false;
    bool failFast = false;
};

} // namespace Amp
