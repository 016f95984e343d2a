// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/processusage.h"

#include <QDir>
#include <QFile>

namespace Amp::Bench {

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

quint64 voluntarySwitches(const QByteArray &status)
{
    for (const QByteArray &line : status.split('\n')) {
        if (line.startsWith("voluntary_ctxt_switches:"))
            return line.sliced(line.indexOf(':') + 1).trimmed().toULongLong();
    }
    return 0;
}

} // namespace

ProcessUsage usageOf(const std::vector<qint64> &pids)
{
    ProcessUsage usage;
    for (const qint64 pid : pids) {
        const QDir threads(QStringLiteral("/proc/%1/task").arg(pid));
        for (const QString &thread : threads.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const QString folder = threads.filePath(thread);
            const QByteArray schedule = contents(folder + QStringLiteral("/schedstat"));
            usage.cpuNanoseconds += schedule.left(schedule.indexOf(' ')).toULongLong();
            usage.voluntarySwitches +=
                voluntarySwitches(contents(folder + QStringLiteral("/status")));
        }
    }
    return usage;
}

} // namespace Amp::Bench
