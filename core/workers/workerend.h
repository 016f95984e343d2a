// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace Amp {

// How a worker's process ended, and what is known about it.
struct WorkerEnd
{
    quint32 pid = 0;
    bool signalled = false;
    int code = 0;       // the signal, or the exit code
    QString reason;     // why we ended it or gave it up; empty when it ended by itself
    QStringList output; // the last lines that it printed during the call
};

// "was ended by signal 11 (SIGSEGV)", "ended with exit code 7".
QString describe(const WorkerEnd &end);
// Why, in a few words: the reason, or else "signal 11 (SIGSEGV)", "exit code 7".
QString causeOf(const WorkerEnd &end);
// The last three lines of what it printed, for a sentence; empty when it printed nothing.
QString lastWords(const WorkerEnd &end);
// The details of WorkerCrashed: pid, signal and signalName or exitCode, reason, output.
QVariantMap detailsOf(const WorkerEnd &end);

} // namespace Amp
