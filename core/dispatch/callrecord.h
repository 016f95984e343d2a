// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QtCore/qbytearray.h>

#include "core/dispatch/responder.h"
#include "core/protocol/messages.h"

namespace Amp {

class Identity;
class Pool;
class ProcedurePace;
class Worker;

enum class CallState : quint8 {
    Waiting, // for a pool that knows the name
    Queued,
    Running,
    Ended
};

// One call from its acceptance to its end. The pool writes it; queue, table and deadlines keep it
// where they say, and it belongs to the CallTable that made it.
struct CallRecord
{
    using Clock = std::chrono::steady_clock;
    using TimePoint = Clock::time_point;

    quint64 ticket = 0; // the table's name for it; 0: not a live call
    quint64 serial = 0; // what operators call it: ascending in its PoolSet from 1
    TimePoint acceptedAt;
    TimePoint startedAt; // when the present worker was given it
    QByteArray frame;    // the whole Call frame as received; fixed while queued
    Responder responder;
    const Identity *identity = nullptr; // of its caller, who outlives it; fixed while queued
    Pool *pool = nullptr;               // the one whose queue or worker has it
    Worker *worker = nullptr;           // the one that runs it
    ProcedurePace *pace = nullptr;      // of its procedure; from the pool's queue on
    CallRecord *previous = nullptr;     // of the list it is in
    CallRecord *next = nullptr;
    qint32 deadlineIndex = -1;      // in the heap of Deadlines; -1: none is set
    float expectedMicroseconds = 0; // when it was given to a worker: how long it might run
    quint32 timeoutMs = 0;          // longest run time; 0: no bound
    quint32 deadlineMs = 0;         // from its acceptance until it must have started; 0: no bound
    quint32 client = 0;             // of ServerStats; 0: nobody that it knows
    quint32 argumentBytes = 0;
    quint16 procedureNumber = 0; // of ServerStats
    CallState state = CallState::Waiting;
    Priority priority = Priority::Normal; // fixed while queued
    quint8 flags = 0;                     // of Wire::Call
    quint8 attempts = 0;                  // how often a worker was given the call

    QByteArrayView procedure() const { return Wire::procedureOf(frame); }
    bool hasDeadline() const { return deadlineMs != 0; }
    TimePoint deadline() const { return acceptedAt + std::chrono::milliseconds(deadlineMs); }
    std::chrono::milliseconds timeout() const { return std::chrono::milliseconds(timeoutMs); }
};

} // namespace Amp
