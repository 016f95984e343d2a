// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/trialworker.h"

namespace Amp {

namespace {
constexpr quint32 noPlace = 0;
}

TrialWorker::TrialWorker(Worker::Surroundings surroundings, std::chrono::milliseconds startLimit,
                         QObject *parent)
    : QObject(parent)
    , m_worker(noPlace, *this, surroundings, startLimit)
{
    connect(&m_worker, &Worker::ready, this,
            [this](const Wire::Ready &ready) { m_procedures = ready.procedures; });
    connect(&m_worker, &Worker::gone, this, [this] { Q_EMIT succeeded(m_procedures); });
    connect(&m_worker, &Worker::startFailed, this, &TrialWorker::failed);
}

void TrialWorker::start(const WorkerCommand &command)
{
    QString error;
    if (!m_worker.start(command, error))
        Q_EMIT failed(error);
}

} // namespace Amp
