// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/valuetypes.h"

#include <QFloat16>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>

namespace Amp {

namespace {

template <typename Signed, typename Unsigned>
QVariant enumerator(const QVariant &value)
{
    if (value.metaType().flags().testFlag(QMetaType::IsUnsignedEnumeration))
        return QVariant::fromValue(as<Unsigned>(value));
    return QVariant::fromValue(as<Signed>(value));
}

std::optional<QVariant> integerOfEnumeration(const QVariant &value)
{
    switch (value.metaType().sizeOf()) {
    case 1:
        return standardForm(enumerator<qint8, quint8>(value));
    case 2:
        return standardForm(enumerator<qint16, quint16>(value));
    case 4:
        return enumerator<qint32, quint32>(value);
    case 8:
        return enumerator<qint64, quint64>(value);
    }
    return std::nullopt;
}

std::optional<QVariant> standardFormOfBuiltIn(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Char:
        return int(as<char>(value));
    case QMetaType::SChar:
        return int(as<signed char>(value));
    case QMetaType::UChar:
        return uint(as<uchar>(value));
    case QMetaType::Short:
        return int(as<short>(value));
    case QMetaType::UShort:
        return uint(as<ushort>(value));
    case QMetaType::Long:
        return qlonglong(as<long>(value));
    case QMetaType::ULong:
        return qulonglong(as<ulong>(value));
    case QMetaType::Char16:
        return QChar(as<char16_t>(value));
    case QMetaType::Char32:
        return uint(as<char32_t>(value));
        return float(as<qfloat16>(value));
    case QMetaType::Nullptr:
        return QVariant();
    case QMetaType::QJsonValue:
        return as<QJsonValue>(value).toVariant();
    case QMetaType::QJsonObject:
        return as<QJsonObject>(value).toVariantMap();
    case QMetaType::QJsonArray:
        return as<QJsonArray>(value).toVariantList();
    case QMetaType::QJsonDocument:
        return as<QJsonDocument>(value).toVariant();
    default:
        return std::nullopt;
    }
}

std::optional<QVariant> standardFormOfOther(const QVariant &value)
{
    if (value.metaType().flags().testFlag(QMetaType::IsEnumeration))
        return integerOfEnumeration(value);
    if (value.metaType() == QMetaType::fromType<const char *>())
        return QString::fromUtf8(as<const char *>(value));
    if (value.metaType() == QMetaType::fromType<qfloat16>())
        return float(as<qfloat16>(value));
    return std::nullopt;
}

constexpr qsizetype noValueType = -1;

// Without the registered types, whose number is far from the others, this is a look into a table.
qsizetype smallestDataOf(ValueType type)
{
    switch (type) {
    case ValueType::Null:
        return 0;
    case ValueType::Bool:
        return 1;
    case ValueType::Int:
        return 4;
    case ValueType::UInt:
        return 4;
    case ValueType::LongLong:
        return 8;
    case ValueType::ULongLong:
        return 8;
    case ValueType::Double:
        return 8;
    case ValueType::Float:
        return 8; // QDataStream writes a float as a double
    case ValueType::Char:
        return 2;
    case ValueType::String:
        return 4;
    case ValueType::ByteArray:
        return 4;
    case ValueType::Date:
        return 8;
    case ValueType::Time:
        return 4;
    case ValueType::DateTime:
        return 13;
    case ValueType::Uuid:
        return 16;
    case ValueType::Url:
        return 4;
    case ValueType::List:
        return 4;
    case ValueType::StringList:
        return 4;
    case ValueType::ByteArrayList:
        return 4;
    case ValueType::Map:
        return 4;
    case ValueType::Hash:
        return 4;
    case ValueType::Registered:
        break;
    }
    return noValueType;
}

} // namespace

std::optional<qsizetype> smallestDataBytes(quint32 typeId)
{
    constexpr qsizetype twoLengths = 2 * sizeof(quint32);
    if (typeId == quint32(ValueType::Registered))
        return twoLengths;
    const qsizetype bytes = smallestDataOf(ValueType(typeId));
    return bytes == noValueType ? std::nullopt : std::optional(bytes);
}

std::optional<QVariant> standardForm(const QVariant &value)
{
    std::optional<QVariant> form = standardFormOfBuiltIn(value);
    if (!form)
        form = standardFormOfOther(value);
    if (form && value.isNull())
        return QVariant(form->metaType());
    return form;
}

} // namespace Amp
