// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearray.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qstring.h>

namespace Amp {

// A procedure that a dispatcher can call.
struct ProcedureDescription
{
    QByteArray name;
    // "add(int, int) -> int", in the grammar of resources/docs/protocol.md; empty when it is not
    // known, or when several servers have different ones.
    QByteArray signature;
    QString documentation; // may be empty

    friend bool operator==(const ProcedureDescription &a, const ProcedureDescription &b)
    {
        return a.name == b.name && a.signature == b.signature && a.documentation == b.documentation;
    }
    friend bool operator!=(const ProcedureDescription &a, const ProcedureDescription &b)
    {
        return !(a == b);
    }
};

} // namespace Amp

Q_DECLARE_METATYPE(Amp::ProcedureDescription)
