// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/futuresink.h"

namespace Amp::Detail {

namespace {

bool isText(QMetaType type)
{
    return type == QMetaType::fromType<QString>() || type == QMetaType::fromType<QByteArray>();
}

// Whether converting there and back gives the same value. Text is exempt: "07" is a fine 7, and
// QVariant itself refuses text that is no number.
bool convertsWithoutLoss(const QVariant &from, const QVariant &to)
{
    if (isText(from.metaType()) || isText(to.metaType()))
        return true;
    QVariant back = to;
    return back.convert(from.metaType()) && back == from;
}

CallResult misfit(const CallResult &result, QMetaType type)
{
    const char *given = result.value().isValid() ? result.value().typeName() : "nothing";
    const QString message = QStringLiteral("The call returned %1, which does not fit %2. Ask for a "
                                           "future of the type that the procedure returns.")
                                .arg(QLatin1String(given), QLatin1String(type.name()));
    return {result.callId(), Error(ErrorCode::NotSerializable, message), Execution::Started,
            result.run()};
}

} // namespace

CallResult fitted(const CallResult &result, QMetaType type)
{
    const bool asItIs = type == QMetaType::fromType<void>() ||
                        type == QMetaType::fromType<QVariant>() ||
                        type == result.value().metaType();
    if (!result.succeeded() || asItIs)
        return result;
    QVariant value = result.value();
    if (!value.convert(type) || !convertsWithoutLoss(result.value(), value))
        return misfit(result, type);
    return {result.callId(), value, result.run()};
}

} // namespace Amp::Detail
