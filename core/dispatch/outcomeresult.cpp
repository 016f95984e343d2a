// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/outcomeresult.h"

#include "core/protocol/plainvalues.h"
#include "core/protocol/valuecodec.h"

namespace Amp {

namespace {

CallRun runOf(const CallOutcome &outcome)
{
    CallRun run;
    run.workerPid = outcome.workerPid;
    run.waitingTime = std::chrono::microseconds(outcome.waitedMicroseconds);
    run.runningTime = std::chrono::microseconds(outcome.ranMicroseconds);
    run.attempts = outcome.attempts;
    return run;
}

// Details only add to a sentence that says it all: wrong ones are left out.
QVariantMap detailsOf(const CallOutcome &outcome)
{
    if (outcome.details.isEmpty())
        return {};
    const auto details = decodeValue(outcome.details);
    return details ? details->toMap() : QVariantMap();
}

} // namespace

CallResult resultOf(CallId id, const CallOutcome &outcome)
{
    const CallRun run = runOf(outcome);
    if (outcome.code != ErrorCode::None)
        return {id, Error(outcome.code, outcome.message, detailsOf(outcome)), outcome.execution,
                run};
    if (QVariant plain; readPlainValue(outcome.value, plain))
        return {id, std::move(plain), run};
    Result<QVariant> value = decodeValue(outcome.value);
    if (!value)
        return {id, value.error(), Execution::Started, run};
    return {id, std::move(value).value(), run};
}

CallResult withReasons(const CallResult &result, const QStringList &reasons)
{
    const Error &error = result.error();
    if (error.code() != ErrorCode::NoSuchProcedure || reasons.isEmpty())
        return result;
    const QString message = error.message() + u' ' + reasons.join(u' ');
    return {result.callId(), Error(error.code(), message, error.details()), result.execution(),
            result.run()};
}

} // namespace Amp
