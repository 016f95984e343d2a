// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/support/randomvalues.h"

#include <array>
#include <cmath>
#include <limits>

#include <QDateTime>
#include <QTimeZone>
#include <QUrl>
#include <QUuid>
#include <QtEndian>

namespace Amp::Test {

namespace {

template <typename T, size_t count>
T pick(QRandomGenerator &random, const std::array<T, count> &choices)
{
    return choices[random.bounded(quint32(count))];
}

template <typename Numeric>
using Extremes = std::numeric_limits<Numeric>;

bool isSameNumber(double left, double right)
{
    return std::isnan(left) ? std::isnan(right)
                            : left == right && std::signbit(left) == std::signbit(right);
}

bool isSameDateTime(const QDateTime &left, const QDateTime &right)
{
    const bool isSameZone = left.timeSpec() != Qt::TimeZone || right.timeSpec() != Qt::TimeZone ||
                            left.timeZone().id() == right.timeZone().id();
    const bool isSameInstant =
        !left.isValid() || left.toMSecsSinceEpoch() == right.toMSecsSinceEpoch();
    return left.isValid() == right.isValid() && isSameInstant && isSameZone &&
           left.date() == right.date() && left.time() == right.time();
}

template <typename Text>
bool isSameText(const Text &left, const Text &right)
{
    return left == right && left.isNull() == right.isNull();
}

template <typename List, typename Same>
bool isSameList(const List &left, const List &right, Same isSame)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), isSame);
}

template <typename Association>
bool isSameAssociation(const Association &left, const Association &right)
{
    if (left.size() != right.size())
        return false;
    for (auto entry = left.begin(); entry != left.end(); ++entry) {
        const auto other = right.find(entry.key());
        if (other == right.end() || !isSameText(entry.key(), other.key()) ||
            !isSameValue(entry.value(), other.value()))
            return false;
    }
    return true;
}

} // namespace

QVariantList RandomValues::arguments()
{
    QVariantList list(below(5));
    for (QVariant &argument : list)
        argument = value();
    return list;
}

QVariant RandomValues::value(int maxDepth)
{
    if (maxDepth > 0 && below(3) == 0)
        return container(maxDepth - 1);
    return below(5) == 0 ? temporal() : scalar();
}

QVariant RandomValues::scalar()
{
    static constexpr std::array nullTypes{QMetaType::Int,    QMetaType::QString,   QMetaType::QDate,
                                          QMetaType::Double, QMetaType::QUrl,      QMetaType::Bool,
                                          QMetaType::QUuid,  QMetaType::QByteArray};
    switch (below(14)) {
    case 0:
        return QVariant();
    case 1:
        return below(2) == 1;
    case 2:
        return int(integer());
    case 3:
        return uint(integer());
    case 4:
        return qlonglong(integer());
    case 5:
        return qulonglong(integer());
    case 6:
        return real();
    case 7:
        return float(below(1000)) / 8;
    case 8:
        return QChar(char16_t(m_random.generate()));
    case 9:
        return bytes();
    case 10:
        return QUuid::createUuidV5(QUuid(), bytes());
    case 11:
        return QUrl(QStringLiteral("https://example.org/%1?q=%2#e").arg(below(99)).arg(below(9)));
    case 12:
        return QVariant(QMetaType(pick(m_random, nullTypes)));
    default:
        return text();
    }
}

QVariant RandomValues::temporal()
{
    switch (below(3)) {
    case 0:
        return date();
    case 1:
        return time();
    default:
        return dateTime();
    }
}

QVariant RandomValues::container(int maxDepth)
{
    QVariantList list;
    QVariantMap map;
    QVariantHash hash;
    QStringList texts;
    QByteArrayList byteArrays;
    const int kind = below(5);
    for (int remaining = below(6); remaining > 0; --remaining) {
        switch (kind) {
        case 0:
            list.append(value(maxDepth));
            break;
        case 1:
            map.insert(text(), value(maxDepth));
            break;
        case 2:
            hash.insert(text(), value(maxDepth));
            break;
        case 3:
            texts.append(text());
            break;
        case 4:
            byteArrays.append(bytes());
            break;
        }
    }
    const std::array<QVariant, 5> containers{list, map, hash, texts,
                                             QVariant::fromValue(byteArrays)};
    return containers[size_t(kind)];
}

