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
bool readNumber(QByteArrayView data, QVariant &value)
{
    if (data.size() != qsizetype(sizeof(T)))
        return false;
    value = qFromBigEndian<T>(data.data());
    return true;
}

bool readBool(QByteArrayView data, QVariant &value)
{
    if (data.size() != 1 || quint8(data[0]) > 1)
        return false;
    value = data[0] == 1;
    return true;
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

bool readString(QByteArrayView data, QVariant &value)
{
    const auto content = textIn(data);
    if (!content || content->size() % 2 != 0)
        return false;
    QString text(content->size() / 2, Qt::Uninitialized);
    qFromBigEndian<quint16>(content->data(), text.size(), text.data());
    value = text;
    return true;
}

bool readByteArray(QByteArrayView data, QVariant &value)
{
    const auto content = textIn(data);
    if (!content)
        return false;
    // A copy into the QVariant would count references, which costs more than the bytes.
    value = QVariant(QMetaType::fromType<QByteArray>());
    *static_cast<QByteArray *>(value.data()) = QByteArray(content->data(), content->size());
    return true;
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

bool readPlainValue(QByteArrayView bytes, QVariant &value)
{
    if (bytes.size() < valueHeaderBytes || bytes[valueHeaderBytes - 1] != 0)
        return false;
    const QByteArrayView data = bytes.sliced(valueHeaderBytes);
    switch (ValueType(qFromBigEndian<quint32>(bytes.data()))) {
    case ValueType::Bool:
        return readBool(data, value);
    case ValueType::Int:
        return readNumber<qint32>(data, value);
    case ValueType::UInt:
        return readNumber<quint32>(data, value);
    case ValueType::LongLong:
        return readNumber<qint64>(data, value);
    case ValueType::ULongLong:
        return readNumber<quint64>(data, value);
    case ValueType::Double:
        return readNumber<double>(data, value);
    case ValueType::String:
        return readString(data, value);
    case ValueType::ByteArray:
        return readByteArray(data, value);
    default:
        return false;
    }
}

} // namespace Amp
