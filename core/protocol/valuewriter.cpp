// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/valuewriter.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/protocol/limits.h"
#include "core/protocol/registeredvalue.h"
#include "core/protocol/wiredatetime.h"

namespace Amp {

namespace {

constexpr qsizetype maxLength = std::numeric_limits<qint32>::max();
constexpr qsizetype maxShownKey = 40;

QString indexStep(qsizetype index)
{
    return QStringLiteral("[%1]").arg(index);
}

QString keyStep(const QString &key)
{
    const bool isLong = key.size() > maxShownKey;
    return QStringLiteral("[\"%1\"]").arg(isLong ? key.first(maxShownKey) + u'…' : key);
}

} // namespace

bool ValueWriter::writeArguments(const QVariantList &arguments)
{
    const bool isWritten = writeList(arguments);
    m_out.finish();
    return isWritten;
}

bool ValueWriter::writeValue(const QVariant &value)
{
    const bool isWritten = countNodes(1) && write(value, 0);
    m_out.finish();
    return isWritten;
}

bool ValueWriter::writeList(const QVariantList &arguments)
{
    if (!countNodes(arguments.size()))
        return false;
    m_out.write(quint32(arguments.size()));
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (!write(arguments.at(i), 0))
            return failAt(QString::number(i + 1));
    }
    return true;
}

bool ValueWriter::write(const QVariant &value, int depth)
{
    if (writeTyped(value, depth))
        return true;
    if (m_typeName.isEmpty())
        m_typeName = QString::fromLatin1(value.metaType().name());
    return false;
}

bool ValueWriter::writeTyped(const QVariant &value, int depth)
{
    const auto type = ValueType(value.typeId());
    switch (type) {
    case ValueType::Null:
        return begin(type, value, 0) != nullptr;
    case ValueType::Bool:
        return writeNumber(type, value, qint8(as<bool>(value)));
    case ValueType::Int:
        return writeNumber(type, value, as<int>(value));
    case ValueType::UInt:
        return writeNumber(type, value, as<uint>(value));
    case ValueType::LongLong:
        return writeNumber(type, value, as<qint64>(value));
    case ValueType::ULongLong:
        return writeNumber(type, value, as<quint64>(value));
    case ValueType::Double:
        return writeNumber(type, value, as<double>(value));
    case ValueType::Float:
        return writeNumber(type, value, double(as<float>(value)));
    case ValueType::Char:
        return writeNumber(type, value, as<QChar>(value).unicode());
    case ValueType::String:
        return writeText(type, value, as<QString>(value));
    case ValueType::ByteArray:
        return writeText(type, value, as<QByteArray>(value));
    case ValueType::Date:
        return writeNumber(type, value, as<QDate>(value).toJulianDay());
    case ValueType::Time:
        return writeTime(value, as<QTime>(value));
    case ValueType::DateTime:
        return writeDateTime(value, as<QDateTime>(value));
    case ValueType::Uuid:
        return writeUuid(value, as<QUuid>(value));
    case ValueType::Url:
        return writeUrl(value, as<QUrl>(value));
    case ValueType::List:
        return writeList(value, as<QVariantList>(value), depth);
    case ValueType::StringList:
        return writeTexts(type, value, as<QStringList>(value), depth);
    case ValueType::ByteArrayList:
        return writeTexts(type, value, as<QByteArrayList>(value), depth);
    case ValueType::Map:
        return writeAssociation(type, value, as<QVariantMap>(value), depth);
    case ValueType::Hash:
        return writeAssociation(type, value, as<QVariantHash>(value), depth);
    case ValueType::Registered:
        break;
    }
    return writeOther(value, depth);
}

bool ValueWriter::writeOther(const QVariant &value, int depth)
{
    if (const RegisteredType *type = registeredType(value.metaType()))
        return writeRegistered(value, *type);
    if (const std::optional<QVariant> form = standardForm(value))
        return write(*form, depth);
    return fail(ErrorCode::NotSerializable,
                QStringLiteral("it is not a type that AMP carries; convert it to one, or register "
                               "it with Amp::registerType()"));
}

template <typename T>
bool ValueWriter::writeNumber(ValueType type, const QVariant &value, T number)
{
    qToBigEndian(number, begin(type, value, sizeof(T)));
    return true;
}

bool ValueWriter::writeTime(const QVariant &value, const QTime &time)
{
    return writeNumber(ValueType::Time, value,
                       time.isValid() ? quint32(time.msecsSinceStartOfDay()) : nullTime);
}

bool ValueWriter::writeDateTime(const QVariant &value, const QDateTime &dateTime)
{
    const Result<WireDateTime> wire = toWire(dateTime);
    if (!wire)
        return fail(wire.error().code(), wire.error().message());
    writeNumber(ValueType::DateTime, value, wire->date.toJulianDay());
    m_out.write(wire->time.isValid() ? quint32(wire->time.msecsSinceStartOfDay()) : nullTime);
    m_out.write(quint8(wire->spec));
    if (wire->spec == Qt::OffsetFromUTC)
        m_out.write(qint32(wire->offsetSeconds));
    return wire->spec != Qt::TimeZone || append(QString::fromLatin1(wire->zoneId));
}

bool ValueWriter::writeUuid(const QVariant &value, const QUuid &uuid)
{
    const QByteArray bytes = uuid.toRfc4122();
    std::memcpy(begin(ValueType::Uuid, value, bytes.size()), bytes.constData(),
                size_t(bytes.size()));
    return true;
}

