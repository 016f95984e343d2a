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

// "VmRSS:     1234 kB" has 1234.
quint64 numberOf(QByteArrayView key, const QByteArray &status)
{
    for (const QByteArray &line : status.split('\n')) {
        if (line.startsWith(key))
            return line.sliced(key.size()).simplified().split(' ').first().toULongLong();
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
                numberOf("voluntary_ctxt_switches:", contents(folder + QStringLiteral("/status")));
        }
    }
    return usage;
}

std::vector<qint64> childrenOf(qint64 pid, const QByteArray &name)
{
    std::vector<qint64> children;
    const QString process = QStringLiteral("/proc/%1/");
    const QByteArray all = contents(process.arg(pid) + QStringLiteral("task/%1/children").arg(pid));
    for (const QByteArray &word : all.simplified().split(' ')) {
        const QByteArray comm =
            contents(process.arg(QString::fromLatin1(word)) + QStringLiteral("comm"));
        if (comm.trimmed() == name)
            children.push_back(word.toLongLong());
    }
    return children;
}

qint64 residentBytes(qint64 pid)
{
    return 1024 * qint64(numberOf("VmRSS:", contents(QStringLiteral("/proc/%1/status").arg(pid))));
}

} // namespace Amp::Bench
