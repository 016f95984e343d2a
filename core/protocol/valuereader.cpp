// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/valuereader.h"

#include <cmath>
#include <limits>

#include <QUrl>
#include <QUuid>

#include "core/protocol/limits.h"
#include "core/protocol/registeredvalue.h"
#include "core/protocol/wiredatetime.h"

namespace Amp {

namespace {

constexpr quint32 millisecondsPerDay = 24 * 60 * 60 * 1000;
constexpr qint64 nullJulianDay = std::numeric_limits<qint64>::min();
constexpr qsizetype lengthFieldBytes = sizeof(quint32);

// Where it stays: neither a second reference to it nor another QVariant is made on the way, which
// would cost more than all else that is done here for a short text.
template <typename T>
void appendValue(QVariantList &to, T value)
{
    to.emplaceBack(QMetaType::fromType<T>());
    *static_cast<T *>(to.last().data()) = std::move(value);
}

} // namespace

void ValueReader::readArguments(QVariantList &arguments)
{
    if (m_in.remaining() < lengthFieldBytes)
        return fail(QStringLiteral("the argument list is cut off"));
    const qsizetype count = readCount(0, valueHeaderBytes);
    arguments.reserve(count);
    for (qsizetype i = 0; i < count && !failed(); ++i)
        append(arguments, 0);
}

QVariant ValueReader::readValue()
{
    ++m_nodes;
    return read(0);
}

void ValueReader::expectEnd()
{
    m_valueAt = m_size - m_in.remaining();
    if (!failed() && !m_in.atEnd())
        fail(QStringLiteral("%1 bytes are left over").arg(m_in.remaining()));
}

QVariant ValueReader::read(int depth)
{
    const auto header = readHeader();
    if (!header)
        return {};
    return header->isNull ? readNull(header->type, depth) : readTyped(header->type, depth);
}

// As read() does it.
void ValueReader::append(QVariantList &to, int depth)
{
    const auto header = readHeader();
    if (!header)
        return;
    if (header->isNull)
        to.append(readNull(header->type, depth));
    else if (header->type == ValueType::String)
        appendValue(to, readString());
    else if (header->type == ValueType::ByteArray)
        appendValue(to, readByteArray());
    else
        to.append(readTyped(header->type, depth));
}

std::optional<ValueReader::Header> ValueReader::readHeader()
{
    m_valueAt = m_size - m_in.remaining();
    const auto typeId = m_in.read<quint32>();
    const auto isNull = m_in.read<quint8>();
    const auto smallest = smallestDataBytes(typeId);
    if (!m_in.failed() && !smallest)
        fail(QStringLiteral("the type %1 is none that AMP carries").arg(typeId));
    else if (m_in.failed() || m_in.remaining() < *smallest)
        fail(QStringLiteral("a value is cut off"));
    else if (isNull > 1)
        fail(QStringLiteral("the null byte is %1 instead of 0 or 1").arg(isNull));
    else
        return Header{ValueType(typeId), isNull == 1};
    return {};
}

QVariant ValueReader::readTyped(ValueType type, int depth)
{
    switch (type) {
    case ValueType::Bool:
        return readBool();
    case ValueType::Int:
        return m_in.read<qint32>();
    case ValueType::UInt:
        return m_in.read<quint32>();
    case ValueType::LongLong:
        return m_in.read<qint64>();
    case ValueType::ULongLong:
        return m_in.read<quint64>();
    case ValueType::Double:
        return m_in.read<double>();
    case ValueType::Float:
        return readFloat();
    case ValueType::Char:
        return QChar(m_in.read<quint16>());
    case ValueType::String:
        return readString();
    case ValueType::ByteArray:
        return readByteArray();
    case ValueType::Date:
        return readDate();
    case ValueType::Time:
        return readTime();
    case ValueType::DateTime:
        return readDateTime();
    case ValueType::Uuid:
        return QUuid::fromRfc4122(m_in.take(16));
    case ValueType::Url:
        return readUrl();
    case ValueType::List:
        return readList(depth);
    case ValueType::StringList:
        return readStringList(depth);
    case ValueType::ByteArrayList:
        return QVariant::fromValue(readByteArrayList(depth));
    case ValueType::Map:
        return readMap(depth);
    case ValueType::Hash:
        return readHash(depth);
    case ValueType::Registered:
        return readRegistered(false);
    case ValueType::Null:
        fail(QStringLiteral("a value without a type is not null"));
    }
    return {};
}

// A QVariant that is null and has a type holds that type's default value, and no other.
QVariant ValueReader::readNull(ValueType type, int depth)
{
    if (type == ValueType::Null)
        return {};
    if (type == ValueType::Registered)
        return readRegistered(true);
    const QVariant null{QMetaType(int(type))};
    if (readTyped(type, depth) != null)
        fail(QStringLiteral("a null has a value"));
    return null;
}

bool ValueReader::readBool()
{
    const auto value = m_in.read<quint8>();
    if (value > 1)
        fail(QStringLiteral("a bool is %1 instead of 0 or 1").arg(value));
    return value == 1;
}

float ValueReader::readFloat()
{
    const auto wide = m_in.read<double>();
    const bool fits = !std::isfinite(wide) || std::fabs(wide) <= std::numeric_limits<float>::max();
    const float value = fits ? float(wide) : 0;
    if (!std::isnan(wide) && double(value) != wide)
        fail(QStringLiteral("a float has the digits of a double"));
    return value;
}

QDate ValueReader::readDate()
{
    const auto julianDay = m_in.read<qint64>();
    const QDate date = QDate::fromJulianDay(julianDay);
    if (!date.isValid() && julianDay != nullJulianDay)
        fail(QStringLiteral("a date is outside of the calendar"));
    return date;
}

QTime ValueReader::readTime()
{
    const auto milliseconds = m_in.read<quint32>();
    if (milliseconds < millisecondsPerDay)
        return QTime::fromMSecsSinceStartOfDay(int(milliseconds));
    if (milliseconds != nullTime)
        fail(QStringLiteral("a time is later than the end of the day"));
    return QTime();
}

QDateTime ValueReader::readDateTime()
{
    WireDateTime wire;
    wire.date = readDate();
    wire.time = readTime();
    const auto spec = m_in.read<quint8>();
    wire.spec = Qt::TimeSpec(spec);
    if (spec > Qt::TimeZone)
        fail(QStringLiteral("a date and time has the unknown kind %1").arg(spec));
    else if (wire.spec == Qt::OffsetFromUTC)
        wire.offsetSeconds = m_in.read<qint32>();
    else if (wire.spec == Qt::TimeZone)
        wire.zoneId = readString().toLatin1();
    if (m_in.failed())
        fail(QStringLiteral("a date and time is cut off"));
    if (failed())
        return {};
    const Result<QDateTime> dateTime = fromWire(wire);
    if (!dateTime)
        fail(dateTime.error().message(), dateTime.error().code());
    return dateTime ? *dateTime : QDateTime();
}

QString ValueReader::readString()
{
    const QByteArrayView bytes = takeText();
    if (bytes.size() % 2 != 0)
        fail(QStringLiteral("a string of UTF-16 has the odd length of %1 bytes").arg(bytes.size()));
    if (bytes.isNull() || failed())
        return {};
    QString text(bytes.size() / 2, Qt::Uninitialized);
    qFromBigEndian<quint16>(bytes.data(), text.size(), text.data());
    return text;
}

QByteArray ValueReader::readByteArray()
{
    const QByteArrayView bytes = takeText();
    return bytes.isNull() ? QByteArray() : QByteArray(bytes.data(), bytes.size());
}

QUrl ValueReader::readUrl()
{
    const QByteArray encoded = readByteArray();
    const QUrl url = QUrl::fromEncoded(encoded);
    if (!encoded.isEmpty() && !url.isValid())
        fail(QStringLiteral("a URL is not valid"));
    // A QUrl keeps some characters as it read them, so that only its own encoding is the same URL
    // when it is sent on.
    const QByteArray canonical = url.toEncoded();
    return canonical == encoded ? url : QUrl::fromEncoded(canonical);
}

QStringList ValueReader::readStringList(int depth)
{
    QStringList texts;
    const qsizetype count = readCount(depth, lengthFieldBytes);
    texts.reserve(count);
    for (qsizetype i = 0; i < count && !failed(); ++i)
        texts.append(readString());
    return texts;
}

QByteArrayList ValueReader::readByteArrayList(int depth)
{
    QByteArrayList texts;
    const qsizetype count = readCount(depth, lengthFieldBytes);
    texts.reserve(count);
    for (qsizetype i = 0; i < count && !failed(); ++i)
        texts.append(readByteArray());
    return texts;
}

QVariantList ValueReader::readList(int depth)
{
    QVariantList list;
    const qsizetype count = readCount(depth, valueHeaderBytes);
    list.reserve(count);
    for (qsizetype i = 0; i < count && !failed(); ++i)
        append(list, depth + 1);
    return list;
}

QVariantMap ValueReader::readMap(int depth)
{
    QVariantMap map;
    const qsizetype count = readCount(depth, lengthFieldBytes + valueHeaderBytes);
    for (qsizetype i = 0; i < count && !failed(); ++i) {
        const QString key = readString();
        map.insert(map.cend(), key, read(depth + 1)); // the keys come in order
        if (map.size() == i && !failed())
            fail(QStringLiteral("a map has a key twice"));
    }
    return map;
}

QVariantHash ValueReader::readHash(int depth)
{
    QVariantHash hash;
    const qsizetype count = readCount(depth, lengthFieldBytes + valueHeaderBytes);
    hash.reserve(count);
    for (qsizetype i = 0; i < count && !failed(); ++i) {
        const QString key = readString();
        hash.insert(key, read(depth + 1));
        if (hash.size() == i && !failed())
            fail(QStringLiteral("a hash has a key twice"));
    }
    return hash;
}

QVariant ValueReader::readRegistered(bool isNull)
{
    const QByteArrayView name = m_in.takeBytes();
    const QByteArrayView bytes = m_in.takeBytes();
    if (m_in.failed() || (isNull && !bytes.isEmpty())) {
        fail(QStringLiteral("a value of a registered type is cut off, or a null has a value"));
        return {};
    }
    const RegisteredType *type = registeredType(name);
    const QString shownName = QString::fromUtf8(name.first(qMin(name.size(), qsizetype(255))));
    if (!type) {
        fail(QStringLiteral("the type \"%1\" is not registered here; register it with "
                            "Amp::registerType()")
                 .arg(shownName),
             ErrorCode::NotSerializable);
        return {};
    }
    if (isNull)
        return QVariant(type->type);
    const Result<QVariant> value = valueOf(*type, bytes);
    if (!value)
        fail(QStringLiteral("a value of type \"%1\" cannot be read: %2")
                 .arg(shownName, value.error().message()),
             value.error().code());
    return value ? *value : QVariant();
}

qsizetype ValueReader::readCount(int depth, qsizetype smallestElementBytes)
{
    const auto count = qsizetype(m_in.read<quint32>());
    m_nodes += count;
    if (depth >= Limits::maxDepth)
        fail(QStringLiteral("it is nested more than %1 deep").arg(Limits::maxDepth));
    else if (count > m_in.remaining() / smallestElementBytes)
        fail(QStringLiteral("a container of %1 values has only %2 bytes left")
                 .arg(count)
                 .arg(m_in.remaining()));
    else if (m_nodes > Limits::maxNodes)
        fail(QStringLiteral("there are %1 values, at most %2 can travel together")
                 .arg(m_nodes)
                 .arg(Limits::maxNodes));
    return failed() ? 0 : count;
}

QByteArrayView ValueReader::takeText()
{
    if (m_in.remaining() < lengthFieldBytes) {
        fail(QStringLiteral("a length is cut off"));
        return {};
    }
    const auto length = m_in.read<quint32>();
    if (length == nullLength)
        return {};
    const qsizetype remaining = m_in.remaining();
    const QByteArrayView bytes = m_in.take(qsizetype(length));
    if (m_in.failed())
        fail(QStringLiteral("a text of %1 bytes has only %2 left").arg(length).arg(remaining));
    return bytes;
}

void ValueReader::fail(const QString &reason, ErrorCode code)
{
    m_in.fail();
    if (failed())
        return;
    const QString subject = code == ErrorCode::ProtocolError
                                ? QStringLiteral("The bytes of a value are wrong at offset %1: %2.")
                                : QStringLiteral("The value at offset %1 cannot be read: %2.");
    m_error = Error(code, subject.arg(m_valueAt).arg(reason));
}

} // namespace Amp
