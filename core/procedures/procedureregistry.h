// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <QtCore/qhash.h>

#include <Amp/Procedures>

#include "core/protocol/messages.h"

namespace Amp {

// The procedures of one worker, by name. A name belongs to one include; what an include defines
// hides a built-in of the same name.
class ProcedureRegistry final : private Procedures
{
public:
    using Definition = std::function<void(Procedures &procedures)>;

    // Adds what definition adds, as procedures of source: a file's path, or nothing for built-ins.
    // Fails, with nothing added, when a name is no name or is taken, or when definition throws; the
    // sentence names source.
    Result<Done> include(const QString &source, const Definition &definition);

    // Null when there is none. Valid until the next include().
    [[nodiscard]] const Procedure *find(QByteArrayView name) const;
    // In alphabetical order.
    [[nodiscard]] std::vector<QByteArray> names() const;
    [[nodiscard]] std::vector<Wire::ProcedureInfo> infos() const;

private:
    struct Entry
    {
        Procedure procedure;
        QString source; // empty for a built-in
    };

    void insert(Procedure procedure) override;
    std::optional<Error> objectionTo(const Procedure &procedure) const;

    QHash<QByteArray, Entry> m_entries;
    // Set during include() only.
    QString m_source;
    QHash<QByteArray, Procedure> m_added;
    std::optional<Error> m_objection;
};

} // namespace Amp
