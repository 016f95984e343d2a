// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>
#include <vector>

#include "core/workers/includecatalog.h"
#include "core/workers/poolconfigs.h"
#include "core/workers/poolset.h"
#include "core/workers/trialworker.h"
#include "server/options.h"

namespace Amp {

// Reads the includes again. Plugins are described, then a worker of each pool is started on trial;
// only when all of that went well do the pools replace their workers. Programs of --binary are no
// includes and stay as they are.
class Reload : public QObject
{
    Q_OBJECT

public:
    // Options and pools outlive it.
    Reload(const ServerOptions &options, PoolSet &pools, QObject *parent = nullptr);

    // One of the signals follows; once.
    void start();
    bool isRunning() const { return m_state == State::Running; }

Q_SIGNALS:
    void succeeded(const QStringList &pools); // whose workers are being replaced
    void failed(const QString &message);      // nothing has changed

private:
    enum class State { Running, Ended };

    void onDescribed();
    void tryNext();
    void renewPools();
    void fail(const QString &message);

    const ServerOptions &m_options;
    PoolSet &m_pools;
    State m_state = State::Running;
    const WorkerPrograms m_programs = WorkerPrograms::find();
    IncludeCatalog m_catalog;
    std::vector<PoolSet::Renewal> m_renewals;
    std::vector<std::unique_ptr<TrialWorker>> m_trials; // of the renewals, in their order
};

} // namespace Amp
