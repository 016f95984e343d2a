// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/workerend.h"

#include <csignal>

#ifdef Q_OS_UNIX
#include <cstring>
#endif

namespace Amp {

namespace {

QString signalName(int signal)
{
#if defined(__GLIBC__)
    if (const char *name = sigabbrev_np(signal))
        return QLatin1StringView("SIG") + QLatin1StringView(name);
#endif
    return QStringLiteral("signal %1").arg(signal);
}

} // namespace

QString describe(const WorkerEnd &end)
{
    if (end.signalled)
        return QStringLiteral("was ended by signal %1 (%2)")
            .arg(end.code)
            .arg(signalName(end.code));
    if (end.pid == 0) // a thread
        return QStringLiteral("ended");
    return QStringLiteral("ended with exit code %1").arg(end.code);
}

QString causeOf(const WorkerEnd &end)
{
    if (!end.reason.isEmpty())
        return end.reason;
    if (end.signalled)
        return QStringLiteral("signal %1 (%2)").arg(end.code).arg(signalName(end.code));
    return QStringLiteral("exit code %1").arg(end.code);
}

QString lastWords(const WorkerEnd &end)
{
    constexpr qsizetype spoken = 3;
    QStringList words;
    for (const QString &line : end.output) {
        if (const QString trimmed = line.trimmed(); !trimmed.isEmpty())
            words.append(trimmed);
    }
    return words.sliced(qMax(qsizetype(0), words.size() - spoken)).join(QStringLiteral(" | "));
}

QVariantMap detailsOf(const WorkerEnd &end)
{
    QVariantMap details{{QStringLiteral("pid"), end.pid}};
    if (end.signalled) {
        details.insert(QStringLiteral("signal"), end.code);
        details.insert(QStringLiteral("signalName"), signalName(end.code));
    } else {
        details.insert(QStringLiteral("exitCode"), end.code);
    }
    if (!end.reason.isEmpty())
        details.insert(QStringLiteral("reason"), end.reason);
    if (!end.output.isEmpty())
        details.insert(QStringLiteral("output"), end.output);
    return details;
}

} // namespace Amp
