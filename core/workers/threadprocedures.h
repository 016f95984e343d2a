// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <mutex>

#include <QStringList>

#include "core/procedures/procedureregistry.h"

namespace Amp {

// The procedures of all worker threads of a pool: read once, by the thread that needs them first,
// and only looked at from then on.
class ThreadProcedures
{
public:
    // Plugins and folders of plugins.
    explicit ThreadProcedures(QStringList includes);

    // From any thread; returns when they are loaded. An include that does not load is left out.
    void load();

    // From any thread, once load() has returned.
    [[nodiscard]] Result<const Procedure *> find(QByteArrayView name) const;
    [[nodiscard]] std::vector<Wire::ProcedureInfo> infos() const { return m_registry.infos(); }
    [[nodiscard]] const QStringList &failures() const { return m_failures; }

private:
    void loadAll();

    const QStringList m_includes;
    std::once_flag m_loaded;
    ProcedureRegistry m_registry;
    QStringList m_failures; // a sentence for each include that was left out
};

} // namespace Amp
