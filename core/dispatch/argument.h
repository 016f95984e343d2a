// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <string_view>

#include <QtCore/qstring.h>
#include <QtCore/qvariant.h>

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

template <typename... Arguments>
QVariantList argumentList(const Arguments &...arguments)
{
    QVariantList list;
    list.reserve(qsizetype(sizeof...(arguments)));
    (list.append(argument(arguments)), ...);
    return list;
}

inline QVariantList argumentList(const ArgumentList &list)
{
    return list.values;
}

} // namespace Amp::Detail
