// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include "core/dispatch/framebytes.h"
#include "core/dispatch/procedurepace.h"
#include "core/dispatch/responder.h"
#include "core/protocol/messages.h"

namespace Amp {

class Identity;
class Pool;
class Worker;

enum class CallState : quint8 {
    Waiting, // for a pool that knows the name
    Queued,
    Running,
    Ended
};

// One call from its acceptance to its end. The pool writes it; queue, table and deadlines keep it
// where they say, and it belongs to the CallTable that made it.
//
// A million of them may wait, and each is looked at many times: what the frame says is not
// repeated, and the queue's part and the rest have a cache line each.
struct alignas(64) CallRecord
{
    using Clock = std::chrono::steady_clock;
    using TimePoint = Clock::time_point;

    quint64 ticket = 0;             // the table's name for it; 0: not a live call
    CallRecord *previous = nullptr; // of the list it is in
    CallRecord *next = nullptr;
    FrameBytes frame;                   // the whole Call frame as received; fixed while queued
    const Identity *identity = nullptr; // of its caller, who outlives it; fixed while queued
    ProcedurePace *pace = nullptr;      // of its procedure; from the pool's queue on
    float expectedMicroseconds = 0;     // when it was given to a worker: how long it might run
    CallState state = CallState::Waiting;
    Priority priority = Priority::Normal; // fixed while queued
    quint8 flags = 0;                     // of Wire::Call
    quint8 attempts = 0;                  // how often a worker was given the call

    Responder responder;
    TimePoint acceptedAt;
    TimePoint startedAt;       // when the present worker was given it
    quint64 serial = 0;        // what operators call it: ascending in its PoolSet from 1
    Pool *pool = nullptr;      // the one whose queue or worker has it
    Worker *worker = nullptr;  // the one that runs it
    quint32 client = 0;        // of ServerStats; 0: nobody that it knows
    qint32 deadlineIndex = -1; // in the heap of Deadlines; -1: none is set

    QByteArrayView procedure() const { return Wire::procedureOf(frame.view()); }
    quint16 procedureNumber() const { return pace ? pace->number() : quint16(0); }
    qsizetype argumentBytes() const { return Wire::argumentsOf(frame.view()).size(); }
    // The longest run time; zero: no bound.
    std::chrono::milliseconds timeout() const
    {
        return std::chrono::milliseconds(Wire::timeoutOf(frame.view()));
    }
    // When it must have started; max: no bound.
    TimePoint deadline() const
    {
        const auto wait = std::chrono::milliseconds(Wire::deadlineOf(frame.view()));
        return wait.count() == 0 ? TimePoint::max() : acceptedAt + wait;
    }
    bool hasDeadline() const { return Wire::deadlineOf(frame.view()) != 0; }
};

} // namespace Amp
