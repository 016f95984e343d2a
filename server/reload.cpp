// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/reload.h"

#include <algorithm>

namespace Amp {

Reload::Reload(const ServerOptions &options, PoolSet &pools, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_pools(pools)
    , m_catalog(m_programs.native, options.startLimit)
{
    connect(&m_catalog, &IncludeCatalog::described, this, &Reload::onDescribed);
    connect(&m_catalog, &IncludeCatalog::failed, this, &Reload::fail);
}

void Reload::start()
{
    m_catalog.describe(nativeIncludes(m_options.includes));
}

void Reload::onDescribed()
{
    for (PlannedPool &planned :
         planPools(poolRequestOf(m_options), m_programs, m_catalog.plugins())) {
        const auto found =
            std::find_if(m_pools.pools().begin(), m_pools.pools().end(),
                         [&](const auto &pool) { return pool->name() == planned.config.name; });
        if (!planned.isBinary && found != m_pools.pools().end()) {
            m_renewals.push_back(
                {found->get(), std::move(planned.config.command), std::move(planned.declared)});
        }
    }
    tryNext();
}

void Reload::tryNext()
{
    if (m_trials.size() == m_renewals.size())
        return renewPools();
    PoolSet::Renewal &renewal = m_renewals[m_trials.size()];
    TrialWorker *trial = m_trials
                             .emplace_back(std::make_unique<TrialWorker>(m_pools.surroundings(),
                                                                         m_options.startLimit))
                             .get();
    connect(trial, &TrialWorker::failed, this, &Reload::fail);
    connect(trial, &TrialWorker::succeeded, this, [this, &renewal](const auto &procedures) {
        renewal.procedures.insert(renewal.procedures.end(), procedures.begin(), procedures.end());
        tryNext();
    });
    trial->start(renewal.command);
}

void Reload::renewPools()
{
    if (const Result<Done> renewed = m_pools.renew(m_renewals); !renewed)
        return fail(renewed.error().message());
    m_state = State::Ended;
    QStringList names;
    for (const PoolSet::Renewal &renewal : m_renewals)
        names.append(renewal.pool->name());
    Q_EMIT succeeded(names);
}

void Reload::fail(const QString &message)
{
    m_state = State::Ended;
    Q_EMIT failed(message);
}

} // namespace Amp
