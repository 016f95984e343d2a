// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/jsonvalues.h"

#include <cmath>

#include <QDateTime>
#include <QLocale>
#include <QUrl>
#include <QUuid>

#include "client/cli/jsonreader.h"

namespace Amp {

namespace {

bool needsEscape(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
           c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
}

// Half of a pair is not text in UTF-8, but JSON can say it.
bool isLoneSurrogate(QStringView text, qsizetype at)
{
    const QChar c = text.at(at);
    if (c.isHighSurrogate())
        return at + 1 == text.size() || !text.at(at + 1).isLowSurrogate();
    return c.isLowSurrogate() && (at == 0 || !text.at(at - 1).isHighSurrogate());
}

QByteArray stringJson(QStringView text)
{
    QString json(u'"');
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'"' || c == u'\\')
            (json += u'\\') += c;
        else if (c == u'\n')
            json += QStringLiteral("\\n");
        else if (needsEscape(c) || isLoneSurrogate(text, i))
            json += QStringLiteral("\\u%1").arg(uint(c.unicode()), 4, 16, QLatin1Char('0'));
        else
            json += c;
    }
    return (json += u'"').toUtf8();
}

QByteArray objectJson(const char *key, const QByteArray &text)
{
    return QByteArray("{\"") + key + "\": \"" + text + "\"}";
}

// The fraction keeps a double apart from an integer.
QByteArray doubleJson(double number)
{
    if (std::isnan(number))
        return objectJson("$double", "nan");
    if (std::isinf(number))
        return objectJson("$double", number > 0 ? "inf" : "-inf");
    const QByteArray digits = QByteArray::number(number, 'g', QLocale::FloatingPointShortest);
    const bool looksInteger = !digits.contains('.') && !digits.contains('e');
    return looksInteger ? digits + ".0" : digits;
}

// Qt writes dates and times that are invalid as nothing.
QByteArray textOrNull(const QString &text)
{
    return text.isEmpty() ? QByteArray("null") : stringJson(text);
}

QByteArray dateTimeJson(const QDateTime &time)
{
    const QDateTime withOffset =
        time.timeSpec() == Qt::UTC ? time : time.toOffsetFromUtc(time.offsetFromUtc());
    return textOrNull(withOffset.toString(Qt::ISODateWithMs));
}

template <typename List>
QByteArray arrayJson(const List &list)
{
    QByteArrayList elements;
    for (const auto &element : list)
        elements.append(toJson(QVariant::fromValue(element)));
    return '[' + elements.join(", ") + ']';
}

QByteArray mapJson(const QVariantMap &map)
{
    const bool looksSpecial = map.size() == 1 && map.firstKey().startsWith(u'$');
    QByteArrayList members;
    for (auto it = map.begin(); it != map.end(); ++it) {
        const QString key = looksSpecial ? u'$' + it.key() : it.key();
        members.append(stringJson(key) + ": " + toJson(it.value()));
    }
    return '{' + members.join(", ") + '}';
}

QVariantMap sorted(const QVariantHash &hash)
{
    QVariantMap map;
    for (auto it = hash.begin(); it != hash.end(); ++it)
        map.insert(it.key(), it.value());
    return map;
}

} // namespace

Result<QVariant> valueFromArgument(const QString &argument)
{
    JsonReader reader(argument);
    const std::optional<QVariant> value = reader.read();
    if (!reader.problem().isEmpty())
        return Error(ErrorCode::BadArguments,
                     QStringLiteral("The argument %1 %2.").arg(argument, reader.problem()));
    return value.value_or(QVariant(argument));
}

QByteArray toJson(const QVariant &value)
{
    if (value.isNull())
        return "null";
    switch (value.typeId()) {
    case QMetaType::Bool:
        return value.toBool() ? "true" : "false";
    case QMetaType::Int:
    case QMetaType::LongLong:
        return QByteArray::number(value.toLongLong());
    case QMetaType::UInt:
    case QMetaType::ULongLong:
        return QByteArray::number(value.toULongLong());
    case QMetaType::Float:
    case QMetaType::Double:
        return doubleJson(value.toDouble());
    case QMetaType::QChar:
        return stringJson(QString(value.toChar()));
    case QMetaType::QString:
        return stringJson(value.toString());
    case QMetaType::QByteArray:
        return objectJson("$bytes", value.toByteArray().toBase64());
    case QMetaType::QDate:
        return textOrNull(value.toDate().toString(Qt::ISODate));
    case QMetaType::QTime:
        return textOrNull(value.toTime().toString(Qt::ISODateWithMs));
    case QMetaType::QDateTime:
        return dateTimeJson(value.toDateTime());
    case QMetaType::QUuid:
        return stringJson(value.toUuid().toString(QUuid::WithoutBraces));
    case QMetaType::QUrl:
        return stringJson(QString::fromUtf8(value.toUrl().toEncoded()));
    case QMetaType::QVariantList:
        return arrayJson(value.toList());
    case QMetaType::QStringList:
        return arrayJson(value.toStringList());
    case QMetaType::QByteArrayList:
        return arrayJson(value.value<QByteArrayList>());
    case QMetaType::QVariantMap:
        return mapJson(value.toMap());
    case QMetaType::QVariantHash:
        return mapJson(sorted(value.toHash()));
    }
    return objectJson("$type", value.typeName());
}

} // namespace Amp
