// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/invocation.h"

#include <optional>

#include "core/procedures/conversion.h"
#include "core/procedures/signature.h"
#include "core/procedures/thrown.h"

namespace Amp {

namespace {

QString text(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8);
}

// "1 argument", "2 to 3 arguments", "at least 1 argument"
QString expectedCount(const Procedure &procedure)
{
    const qsizetype most = procedure.parameters.size();
    const qsizetype least = most - procedure.optionalCount;
    QString count = QString::number(most);
    if (procedure.variadic)
        count = QStringLiteral("at least %1").arg(least);
    else if (most == 0)
        count = QStringLiteral("no");
    else if (least < most)
        count = QStringLiteral("%1 to %2").arg(least).arg(most);
    const bool isOne = procedure.variadic ? least == 1 : most == 1 && least == 1;
    return count + (isOne ? QStringLiteral(" argument") : QStringLiteral(" arguments"));
}

Error wrongCount(const Procedure &procedure, qsizetype given)
{
    const QString expected = expectedCount(procedure);
    return {ErrorCode::BadArguments,
            QStringLiteral("%1 takes %2, %3 given: %4")
                .arg(text(procedure.name), expected,
                     given == 1 ? QStringLiteral("1 was") : QStringLiteral("%1 were").arg(given),
                     text(signatureOf(procedure))),
            {{QStringLiteral("expected"), expected}, {QStringLiteral("given"), given}}};
}

// What a person needs to recognise the value: QString "abc", int 5, QVariantList.
QString described(const QVariant &value)
{
    constexpr qsizetype maxCharacters = 40;
    QString type = text(typeText(value.metaType()));
    QString content = value.toString();
    if (isNothing(value) || value.typeId() == QMetaType::QByteArray || content.isNull())
        return type;
    if (content.size() > maxCharacters)
        content = content.left(maxCharacters) + u'…';
    return value.typeId() == QMetaType::QString ? QStringLiteral("%1 \"%2\"").arg(type, content)
                                                : QStringLiteral("%1 %2").arg(type, content);
}

Error doesNotFit(const Procedure &procedure, qsizetype index, const QVariant &value)
{
    const QString expected = text(typeText(procedure.parameters.at(index)));
    return {ErrorCode::BadArguments,
            QStringLiteral("Argument %1 of %2 must be %3, not %4.")
                .arg(QString::number(index + 1), text(procedure.name), expected, described(value)),
            {{QStringLiteral("argument"), int(index + 1)},
             {QStringLiteral("expected"), expected},
             {QStringLiteral("given"), text(typeText(value.metaType()))}}};
}

std::optional<Error> fitArgument(const Procedure &procedure, QVariantList &arguments,
                                 qsizetype index)
{
    const QMetaType target = procedure.parameters.at(index);
    const QVariant &value = arguments.at(index);
    if (value.metaType() == target || target == QMetaType::fromType<QVariant>())
        return {};
    const bool isOptional = index >= procedure.parameters.size() - procedure.optionalCount;
    if (isOptional && isNothing(value)) {
        arguments[index] = QVariant();
        return {};
    }
    std::optional<QVariant> fitting = converted(value, target);
    if (!fitting)
        return doesNotFit(procedure, index, value);
    arguments[index] = *std::move(fitting);
    return {};
}

std::optional<Error> fitArguments(const Procedure &procedure, QVariantList &arguments)
{
    const qsizetype most = procedure.parameters.size();
    const qsizetype given = arguments.size();
    if (given < most - procedure.optionalCount || (given > most && !procedure.variadic))
        return wrongCount(procedure, given);
    for (qsizetype i = 0; i < std::min(given, most); ++i) {
        if (auto error = fitArgument(procedure, arguments, i))
            return error;
    }
    return {};
}

Result<QVariant> run(const Procedure &procedure, const QVariantList &arguments,
                     CallContext &context)
{
    try {
        return procedure.invoker(context, arguments);
    } catch (...) {
        return procedureFailed(currentException());
    }
}

} // namespace

Outcome invoke(const Procedure &procedure, QVariantList arguments, CallContext &context)
{
    if (auto error = fitArguments(procedure, arguments))
        return {*error, Execution::NotStarted, {}};
    const auto begin = std::chrono::steady_clock::now();
    Result<QVariant> value = run(procedure, arguments, context);
    const auto ran = std::chrono::steady_clock::now() - begin;
    return {std::move(value), Execution::Started,
            std::chrono::duration_cast<std::chrono::microseconds>(ran)};
}

} // namespace Amp
