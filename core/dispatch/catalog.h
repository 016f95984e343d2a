// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qhash.h>
#include <QtCore/qlist.h>

#include "core/dispatch/proceduredescription.h"
#include "core/global.h"
#include "core/procedures/signaturecheck.h"

namespace Amp {

// The procedures that a dispatcher knows to be there.
class Catalog
{
public:
    // Whether that changed anything.
    bool set(const QList<ProcedureDescription> &procedures);
    const QList<ProcedureDescription> &procedures() const { return m_procedures; }

    // Tells why a call cannot succeed, as far as that can be told without a worker. Null when
    // nothing is known about its arguments.
    const SignatureCheck *checkOf(QByteArrayView procedure) const;

private:
    QList<ProcedureDescription> m_procedures;
    QHash<QByteArray, SignatureCheck> m_checks; // by name
};

// What several servers have together, by name. A procedure of which they have different signatures
// has none.
AMP_CORE_EXPORT QList<ProcedureDescription>
merged(const QList<QList<ProcedureDescription>> &catalogs);

} // namespace Amp
