// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/callendings.h"

namespace Amp {

QString secondsText(std::chrono::milliseconds duration)
{
    return QStringLiteral("%1 s").arg(double(duration.count()) / 1000);
}

QString nameOf(const CallRecord &call)
{
    return QString::fromUtf8(call.procedure());
}

QString timeoutMessage(const CallRecord &call, bool inThread)
{
    const QString message = QStringLiteral("%1 ran longer than its time-out of %2")
                                .arg(nameOf(call), secondsText(call.timeout()));
    return message + (inThread ? QStringLiteral("; the thread that runs it cannot be ended, and is "
                                                "busy until it returns.")
                               : QStringLiteral("."));
}

CallOutcome outcomeOf(const Wire::Result &result)
{
    CallOutcome outcome;
    outcome.execution = Execution::Started;
    outcome.ranMicroseconds = result.timing.ranMicroseconds;
    outcome.value = result.value;
    return outcome;
}

CallOutcome outcomeOf(const Wire::Error &error)
{
    CallOutcome outcome;
    outcome.code = error.code;
    outcome.execution = error.execution;
    outcome.ranMicroseconds = error.timing.ranMicroseconds;
    outcome.message = QString::fromUtf8(error.message);
    outcome.details = error.details.toByteArray();
    return outcome;
}

QString crashMessage(const CallRecord &call, const WorkerEnd &end, const QString &pool)
{
    QString message = QStringLiteral("Worker %1 of pool %2 %3 while it ran %4")
                          .arg(QString::number(end.pid), pool, describe(end), nameOf(call));
    if (!end.reason.isEmpty())
        message += QStringLiteral(", because %1").arg(end.reason);
    if (call.attempts > 1)
        message += QStringLiteral("; it was tried %1 times").arg(call.attempts);
    if (const QString words = lastWords(end); !words.isEmpty())
        message += QStringLiteral("; its last output: ") + words;
    return message + QLatin1Char('.');
}

} // namespace Amp
