// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/signature.h"

#include "core/procedures/number.h"

namespace Amp {

QByteArray typeText(QMetaType type)
{
    switch (type.id()) {
    case QMetaType::UnknownType:
    case QMetaType::Nullptr:
        return "null";
    case QMetaType::QVariant:
        return "any";
    default:
        return type == QMetaType::fromType<Number>() ? "number" : type.name();
    }
}

QByteArray signatureOf(const Procedure &procedure)
{
    const qsizetype required = procedure.parameters.size() - procedure.optionalCount;
    QByteArrayList parameters;
    for (const QMetaType &type : procedure.parameters)
        parameters.append(typeText(type) + (parameters.size() < required ? "" : "="));
    if (procedure.variadic)
        parameters.append("...");
    return procedure.name + '(' + parameters.join(", ") + ") -> " + typeText(procedure.result);
}

} // namespace Amp
