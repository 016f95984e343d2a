// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/catalog.h"

#include <QtCore/qmap.h>

namespace Amp {

bool Catalog::set(const QList<ProcedureDescription> &procedures)
{
    if (m_procedures == procedures)
        return false;
    m_procedures = procedures;
    m_checks.clear();
    for (const ProcedureDescription &procedure : procedures) {
        if (const auto check = SignatureCheck::parse(procedure.signature))
            m_checks.insert(procedure.name, *check);
    }
    return true;
}

const SignatureCheck *Catalog::checkOf(QByteArrayView procedure) const
{
    if (m_checks.isEmpty())
        return nullptr;
    const auto check = m_checks.find(QByteArray::fromRawData(procedure.data(), procedure.size()));
    return check == m_checks.end() ? nullptr : &*check;
}

QList<ProcedureDescription> merged(const QList<QList<ProcedureDescription>> &catalogs)
{
    QMap<QByteArray, ProcedureDescription> byName;
    for (const QList<ProcedureDescription> &catalog : catalogs) {
        for (const ProcedureDescription &procedure : catalog) {
            const auto known = byName.find(procedure.name);
            if (known == byName.end())
                byName.insert(procedure.name, procedure);
            else if (known->signature != procedure.signature)
                known->signature.clear();
        }
    }
    return byName.values();
}

} // namespace Amp
