// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <QtCore/qstring.h>
#include <QtCore/qvariant.h>

#include <Amp/Global>

namespace Amp {

// Arguments whose number is known only at run time: call("add", ArgumentList{values}) passes each.
struct ArgumentList
{
    QVariantList values;
};

} // namespace Amp

// How the arguments of Dispatcher::call() become values. Not meant to be used directly.
namespace Amp::Detail {

inline QVariant argument(const QVariant &value)
{
    return value;
}

// Text in UTF-8, as a literal or otherwise. Without these it would be a pointer or a bool.
inline QVariant argument(const char *text)
{
    return QString::fromUtf8(text);
}
inline QVariant argument(char *text)
{
    return QString::fromUtf8(text);
}
inline QVariant argument(const std::string &text)
{
    return QString::fromStdString(text);
}
inline QVariant argument(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}
inline QVariant argument(QStringView text)
{
    return text.toString();
}
inline QVariant argument(QLatin1String text)
{
    return QString(text);
}
inline QVariant argument(QByteArrayView bytes)
{
    return bytes.toByteArray();
}

template <typename T>
QVariant argument(const T &value)
{
    return QVariant::fromValue(value);
}

// An argument where the caller has it: most can be encoded from there.
struct ArgumentRef
{
    const void *value = nullptr;
    QMetaType::Type type = QMetaType::UnknownType; // unknown: only its QVariant tells
    QVariant (*toVariant)(const void *value) = nullptr;
};

// All arguments of a call, while it is being made.
struct ArgumentRefs
{
    const ArgumentRef *refs = nullptr;
    qsizetype count = 0;
    const QVariantList *list = nullptr; // in place of the others

    AMP_CORE_EXPORT QVariantList toVariants() const;
};

template <typename T>
constexpr QMetaType::Type typeOfArgument()
{
    constexpr bool isPlain = std::is_same_v<T, bool> || std::is_same_v<T, int> ||
                             std::is_same_v<T, uint> || std::is_same_v<T, qint64> ||
                             std::is_same_v<T, quint64> || std::is_same_v<T, double> ||
                             std::is_same_v<T, QString> || std::is_same_v<T, QByteArray>;
    if constexpr (isPlain)
        return QMetaType::Type(QMetaTypeId2<T>::MetaType);
    else
        return QMetaType::UnknownType;
}

template <typename T>
ArgumentRef argumentRef(const T &value)
{
    return {std::addressof(value), typeOfArgument<T>(),
            [](const void *value) { return argument(*static_cast<const T *>(value)); }};
}

template <std::size_t Count>
struct ArgumentArray
{
    std::array<ArgumentRef, Count> refs;

    operator ArgumentRefs() const { return {refs.data(), qsizetype(Count), nullptr}; }
};

template <typename... Arguments>
ArgumentArray<sizeof...(Arguments)> argumentRefs(const Arguments &...arguments)
{
    return {{argumentRef(arguments)...}};
}

inline ArgumentRefs argumentRefs(const ArgumentList &list)
{
    return {nullptr, 0, &list.values};
}

} // namespace Amp::Detail
