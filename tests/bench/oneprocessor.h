// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <utility>
#include <vector>

#include <QtGlobal>

#include <sched.h>

namespace Amp::Bench {

// Keeps this program and others on one processor for as long as it lives: then no wake-up crosses
// processors, and latencies repeat. Threads that others have are moved, too.
class OneProcessor
{
public:
    explicit OneProcessor(const std::vector<qint64> &pids);
    ~OneProcessor();
    Q_DISABLE_COPY_MOVE(OneProcessor)

private:
    std::vector<std::pair<pid_t, cpu_set_t>> m_before; // by thread
};

} // namespace Amp::Bench
