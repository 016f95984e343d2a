// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/conversion.h"

#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include <QAssociativeIterable>
#include <QDateTime>
#include <QMetaEnum>
#include <QSequentialIterable>
#include <QUrl>
#include <QUuid>

#include "core/procedures/number.h"
#include "core/protocol/valuetypes.h"

namespace Amp {

namespace {

using Converted = std::optional<QVariant>;

// Numbers

template <typename T>
Converted toInteger(const QVariant &value)
{
    const auto integer = integerIn(value);
    if (!integer || !std::visit([](auto n) { return std::in_range<T>(n); }, *integer))
        return std::nullopt;
    return QVariant::fromValue(std::visit([](auto n) { return T(n); }, *integer));
}

bool hasAtMostDigits(const Integer &integer, int digits)
{
    const auto *negative = std::get_if<qlonglong>(&integer);
    const qulonglong magnitude = negative && *negative < 0
                                     ? 0 - qulonglong(*negative)
                                     : std::visit([](auto n) { return qulonglong(n); }, integer);
    return magnitude == 0 || int(std::bit_width(magnitude)) - std::countr_zero(magnitude) <= digits;
}

template <typename T>
Converted toFloating(const QVariant &value)
{
    if (isFloating(value)) {
        // A float parameter asks for no more precision than it has, so a double is rounded.
        const double number = value.toDouble();
        if (std::isfinite(number) && std::abs(number) > double(std::numeric_limits<T>::max()))
            return std::nullopt;
        return QVariant::fromValue(T(number));
    }
    const auto integer = integerIn(value);
    if (!integer || !hasAtMostDigits(*integer, std::numeric_limits<T>::digits))
        return std::nullopt;
    return QVariant::fromValue(std::visit([](auto n) { return T(n); }, *integer));
}

Converted toNumber(const QVariant &value)
{
    if (!isFloating(value) && !integerIn(value))
        return std::nullopt;
    return QVariant::fromValue(Number{value});
}

// Text

bool isText(const QVariant &value)
{
    return value.typeId() == QMetaType::QString;
}

Converted toText(const QVariant &value)
{
    if (value.typeId() == QMetaType::QChar)
        return QString(value.toChar());
    return std::nullopt;
}

Converted toBytes(const QVariant &value)
{
    // Half a surrogate pair has no UTF-8.
    if (!isText(value) || !value.toString().isValidUtf16())
        return std::nullopt;
    return value.toString().toUtf8();
}

Converted toCharacter(const QVariant &value)
{
    const QString text = value.toString();
    return isText(value) && text.size() == 1 ? Converted(text.front()) : std::nullopt;
}

// The text forms that JSON and command lines have for these types.
template <typename T, typename Parse>
Converted parsed(const QVariant &value, Parse parse)
{
    if (!isText(value))
        return std::nullopt;
    const T result = parse(value.toString());
    bool isGood = false;
    if constexpr (std::is_same_v<T, QUuid>)
        isGood = !result.isNull();
    else
        isGood = result.isValid();
    return isGood ? Converted(QVariant::fromValue(result)) : std::nullopt;
}

// Enumerations

std::optional<QMetaEnum> declaredEnum(QMetaType type)
{
    const QMetaObject *scope = type.metaObject();
    if (!scope)
        return std::nullopt;
    const QByteArray name = type.name();
    const int index = scope->indexOfEnumerator(name.mid(name.lastIndexOf(':') + 1));
    return index < 0 ? std::nullopt : std::optional(scope->enumerator(index));
}

std::optional<Integer> enumeratorIn(const QVariant &value, const std::optional<QMetaEnum> &known)
{
    if (known && isText(value)) {
        bool isKnown = false;
        const int number = known->keysToValue(value.toString().toUtf8(), &isKnown);
        return isKnown ? std::optional<Integer>(qlonglong(number)) : std::nullopt;
    }
    const std::optional<Integer> integer = integerIn(value);
    const auto *number = integer ? std::get_if<qlonglong>(&*integer) : nullptr;
    if (known && !known->isFlag() && (!number || !known->valueToKey(int(*number))))
        return std::nullopt;
    return integer;
}

template <typename T>
bool store(const Integer &integer, void *target)
{
    if (!std::visit([](auto n) { return std::in_range<T>(n); }, integer))
        return false;
    *static_cast<T *>(target) = std::visit([](auto n) { return T(n); }, integer);
    return true;
}

bool storeEnumerator(const Integer &integer, QMetaType type, void *target)
{
    const bool isUnsigned = type.flags().testFlag(QMetaType::IsUnsignedEnumeration);
    switch (type.sizeOf()) {
    case 1:
        return isUnsigned ? store<quint8>(integer, target) : store<qint8>(integer, target);
    case 2:
        return isUnsigned ? store<quint16>(integer, target) : store<qint16>(integer, target);
    case 4:
        return isUnsigned ? store<quint32>(integer, target) : store<qint32>(integer, target);
    case 8:
        return isUnsigned ? store<quint64>(integer, target) : store<qint64>(integer, target);
    default:
        return false;
    }
}

Converted toEnumerator(const QVariant &value, QMetaType target)
{
    const auto integer = enumeratorIn(value, declaredEnum(target));
    QVariant result(target);
    if (!integer || !storeEnumerator(*integer, target, result.data()))
        return std::nullopt;
    return result;
}

// Containers

std::optional<QVariantList> elementsOf(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QVariantList:
    case QMetaType::QStringList:
    case QMetaType::QByteArrayList:
        return value.value<QVariantList>();
    default:
        return std::nullopt;
    }
}

std::optional<QVariantMap> entriesOf(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QVariantMap:
    case QMetaType::QVariantHash:
        return value.toMap();
    default:
        return std::nullopt;
    }
}

