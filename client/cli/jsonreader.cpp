// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/jsonreader.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/protocol/limits.h"

namespace Amp {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isHexDigit(QChar c)
{
    return isDigit(c) || (c.toLower() >= u'a' && c.toLower() <= u'f');
}

} // namespace

std::optional<QVariant> JsonReader::read()
{
    const Value value = readValue(0);
    skipSpace();
    const bool isWhole = value && m_at == m_text.size();
    if (!isWhole && !m_isTooDeep)
        m_problem.clear();
    return isWhole && m_problem.isEmpty() ? value : std::nullopt;
}

JsonReader::Value JsonReader::readValue(int depth)
{
    if (depth > Limits::maxDepth) {
        m_isTooDeep = true;
        fail(QStringLiteral("is nested deeper than %1").arg(Limits::maxDepth));
        return std::nullopt;
    }
    skipSpace();
    const QChar first = peek();
    if (first == u'{')
        return readObject(depth);
    if (first == u'[')
        return readArray(depth);
    if (first == u'"') {
        const std::optional<QString> text = readString();
        return text ? Value(*text) : std::nullopt;
    }
    return first == u'-' || isDigit(first) ? readNumber() : readWord();
}

JsonReader::Value JsonReader::readWord()
{
    const auto takeWord = [this](QLatin1StringView word) {
        const bool found = m_text.mid(m_at).startsWith(word);
        m_at += found ? word.size() : 0;
        return found;
    };
    if (takeWord(QLatin1StringView("null")))
        return QVariant();
    if (takeWord(QLatin1StringView("true")))
        return QVariant(true);
    if (takeWord(QLatin1StringView("false")))
        return QVariant(false);
    return std::nullopt;
}

bool JsonReader::readDigits()
{
    const qsizetype start = m_at;
    while (isDigit(peek()))
        ++m_at;
    return m_at > start;
}

JsonReader::Value JsonReader::readNumber()
{
    const qsizetype start = m_at;
    take(u'-');
    if (!take(u'0') && !readDigits())
        return std::nullopt;
    const bool hasFraction = take(u'.');
    if (hasFraction && !readDigits())
        return std::nullopt;
    const bool hasExponent = take(u'e') || take(u'E');
    if (hasExponent) {
        if (!take(u'+'))
            take(u'-');
        if (!readDigits())
            return std::nullopt;
    }
    const QStringView digits = m_text.mid(start, m_at - start);
    return hasFraction || hasExponent ? doubleFrom(digits) : integerFrom(digits);
}

JsonReader::Value JsonReader::integerFrom(QStringView digits)
{
    bool fits = false;
    if (const int small = digits.toInt(&fits); fits)
        return QVariant(small);
    if (const qlonglong large = digits.toLongLong(&fits); fits)
        return QVariant(large);
    if (const qulonglong largest = digits.toULongLong(&fits); fits)
        return QVariant(largest);
    return fail(
        QStringLiteral("holds %1, an integer beyond 64 bits: write it as a string or with .0")
            .arg(digits));
}

JsonReader::Value JsonReader::doubleFrom(QStringView digits)
{
    bool fits = false;
    const double number = digits.toDouble(&fits);
    if (!fits || !std::isfinite(number))
        return fail(QStringLiteral("holds %1, which no number can hold").arg(digits));
    return QVariant(number);
}

JsonReader::Value JsonReader::readArray(int depth)
{
    QVariantList list;
    take(u'[');
    skipSpace();
    if (take(u']'))
        return QVariant(list);
    do {
        const Value element = readValue(depth + 1);
        if (!element)
            return std::nullopt;
        list.append(*element);
        skipSpace();
    } while (take(u','));
    return take(u']') ? Value(list) : std::nullopt;
}

JsonReader::Value JsonReader::readObject(int depth)
{
    QVariantMap map;
    take(u'{');
    skipSpace();
    if (take(u'}'))
        return QVariant(map);
    do {
        skipSpace();
        const std::optional<QString> key = readString();
        skipSpace();
        if (!key || !take(u':'))
            return std::nullopt;
        const Value value = readValue(depth + 1);
        if (!value)
            return std::nullopt;
        if (map.contains(*key))
            fail(QStringLiteral("has the key \"%1\" twice").arg(*key));
        map.insert(*key, *value);
        skipSpace();
    } while (take(u','));
    return take(u'}') ? withMeaning(map) : std::nullopt;
}

// An object whose only key begins with "$" stands for something else. "$$" stands for "$".
JsonReader::Value JsonReader::withMeaning(const QVariantMap &map)
{
    if (map.size() != 1 || !map.firstKey().startsWith(u'$'))
        return QVariant(map);
    const QString key = map.firstKey();
    const QString text = map.first().toString();
    if (key.startsWith(QLatin1StringView("$$")))
        return QVariant(QVariantMap{{key.mid(1), map.first()}});
    if (key == QLatin1StringView("$bytes")) {
        const auto bytes =
            QByteArray::fromBase64Encoding(text.toUtf8(), QByteArray::AbortOnBase64DecodingErrors);
        return bytes ? QVariant(*bytes) : fail(QStringLiteral("has $bytes that are not base64"));
    }
    if (key == QLatin1StringView("$double") && text == QLatin1StringView("nan"))
        return QVariant(std::numeric_limits<double>::quiet_NaN());
    if (key == QLatin1StringView("$double") && text == QLatin1StringView("inf"))
        return QVariant(std::numeric_limits<double>::infinity());
    if (key == QLatin1StringView("$double") && text == QLatin1StringView("-inf"))
        return QVariant(-std::numeric_limits<double>::infinity());
    return fail(QStringLiteral("has the key \"%1\", which means nothing: for a plain key write "
                               "\"$%1\"")
                    .arg(key));
}

std::optional<QString> JsonReader::readString()
{
    if (!take(u'"'))
        return std::nullopt;
    QString text;
    while (m_at < m_text.size()) {
        const QChar c = m_text.at(m_at++);
        if (c == u'"')
            return text;
        if (c < u' ' || (c == u'\\' && !readEscape(text)))
            return std::nullopt;
        if (c != u'\\')
            text += c;
    }
    return std::nullopt;
}

bool JsonReader::readEscape(QString &out)
{
    constexpr QStringView names = u"\"\\/bfnrt";
    constexpr QStringView meanings = u"\"\\/\b\f\n\r\t";
    const QChar name = peek();
    ++m_at;
    if (const qsizetype index = names.indexOf(name); index >= 0) {
        out += meanings.at(index);
        return true;
    }
    const QStringView digits = m_text.mid(std::min(m_at, m_text.size()), 4);
    if (name != u'u' || digits.size() != 4 || !std::ranges::all_of(digits, isHexDigit))
        return false;
    out += QChar(digits.toUShort(nullptr, 16));
    m_at += 4;
    return true;
}

void JsonReader::skipSpace()
{
    constexpr QStringView space = u" \t\r\n";
    while (m_at < m_text.size() && space.contains(m_text.at(m_at)))
        ++m_at;
}

bool JsonReader::take(QChar c)
{
    if (m_at >= m_text.size() || m_text.at(m_at) != c)
        return false;
    ++m_at;
    return true;
}

// Reading goes on: only if the rest is JSON too, the problem is one.
QVariant JsonReader::fail(const QString &problem)
{
    if (m_problem.isEmpty())
        m_problem = problem;
    return {};
}

} // namespace Amp
