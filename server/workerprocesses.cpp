// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/workerprocesses.h"

#include <optional>

#include <QFile>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace Amp {

namespace {

struct ProcessStat
{
    quint64 ticks = 0;
    quint64 residentPages = 0;
};

// Fields of /proc/PID/stat, counted behind the name, which may hold spaces.
std::optional<ProcessStat> statOf(quint32 pid)
{
    constexpr qsizetype userTicks = 11;
    constexpr qsizetype systemTicks = 12;
    constexpr qsizetype residentPages = 21;
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray stat = file.readAll();
    const QByteArrayList fields = stat.sliced(stat.lastIndexOf(')') + 1).trimmed().split(' ');
    if (fields.size() <= residentPages)
        return std::nullopt;
    return ProcessStat{fields[userTicks].toULongLong() + fields[systemTicks].toULongLong(),
                       fields[residentPages].toULongLong()};
}

quint64 systemValue([[maybe_unused]] int name)
{
#ifdef Q_OS_UNIX
    return quint64(std::max(1L, sysconf(name)));
#else
    return 1;
#endif
}

} // namespace

void WorkerProcesses::measure(const std::vector<quint32> &pids)
{
#ifdef Q_OS_LINUX
    static const quint64 pageBytes = systemValue(_SC_PAGESIZE);
    static const quint64 ticksPerSecond = systemValue(_SC_CLK_TCK);
    const QHash<quint32, Measured> before = std::exchange(m_measured, {});
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - m_measuredAt).count();
    for (const quint32 pid : pids) {
        const std::optional<ProcessStat> stat = statOf(pid);
        if (!stat)
            continue;
        Measured measured{{stat->residentPages * pageBytes, 0}, stat->ticks};
        const auto known = before.constFind(pid);
        if (known != before.constEnd() && stat->ticks > known->ticks) {
            const double busy = double(stat->ticks - known->ticks) / double(ticksPerSecond);
            measured.usage.cpuPermille = quint32(1000 * busy / seconds);
        }
        m_measured.insert(pid, measured);
    }
    m_measuredAt = now;
#else
    Q_UNUSED(pids)
#endif
}

} // namespace Amp
