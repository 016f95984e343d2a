// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/plainvalues.h"

#include <cstring>
#include <limits>

#include <QtCore/qendian.h>

namespace Amp {

namespace {

constexpr qsizetype textLengthBytes = sizeof(quint32);

template <typename T>
const T &at(const void *value)
{
    return *static_cast<const T *>(value);
}

std::optional<qsizetype> textBytes(qsizetype bytes)
{
    if (bytes > std::numeric_limits<qint32>::max())
        return {};
    return valueHeaderBytes + textLengthBytes + bytes;
}

template <typename T>
char *put(char *to, T number)
{
    qToBigEndian(number, to);
    return to + sizeof(T);
}

char *putText(char *to, const QString &text)
{
    const qsizetype bytes = text.size() * qsizetype(sizeof(QChar));
    to = put(to, text.isNull() ? nullLength : quint32(bytes));
    qToBigEndian<quint16>(text.constData(), text.size(), to);
    return to + bytes;
}

char *putText(char *to, const QByteArray &bytes)
{
    to = put(to, bytes.isNull() ? nullLength : quint32(bytes.size()));
    std::memcpy(to, bytes.constData(), size_t(bytes.size()));
    return to + bytes.size();
}

template <typename T>
std::optional<QVariant> numberOf(QByteArrayView data)
{
    if (data.size() != qsizetype(sizeof(T)))
        return {};
    return QVariant(qFromBigEndian<T>(data.data()));
}

std::optional<QVariant> boolOf(QByteArrayView data)
{
    if (data.size() != 1 || quint8(data[0]) > 1)
        return {};
    return QVariant(data[0] == 1);
}

// Of a text that is not null.
std::optional<QByteArrayView> textIn(QByteArrayView data)
{
    if (data.size() < textLengthBytes)
        return {};
    const QByteArrayView content = data.sliced(textLengthBytes);
    if (qFromBigEndian<quint32>(data.data()) != quint64(content.size()))
        return {};
    return content;
}

std::optional<QVariant> stringOf(QByteArrayView data)
{
    const auto content = textIn(data);
    if (!content || content->size() % 2 != 0)
        return {};
    QString text(content->size() / 2, Qt::Uninitialized);
    qFromBigEndian<quint16>(content->data(), text.size(), text.data());
    return QVariant(text);
}

std::optional<QVariant> byteArrayOf(QByteArrayView data)
{
    const auto content = textIn(data);
    if (!content)
        return {};
    return QVariant(QByteArray(content->data(), content->size()));
}

} // namespace

std::optional<qsizetype> plainValueBytes(ValueType type, const void *value)
{
    switch (type) {
    case ValueType::Bool:
        return valueHeaderBytes + 1;
    case ValueType::Int:
    case ValueType::UInt:
        return valueHeaderBytes + 4;
    case ValueType::LongLong:
    case ValueType::ULongLong:
    case ValueType::Double:
        return valueHeaderBytes + 8;
    case ValueType::String:
        return textBytes(at<QString>(value).size() * qsizetype(sizeof(QChar)));
    case ValueType::ByteArray:
        return textBytes(at<QByteArray>(value).size());
    default:
        return {};
    }
}

char *writePlainValue(char *to, ValueType type, const void *value)
{
    to = put(to, quint32(type));
    to = put(to, quint8(0)); // not null
    switch (type) {
    case ValueType::Bool:
        return put(to, quint8(at<bool>(value)));
    case ValueType::Int:
    case ValueType::UInt:
        return put(to, at<quint32>(value));
    case ValueType::LongLong:
    case ValueType::ULongLong:
        return put(to, at<quint64>(value));
    case ValueType::Double:
        return put(to, at<double>(value));
    case ValueType::String:
        return putText(to, at<QString>(value));
    case ValueType::ByteArray:
        return putText(to, at<QByteArray>(value));
    default:
        Q_UNREACHABLE();
    }
}

std::optional<QVariant> readPlainValue(QByteArrayView bytes)
{
    if (bytes.size() < valueHeaderBytes || bytes[valueHeaderBytes - 1] != 0)
        return {};
    const QByteArrayView data = bytes.sliced(valueHeaderBytes);
    switch (ValueType(qFromBigEndian<quint32>(bytes.data()))) {
    case ValueType::Bool:
        return boolOf(data);
    case ValueType::Int:
        return numberOf<qint32>(data);
    case ValueType::UInt:
        return numberOf<quint32>(data);
    case ValueType::LongLong:
        return numberOf<qint64>(data);
    case ValueType::ULongLong:
        return numberOf<quint64>(data);
    case ValueType::Double:
        return numberOf<double>(data);
    case ValueType::String:
        return stringOf(data);
    case ValueType::ByteArray:
        return byteArrayOf(data);
    default:
        return {};
    }
}

} // namespace Amp
