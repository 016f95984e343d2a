// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/signaturecheck.h"

#include <QtCore/qhash.h>

#include "core/procedures/conversion.h"

namespace Amp {

SignatureCheck::Kind SignatureCheck::kindOf(const QByteArray &type)
{
    static const QHash<QByteArray, Kind> kinds = {
        {"signed char", Kind::Integer},
        {"uchar", Kind::Integer},
        {"short", Kind::Integer},
        {"ushort", Kind::Integer},
        {"int", Kind::Integer}, // Python's has no end
        {"uint", Kind::Integer},
        {"long", Kind::Integer},
        {"ulong", Kind::Integer},
        {"qlonglong", Kind::Integer},
        {"qulonglong", Kind::Integer},
        {"float", Kind::Number},
        {"double", Kind::Number},
        {"number", Kind::Number},
        {"bool", Kind::Bool},
        {"QString", Kind::Text},
        {"str", Kind::Text},
        {"QByteArray", Kind::Bytes},
        {"bytes", Kind::Bytes},
        {"QVariantList", Kind::List},
        {"QStringList", Kind::List},
        {"list", Kind::List},
        {"QVariantMap", Kind::Map},
        {"QVariantHash", Kind::Map},
        {"dict", Kind::Map},
    };
    return kinds.value(type, Kind::Any);
}

std::optional<SignatureCheck> SignatureCheck::parse(const QByteArray &signature)
{
    const qsizetype open = signature.indexOf('(');
    const qsizetype close = signature.lastIndexOf(") -> ");
    if (open <= 0 || close < open)
        return {};
    SignatureCheck check;
    check.m_signature = signature;
    check.m_name = signature.first(open);
    const QByteArray parameters = signature.mid(open + 1, close - open - 1);
    qsizetype start = 0;
    int depth = 0; // of the angles and brackets in QList<int> and QMap<QString, int>
    for (qsizetype i = 0; i < parameters.size(); ++i) {
        const char c = parameters.at(i);
        depth += (c == '<' || c == '[') - (c == '>' || c == ']');
        if (c == ',' && depth == 0) {
            if (!check.addParameter(parameters.mid(start, i - start)))
                return {};
            start = i + 1;
        }
    }
    if (!parameters.isEmpty() && !check.addParameter(parameters.mid(start)))
        return {};
    return check;
}

bool SignatureCheck::addParameter(QByteArray text)
{
    text = text.trimmed();
    if (text.isEmpty() || m_count.variadic)
        return false;
    if (text == "...") {
        m_count.variadic = true;
        return true;
    }
    Parameter parameter;
    parameter.isOptional = text.endsWith('=');
    if (parameter.isOptional)
        text.chop(1);
    parameter.type = text;
    parameter.kind = kindOf(text);
    ++m_count.most;
    m_count.least += parameter.isOptional ? 0 : 1;
    m_parameters.append(parameter);
    return true;
}

std::optional<Error> SignatureCheck::refusal(const QVariantList &arguments) const
{
    if (!m_count.includes(arguments.size()))
        return BadArguments::wrongCount(m_name, m_signature, m_count, arguments.size());
    const qsizetype checked = std::min(arguments.size(), m_parameters.size());
    for (qsizetype i = 0; i < checked; ++i) {
        const QVariant value = inTravellingForm(arguments.at(i));
        if (!fits(value, m_parameters.at(i)))
            return BadArguments::doesNotFit(m_name, i, m_parameters.at(i).type, value);
    }
    return {};
}

bool SignatureCheck::fits(const QVariant &value, const Parameter &parameter)
{
    const auto becomes = [&value]<typename... T>() {
        return (converted(value, QMetaType::fromType<T>()).has_value() || ...);
    };
    const int type = value.typeId();
    if (parameter.kind == Kind::Any || type >= QMetaType::User)
        return true;
    if (isNothing(value))
        return parameter.isOptional;
    switch (parameter.kind) {
    case Kind::Any:
        break;
    case Kind::Integer:
        return becomes.operator()<qlonglong, qulonglong>();
    case Kind::Number:
        return becomes.operator()<double, qlonglong, qulonglong>();
    case Kind::Bool:
        return type == QMetaType::Bool;
    case Kind::Text:
        return becomes.operator()<QString>();
    case Kind::Bytes:
        return becomes.operator()<QByteArray>();
    case Kind::List:
        return type == QMetaType::QVariantList || type == QMetaType::QStringList;
    case Kind::Map:
        return type == QMetaType::QVariantMap || type == QMetaType::QVariantHash;
    }
    return true;
}

} // namespace Amp
