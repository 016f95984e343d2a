// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/errorcode.h"

namespace Amp {

QByteArrayView nameOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::None:
        return "None";
    case ErrorCode::NoSuchProcedure:
        return "NoSuchProcedure";
    case ErrorCode::BadArguments:
        return "BadArguments";
    case ErrorCode::NotSerializable:
        return "NotSerializable";
    case ErrorCode::ProcedureFailed:
        return "ProcedureFailed";
    case ErrorCode::WorkerCrashed:
        return "WorkerCrashed";
    case ErrorCode::TimedOut:
        return "TimedOut";
    case ErrorCode::Expired:
        return "Expired";
    case ErrorCode::Cancelled:
        return "Cancelled";
    case ErrorCode::TooBusy:
        return "TooBusy";
    case ErrorCode::TooLarge:
        return "TooLarge";
    case ErrorCode::NotConnected:
        return "NotConnected";
    case ErrorCode::ConnectionLost:
        return "ConnectionLost";
    case ErrorCode::OutcomeUnknown:
        return "OutcomeUnknown";
    case ErrorCode::NotPermitted:
        return "NotPermitted";
    case ErrorCode::ShuttingDown:
        return "ShuttingDown";
    case ErrorCode::ProtocolError:
        return "ProtocolError";
    }
    return "ProtocolError"; // the decoder lets no other number through
}

QByteArrayView nameOf(Execution execution)
{
    switch (execution) {
    case Execution::NeverSent:
        return "NeverSent";
    case Execution::NotStarted:
        return "NotStarted";
    case Execution::Started:
        return "Started";
    case Execution::Unknown:
        return "Unknown";
    }
    return "Unknown";
}

} // namespace Amp
