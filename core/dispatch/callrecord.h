// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QtCore/qbytearray.h>

#include "core/dispatch/identities.h"
#include "core/dispatch/responder.h"
#include "core/protocol/errorcode.h"

namespace Amp {

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
    CallState state = CallState::Waiting;
    Priority priority = Priority::Normal; // fixed while queued
    quint8 flags = 0;                     // of Wire::Call
    quint8 attempts = 0;                  // how often a worker was given the call
    quint16 procedureNumber = 0;          // of ServerStats
    quint32 client = 0;                   // of ServerStats; 0: nobody that it knows
    quint32 argumentBytes = 0;
    IdentityRef identity; // fixed while queued, never null then
    QByteArray procedure;
    QByteArray frame; // the whole Call frame as received; fixed while queued
    TimePoint acceptedAt;
    TimePoint startedAt;                    // when the present worker was given it
    TimePoint deadline = TimePoint::max();  // when it must have started; max: no bound
    std::chrono::milliseconds timeout = {}; // longest run time; zero: no bound
    float expectedMicroseconds = 0;         // when it was given to a worker: how long it might run
    Responder responder;
    Pool *pool = nullptr;          // the one whose queue or worker has it
    Worker *worker = nullptr;      // the one that runs it
    ProcedurePace *pace = nullptr; // of its procedure; from the pool's queue on

    CallRecord *previous = nullptr; // of the list it is in
    CallRecord *next = nullptr;
    qsizetype deadlineIndex = -1; // in the heap of Deadlines; -1: none is set
};

} // namespace Amp