bool ValueWriter::writeUrl(const QVariant &value, const QUrl &url)
{
    return writeText(ValueType::Url, value, url.isValid() ? url.toEncoded() : QByteArray());
}

template <typename Text>
bool ValueWriter::writeText(ValueType type, const QVariant &value, const Text &text)
{
    begin(type, value, 0);
    return append(text);
}

template <typename Texts>
bool ValueWriter::writeTexts(ValueType type, const QVariant &value, const Texts &texts, int depth)
{
    if (!beginContainer(type, value, texts.size(), depth))
        return false;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        if (!append(texts.at(i)))
            return failAt(indexStep(i));
    }
    return true;
}

bool ValueWriter::writeList(const QVariant &value, const QVariantList &list, int depth)
{
    if (!beginContainer(ValueType::List, value, list.size(), depth))
        return false;
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (!write(list.at(i), depth + 1))
            return failAt(indexStep(i));
    }
    return true;
}

template <typename Association>
bool ValueWriter::writeAssociation(ValueType type, const QVariant &value,
                                   const Association &association, int depth)
{
    if (!beginContainer(type, value, association.size(), depth))
        return false;
    for (auto entry = association.cbegin(); entry != association.cend(); ++entry) {
        if (!append(entry.key()) || !write(entry.value(), depth + 1))
            return failAt(keyStep(entry.key()));
    }
    return true;
}

bool ValueWriter::writeRegistered(const QVariant &value, const RegisteredType &type)
{
    Result<QByteArray> bytes = value.isNull() ? Result(QByteArray()) : bytesOf(type, value);
    if (!bytes)
        return fail(bytes.error().code(), bytes.error().message());
    begin(ValueType::Registered, value, 0);
    m_out.writeBytes(type.name);
    if (!fitsLengthField(bytes->size()))
        return false;
    m_out.writeBytes(*bytes);
    return true;
}

char *ValueWriter::begin(ValueType type, const QVariant &value, qsizetype dataBytes)
{
    char *header = m_out.extend(valueHeaderBytes + dataBytes);
    qToBigEndian(quint32(type), header);
    header[sizeof(quint32)] = value.isNull();
    return header + valueHeaderBytes;
}

bool ValueWriter::beginContainer(ValueType type, const QVariant &value, qsizetype count, int depth)
{
    if (depth >= Limits::maxDepth)
        return fail(ErrorCode::NotSerializable,
                    QStringLiteral("it is nested more than %1 deep").arg(Limits::maxDepth));
    if (!countNodes(count))
        return false;
    qToBigEndian(quint32(count), begin(type, value, sizeof(quint32)));
    return true;
}

bool ValueWriter::append(const QString &text)
{
    const qsizetype bytes = text.size() * qsizetype(sizeof(QChar));
    if (!fitsLengthField(bytes))
        return false;
    char *field = m_out.extend(qsizetype(sizeof(quint32)) + bytes);
    qToBigEndian(text.isNull() ? nullLength : quint32(bytes), field);
    qToBigEndian<quint16>(text.constData(), text.size(), field + sizeof(quint32));
    return true;
}

bool ValueWriter::append(const QByteArray &bytes)
{
    if (!fitsLengthField(bytes.size()))
        return false;
    char *field = m_out.extend(qsizetype(sizeof(quint32)) + bytes.size());
    qToBigEndian(bytes.isNull() ? nullLength : quint32(bytes.size()), field);
    std::memcpy(field + sizeof(quint32), bytes.constData(), size_t(bytes.size()));
    return true;
}

bool ValueWriter::countNodes(qsizetype count)
{
    m_nodes += count;
    return m_nodes <= Limits::maxNodes ||
           fail(ErrorCode::TooLarge, QStringLiteral("with it there are %1 values, at most %2 can "
                                                    "travel together")
                                         .arg(m_nodes)
                                         .arg(Limits::maxNodes));
}

bool ValueWriter::fitsLengthField(qsizetype bytes)
{
    return bytes <= maxLength ||
           fail(ErrorCode::TooLarge,
                QStringLiteral("it has %1 bytes, at most %2 can travel").arg(bytes).arg(maxLength));
}

bool ValueWriter::fail(ErrorCode code, const QString &reason)
{
    m_code = code;
    m_reason = reason;
    return false;
}

bool ValueWriter::failAt(const QString &step)
{
    m_path.append(step);
    return false;
}

Error ValueWriter::argumentsError() const
{
    if (m_path.isEmpty())
        return error(QStringLiteral("The argument list"), {}, {});
    const QString argument = m_path.last();
    return error(QStringLiteral("Argument ") + argument, m_path.first(m_path.size() - 1),
                 {{QStringLiteral("argument"), argument.toInt()}});
}

Error ValueWriter::valueError() const
{
    return error(QStringLiteral("The value"), m_path, {});
}

Error ValueWriter::error(QString subject, QStringList steps, QVariantMap details) const
{
    std::reverse(steps.begin(), steps.end());
    const QString path = steps.join(QString());
    subject += path;
    if (!path.isEmpty())
        details.insert(QStringLiteral("path"), path);
    if (!m_typeName.isEmpty()) {
        details.insert(QStringLiteral("type"), m_typeName);
        subject += QStringLiteral(" of type ") + m_typeName;
    }
    return Error(m_code, QStringLiteral("%1 cannot travel: %2.").arg(subject, m_reason), details);
}

} // namespace Amp
