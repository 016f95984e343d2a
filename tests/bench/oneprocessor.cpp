// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/oneprocessor.h"

#include <QCoreApplication>
#include <QDir>

namespace Amp::Bench {

OneProcessor::OneProcessor(const std::vector<qint64> &pids)
{
    const int here = sched_getcpu();
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(std::size_t(std::max(here, 0)), &one);
    std::vector<qint64> all = pids;
    all.push_back(QCoreApplication::applicationPid());
    for (const qint64 pid : all) {
        const QDir threads(QStringLiteral("/proc/%1/task").arg(pid));
        for (const QString &name : threads.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            auto &[thread, before] = m_before.emplace_back();
            thread = pid_t(name.toInt());
            sched_getaffinity(thread, sizeof before, &before);
            sched_setaffinity(thread, sizeof one, &one);
        }
    }
}

OneProcessor::~OneProcessor()
{
    for (const auto &[thread, before] : m_before)
        sched_setaffinity(thread, sizeof before, &before);
}

} // namespace Amp::Bench
