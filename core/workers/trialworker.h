// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <vector>

#include <QObject>

#include "core/workers/worker.h"

namespace Amp {

// A worker that gets no calls: it is started to learn whether a command works and which procedures
// its workers have, and ends again.
class TrialWorker : public QObject, private WorkerOwner
{
    Q_OBJECT

public:
    TrialWorker(Worker::Surroundings surroundings, std::chrono::milliseconds startLimit,
                QObject *parent = nullptr);

    // Once; one of the signals follows, when the process has gone again.
    void start(const WorkerCommand &command);

Q_SIGNALS:
    void succeeded(const std::vector<Amp::Wire::ProcedureInfo> &procedures);
    void failed(const QString &reason);

private:
    void workerReplied(Worker &, CallRecord &, CallOutcome &) override {}
    void workerIsIdle(Worker &worker) override { worker.end(); }
    void workerHasRoom(Worker &) override {}

    Worker m_worker;
    std::vector<Wire::ProcedureInfo> m_procedures;
};

} // namespace Amp
