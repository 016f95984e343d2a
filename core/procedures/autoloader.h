// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/procedures/procedureregistry.h"

namespace Amp {

// Finds procedures, and loads the plugin of one that is called for the first time. So a folder of
// plugins costs a worker no more than those that it needs. Once it has found something, nobody else
// adds to the registry.
class Autoloader
{
public:
    explicit Autoloader(ProcedureRegistry &registry)
        : m_registry(registry)
    {}

    // Names that file is known to have, without loading it.
    void add(const QString &file, const QList<QByteArray> &names);

    // Error: NoSuchProcedure, with the nearest names, or with the reason why the plugin that should
    // have the name does not load. The procedure is valid until the next find().
    Result<const Procedure *> find(QByteArrayView name);
    // What is loaded, and what could be: the latter by name only.
    [[nodiscard]] std::vector<Wire::ProcedureInfo> infos() const;

private:
    Result<const Procedure *> load(const QByteArray &name, const QString &file);
    Result<const Procedure *> look(QByteArrayView name);

    ProcedureRegistry &m_registry;
    const Procedure *m_last = nullptr;  // what was found last: often what is looked for next
    QHash<QByteArray, QString> m_files; // by procedure, of plugins that are not loaded yet
};

} // namespace Amp