// A container of QVariant holds the value itself, any other one what is inside of it.
const void *contentOf(const QVariant &value, QMetaType type)
{
    return type == QMetaType::fromType<QVariant>() ? &value : value.constData();
}

Converted element(const QVariant &value, QMetaType type)
{
    return type == QMetaType::fromType<QVariant>() ? Converted(value) : converted(value, type);
}

Converted toSequence(const QVariantList &elements, QMetaType target)
{
    QVariant result(target);
    QSequentialIterable view;
    if (!QMetaType::view(target, result.data(), QMetaType::fromType<QSequentialIterable>(), &view))
        return std::nullopt;
    const QMetaSequence sequence = view.metaContainer();
    // A container that takes values anywhere, such as a set, would lose their order and number.
    if (!sequence.canAddValueAtEnd())
        return std::nullopt;
    const QMetaType type = sequence.valueMetaType();
    for (const QVariant &value : elements) {
        const Converted fitting = element(value, type);
        if (!fitting)
            return std::nullopt;
        sequence.addValueAtEnd(view.mutableIterable(), contentOf(*fitting, type));
    }
    return result;
}

Converted toAssociation(const QVariantMap &entries, QMetaType target)
{
    QVariant result(target);
    QAssociativeIterable view;
    if (!QMetaType::view(target, result.data(), QMetaType::fromType<QAssociativeIterable>(), &view))
        return std::nullopt;
    const QMetaAssociation association = view.metaContainer();
    if (association.keyMetaType() != QMetaType::fromType<QString>() ||
        !association.canSetMappedAtKey())
        return std::nullopt;
    const QMetaType type = association.mappedMetaType();
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        const Converted fitting = element(entry.value(), type);
        if (!fitting)
            return std::nullopt;
        association.setMappedAtKey(view.mutableIterable(), &entry.key(), contentOf(*fitting, type));
    }
    return result;
}

Converted toContainer(const QVariant &value, QMetaType target)
{
    if (const auto elements = elementsOf(value))
        return toSequence(*elements, target);
    if (const auto entries = entriesOf(value))
        return toAssociation(*entries, target);
    return std::nullopt;
}

QVariant elementsInTravellingForm(const QVariant &value)
{
    QVariantList elements;
    const auto iterable = value.value<QSequentialIterable>();
    for (const QVariant &element : iterable)
        elements.append(inTravellingForm(element));
    return elements;
}

QVariant entriesInTravellingForm(const QVariant &value)
{
    const auto iterable = value.value<QAssociativeIterable>();
    if (iterable.metaContainer().keyMetaType() != QMetaType::fromType<QString>())
        return value;
    QVariantMap entries;
    for (auto entry = iterable.begin(); entry != iterable.end(); ++entry)
        entries.insert(entry.key().toString(), inTravellingForm(entry.value()));
    return entries;
}

Converted toOther(const QVariant &value, QMetaType target)
{
    if (target == QMetaType::fromType<Number>())
        return toNumber(value);
    if (target.flags().testFlag(QMetaType::IsEnumeration))
        return toEnumerator(value, target);
    return toContainer(value, target);
}

} // namespace

std::optional<QVariant> converted(const QVariant &value, QMetaType target)
{
    if (value.metaType() == target)
        return value;
    switch (target.id()) {
    case QMetaType::SChar:
        return toInteger<signed char>(value);
    case QMetaType::UChar:
        return toInteger<uchar>(value);
    case QMetaType::Short:
        return toInteger<short>(value);
    case QMetaType::UShort:
        return toInteger<ushort>(value);
    case QMetaType::Int:
        return toInteger<int>(value);
    case QMetaType::UInt:
        return toInteger<uint>(value);
    case QMetaType::Long:
        return toInteger<long>(value);
    case QMetaType::ULong:
        return toInteger<ulong>(value);
    case QMetaType::LongLong:
        return toInteger<qlonglong>(value);
    case QMetaType::ULongLong:
        return toInteger<qulonglong>(value);
    case QMetaType::Float:
        return toFloating<float>(value);
    case QMetaType::Double:
        return toFloating<double>(value);
    case QMetaType::QString:
        return toText(value);
    case QMetaType::QByteArray:
        return toBytes(value);
    case QMetaType::QChar:
        return toCharacter(value);
    case QMetaType::QUrl:
        return parsed<QUrl>(value, [](const QString &t) { return QUrl(t, QUrl::StrictMode); });
    case QMetaType::QUuid:
        return parsed<QUuid>(value, QUuid::fromString);
    case QMetaType::QDate:
        return parsed<QDate>(value,
                             [](const QString &t) { return QDate::fromString(t, Qt::ISODate); });
    case QMetaType::QTime:
        return parsed<QTime>(value,
                             [](const QString &t) { return QTime::fromString(t, Qt::ISODate); });
    case QMetaType::QDateTime:
        return parsed<QDateTime>(
            value, [](const QString &t) { return QDateTime::fromString(t, Qt::ISODate); });
    default:
        return toOther(value, target);
    }
}

bool isNothing(const QVariant &value)
{
    return !value.isValid() || value.typeId() == QMetaType::Nullptr;
}

bool travels(const QVariant &value)
{
    return isValueType(quint32(value.typeId()));
}

QVariant inTravellingForm(const QVariant &value)
{
    if (travels(value))
        return value;
    if (value.metaType() == QMetaType::fromType<Number>())
        return value.value<Number>().value;
    if (value.canConvert<QAssociativeIterable>())
        return entriesInTravellingForm(value);
    if (value.canConvert<QSequentialIterable>())
        return elementsInTravellingForm(value);
    return value;
}

} // namespace Amp
