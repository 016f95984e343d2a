// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QtCore/qmetatype.h>
#include <QtCore/qvariant.h>

namespace Amp {

// The types that travel. The numbers are QMetaType's and those of the wire;
// resources/docs/values.md has their layouts and their C++, Python and JSON forms.
enum class ValueType : quint32 {
    Null = QMetaType::UnknownType,
    Bool = QMetaType::Bool,
    Int = QMetaType::Int,
    UInt = QMetaType::UInt,
    LongLong = QMetaType::LongLong,
    ULongLong = QMetaType::ULongLong,
    Double = QMetaType::Double,
    Char = QMetaType::QChar,
    Map = QMetaType::QVariantMap,
    List = QMetaType::QVariantList,
    String = QMetaType::QString,
    StringList = QMetaType::QStringList,
    ByteArray = QMetaType::QByteArray,
    Date = QMetaType::QDate,
    Time = QMetaType::QTime,
    DateTime = QMetaType::QDateTime,
    Url = QMetaType::QUrl,
    Hash = QMetaType::QVariantHash,
    Uuid = QMetaType::QUuid,
    Float = QMetaType::Float,
    ByteArrayList = QMetaType::QByteArrayList,
    Registered = QMetaType::User
};

// A value on the wire begins with quint32 type and quint8 is-null.
inline constexpr qsizetype valueHeaderBytes = 5;

// What stands for null in the place of a length, and for an invalid time in the place of one.
inline constexpr quint32 nullLength = 0xffffffff;
inline constexpr quint32 nullTime = 0xffffffff;

// What a QVariant of exactly this type holds, without a copy.
template <typename T>
const T &as(const QVariant &value)
{
    return *static_cast<const T *>(value.constData());
}

// The fewest bytes that the data of a value of this type takes behind its header; nothing when the
// number is not that of a type that travels.
std::optional<qsizetype> smallestDataBytes(quint32 typeId);

inline bool isValueType(quint32 typeId)
{
    return smallestDataBytes(typeId).has_value();
}

// The value in a type that travels, when it has one of its own that does not but converts without
// loss: other integers, enumerations, qfloat16, const char *, nullptr, JSON.
std::optional<QVariant> standardForm(const QVariant &value);

} // namespace Amp
