// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/badarguments.h"

#include "core/procedures/conversion.h"
#include "core/procedures/signature.h"

namespace Amp::BadArguments {

namespace {

QString text(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8);
}

// "1 argument", "2 to 3 arguments", "at least 1 argument"
QString expectedCount(const ArgumentCount &count)
{
    QString expected = QString::number(count.most);
    if (count.variadic)
        expected = QStringLiteral("at least %1").arg(count.least);
    else if (count.most == 0)
        expected = QStringLiteral("no");
    else if (count.least < count.most)
        expected = QStringLiteral("%1 to %2").arg(count.least).arg(count.most);
    const bool isOne = count.least == 1 && (count.variadic || count.most == 1);
    return expected + (isOne ? QStringLiteral(" argument") : QStringLiteral(" arguments"));
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

} // namespace

Error wrongCount(const QByteArray &procedure, const QByteArray &signature,
                 const ArgumentCount &count, qsizetype given)
{
    const QString expected = expectedCount(count);
    return {ErrorCode::BadArguments,
            QStringLiteral("%1 takes %2, %3 given: %4")
                .arg(text(procedure), expected,
                     given == 1 ? QStringLiteral("1 was") : QStringLiteral("%1 were").arg(given),
                     text(signature)),
            {{QStringLiteral("expected"), expected}, {QStringLiteral("given"), given}}};
}

Error doesNotFit(const QByteArray &procedure, qsizetype index, const QByteArray &expected,
                 const QVariant &value)
{
    return {ErrorCode::BadArguments,
            QStringLiteral("Argument %1 of %2 must be %3, not %4.")
                .arg(QString::number(index + 1), text(procedure), text(expected), described(value)),
            {{QStringLiteral("argument"), int(index + 1)},
             {QStringLiteral("expected"), text(expected)},
             {QStringLiteral("given"), text(typeText(value.metaType()))}}};
}

} // namespace Amp::BadArguments
