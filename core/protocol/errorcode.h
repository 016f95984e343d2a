// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearrayview.h>

#include <Amp/Global>

namespace Amp {

// Why a call ended without a value. The numbers are those of the wire and never change.
enum class ErrorCode : quint16 {
    None = 0,
    NoSuchProcedure = 1, // no pool knows the name; the nearest names are given
    BadArguments = 2,    // an argument does not fit: expected and given type
    NotSerializable = 3, // an argument or the result cannot travel; which and why
    ProcedureFailed = 4, // the procedure threw: type, text, place
    WorkerCrashed = 5,   // the worker's process ended while it ran the call
    TimedOut = 6,        // the run time was exceeded
    Expired = 7,         // the deadline passed before the call started
    Cancelled = 8,       // by the caller, or its client left
    TooBusy = 9,         // a bound on calls or bytes was reached; which, and its value
    TooLarge = 10,       // a call or a result exceeds the largest payload
    NotConnected = 11,   // gave up before sending
    ConnectionLost = 12, // was sent, and the connection ended without a result
    OutcomeUnknown = 13, // the server lost the call
    NotPermitted = 14,   // the server does not allow it
    ShuttingDown = 15,   // the server takes no calls any more
    ProtocolError = 16   // the peer broke the protocol
};

// What is known about whether a call ran.
enum class Execution : quint8 {
    NeverSent = 0,  // it never left the caller
    NotStarted = 1, // it reached a server or pool, no procedure saw it
    Started = 2,    // a procedure began to run
    Unknown = 3     // it was sent; nobody can say
};

// How soon a queued call gets its turn. Weighted, not strict: Low always moves.
enum class Priority : quint8 { Low = 0, Normal = 1, High = 2 };

// "WorkerCrashed" for ErrorCode::WorkerCrashed; "Unknown error N" never occurs for a listed code.
AMP_CORE_EXPORT QByteArrayView nameOf(ErrorCode code);
AMP_CORE_EXPORT QByteArrayView nameOf(Execution execution);

} // namespace Amp
