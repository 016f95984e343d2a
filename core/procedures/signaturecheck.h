// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QtCore/qlist.h>

#include "core/procedures/badarguments.h"

namespace Amp {

// Finds arguments that a worker would refuse, by the text of a signature. It knows the types that
// C++ and Python have in common and lets everything else pass: the worker has the last word.
class SignatureCheck
{
public:
    // Nothing when the text does not have the grammar of resources/docs/protocol.md.
    static std::optional<SignatureCheck> parse(const QByteArray &signature);

    std::optional<Error> refusal(const QVariantList &arguments) const;

private:
    enum class Kind { Any, Integer, Number, Bool, Text, Bytes, List, Map };
    struct Parameter
    {
        QByteArray type; // as the signature spells it
        Kind kind = Kind::Any;
        bool isOptional = false;
    };

    static Kind kindOf(const QByteArray &type);
    static bool fits(const QVariant &value, const Parameter &parameter);
    bool addParameter(QByteArray text);

    QByteArray m_signature;
    QByteArray m_name;
    QList<Parameter> m_parameters;
    ArgumentCount m_count;
};

} // namespace Amp