QString RandomValues::text()
{
    static const std::array<QString, 6> choices{
        QString(),
        QLatin1String(""),
        QStringLiteral("zanzibar!"),
        QString::fromUtf8("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
        QString(QChar(0xd800)) + QChar(u'x'), // a lone surrogate
        QStringLiteral("with\0in").left(7)};
    return below(2) ? pick(m_random, choices) : QString::number(m_random.generate64(), 36);
}

QByteArray RandomValues::bytes()
{
    static const std::array<QByteArray, 4> choices{
        QByteArray(), QByteArray(""), QByteArray("\0\xff\x80", 3), QByteArray("bytes")};
    return pick(m_random, choices);
}

qint64 RandomValues::integer()
{
    static constexpr std::array<qint64, 9> choices{0,
                                                   1,
                                                   -1,
                                                   Extremes<qint32>::max(),
                                                   Extremes<qint32>::min(),
                                                   Extremes<quint32>::max(),
                                                   Extremes<qint64>::max(),
                                                   Extremes<qint64>::min(),
                                                   (1LL << 53) + 1};
    return below(2) ? pick(m_random, choices) : qint64(m_random.generate64());
}

double RandomValues::real()
{
    static constexpr std::array<double, 8> choices{0.0,
                                                   -0.0,
                                                   0.1,
                                                   Extremes<double>::max(),
                                                   Extremes<double>::denorm_min(),
                                                   Extremes<double>::infinity(),
                                                   -Extremes<double>::infinity(),
                                                   Extremes<double>::quiet_NaN()};
    return below(2) ? pick(m_random, choices) : m_random.generateDouble() * 1e6;
}

QDate RandomValues::date()
{
    return below(6) ? QDate(2000 + below(60), 1 + below(12), 1 + below(28))
                    : pick(m_random, std::array{QDate(), QDate(1, 1, 1), QDate(-4713, 1, 1),
                                                QDate(9999, 12, 31), QDate(12345, 6, 7)});
}

QTime RandomValues::time()
{
    return below(6) ? QTime::fromMSecsSinceStartOfDay(below(24 * 60 * 60 * 1000)) : QTime();
}

QDateTime RandomValues::dateTime()
{
    const qint64 instant = qint64(below(Extremes<qint32>::max())) * 1000 + below(1000);
    switch (below(5)) {
    case 0:
        return QDateTime();
    case 1:
        return QDateTime::fromMSecsSinceEpoch(instant);
    case 2:
        return QDateTime::fromMSecsSinceEpoch(instant, Qt::UTC);
    case 3:
        return QDateTime::fromMSecsSinceEpoch(instant, Qt::OffsetFromUTC, below(20000) - 9000);
    default:
        return QDateTime::fromMSecsSinceEpoch(instant, QTimeZone("America/New_York"));
    }
}

QByteArray RandomValues::damaged(QByteArray bytes)
{
    for (int faults = 1 + below(4); faults > 0 && !bytes.isEmpty(); --faults)
        damageOnce(bytes);
    return bytes;
}

void RandomValues::damageOnce(QByteArray &bytes)
{
    static constexpr std::array<quint32, 7> wildCounts{
        0xffffffff, 0xfffffffe, 0x80000000, 1 << 24, 0, 1, QMetaType::User};
    const qsizetype at = below(bytes.size());
    switch (below(6)) {
    case 0:
        bytes[at] = char(bytes.at(at) ^ (1 << below(8)));
        break;
    case 1:
        bytes[at] = char(m_random.generate());
        break;
    case 2:
        bytes.truncate(at);
        break;
    case 3:
        bytes.insert(at, bytes.mid(below(bytes.size()), below(40)));
        break;
    case 4:
        bytes.remove(at, 1 + below(8));
        break;
    case 5:
        if (at + 4 <= bytes.size())
            qToBigEndian(pick(m_random, wildCounts), bytes.data() + at);
        break;
    }
}

bool isSameValue(const QVariant &left, const QVariant &right)
{
    if (left.metaType() != right.metaType() || left.isNull() != right.isNull())
        return false;
    switch (left.typeId()) {
    case QMetaType::Double:
    case QMetaType::Float:
        return isSameNumber(left.toDouble(), right.toDouble());
    case QMetaType::QDateTime:
        return isSameDateTime(left.toDateTime(), right.toDateTime());
    case QMetaType::QString:
        return isSameText(left.toString(), right.toString());
    case QMetaType::QByteArray:
        return isSameText(left.toByteArray(), right.toByteArray());
    case QMetaType::QStringList:
        return isSameList(left.toStringList(), right.toStringList(), isSameText<QString>);
    case QMetaType::QByteArrayList:
        return isSameList(left.value<QByteArrayList>(), right.value<QByteArrayList>(),
                          isSameText<QByteArray>);
    case QMetaType::QVariantList:
        return isSameList(left.toList(), right.toList(), isSameValue);
    case QMetaType::QVariantMap:
        return isSameAssociation(left.toMap(), right.toMap());
    case QMetaType::QVariantHash:
        return isSameAssociation(left.toHash(), right.toHash());
    default:
        return left == right;
    }
}

} // namespace Amp::Test
