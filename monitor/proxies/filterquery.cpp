// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/proxies/filterquery.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <QCoreApplication>

#include "core/procedures/nearestnames.h"

namespace Amp {

struct FilterQuery::Token
{
    bool isNegated = false;
    QString key; // empty: a word
    QString sign;
    QString value;
};

namespace {

// Gives the texts a context for translators.
struct FilterText
{
    Q_DECLARE_TR_FUNCTIONS(FilterQuery)
};

// " Did you mean pool?", or nothing when none is near.
QString suggestion(const QString &name, const QStringList &known)
{
    QList<QByteArray> names;
    for (const QString &one : known)
        names.append(one.toUtf8());
    const QList<QByteArray> nearest =
        nearestNames(name.toUtf8(), {names.constData(), size_t(names.size())});
    if (nearest.isEmpty())
        return FilterText::tr("Known are %1.").arg(known.join(u", "));
    return FilterText::tr("Did you mean %1?").arg(QString::fromUtf8(nearest.first()));
}

struct UnitFactor
{
    QLatin1String name;
    double factor;
};

constexpr UnitFactor timeUnits[] = {
    {QLatin1String("us"), 1},  {QLatin1String("\xb5s"), 1},  {QLatin1String("ms"), 1e3},
    {QLatin1String("s"), 1e6}, {QLatin1String("min"), 60e6}, {QLatin1String("h"), 3600e6},
};
constexpr UnitFactor byteUnits[] = {
    {QLatin1String("b"), 1},
    {QLatin1String(""), 1},
    {QLatin1String("kib"), 1024},
    {QLatin1String("mib"), 1024.0 * 1024},
    {QLatin1String("gib"), 1024.0 * 1024 * 1024},
};
constexpr UnitFactor percentUnits[] = {{QLatin1String("%"), 1}, {QLatin1String(""), 1}};
constexpr UnitFactor countUnits[] = {
    {QLatin1String(""), 1}, {QLatin1String("k"), 1e3}, {QLatin1String("m"), 1e6}};

std::optional<double> quantity(QString text, std::span<const UnitFactor> units)
{
    text.remove(u',');
    const auto isUnit = [](QChar c) { return !c.isDigit() && c != u'.'; };
    const auto unitAt = std::find_if(text.cbegin(), text.cend(), isUnit) - text.cbegin();
    bool isNumber = false;
    const double number = text.left(unitAt).toDouble(&isNumber);
    const QString unit = text.mid(unitAt).trimmed().toLower();
    if (isNumber && number == 0.0 && unit.isEmpty())
        return 0;
    for (const UnitFactor &one : units) {
        if (isNumber && unit == one.name)
            return number * one.factor;
    }
    return {};
}

std::optional<double> quantity(const QString &text, FilterQuery::Kind kind)
{
    switch (kind) {
    case FilterQuery::Kind::Time:
        return quantity(text, timeUnits);
    case FilterQuery::Kind::Bytes:
        return quantity(text, byteUnits);
    case FilterQuery::Kind::Percent:
        return quantity(text, percentUnits);
    default:
        return quantity(text, countUnits);
    }
}

QString advice(FilterQuery::Kind kind)
{
    switch (kind) {
    case FilterQuery::Kind::Time:
        return FilterText::tr("write a time, such as 1s or 200ms.");
    case FilterQuery::Kind::Bytes:
        return FilterText::tr("write a size, such as 64KiB or 1MiB.");
    case FilterQuery::Kind::Percent:
        return FilterText::tr("write a percentage, such as 1%.");
    default:
        return FilterText::tr("write a number, such as 3.");
    }
}

bool isKeyCharacter(QChar c, qsizetype at)
{
    return c.isLetter() || (at > 0 && (c.isDigit() || c == u'-' || c == u'_'));
}

// Where the sign of "p99>1s" stands; -1 in a word. "Video::transcode" and addresses are words.
qsizetype signPosition(QStringView token)
{
    qsizetype at = 0;
    while (at < token.size() && isKeyCharacter(token[at], at))
        ++at;
    if (at == 0 || at == token.size() || !QStringView(u":<>=").contains(token[at]))
        return -1;
    const bool isScope = token.mid(at).startsWith(u"::");
    return isScope ? -1 : at;
}

bool matchesPattern(QStringView text, QStringView pattern)
{
    // Remembers the last star, so that a text is walked through once for each star at most.
    qsizetype t = 0;
    qsizetype p = 0;
    qsizetype star = -1;
    qsizetype resumeAt = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            resumeAt = t;
        } else if (p < pattern.size() &&
                   (pattern[p] == u'?' || pattern[p].toCaseFolded() == text[t].toCaseFolded()))
        {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++resumeAt;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*')
        ++p;
    return p == pattern.size();
}

} // namespace

FilterQuery FilterQuery::parse(const QString &text, const Vocabulary &vocabulary)
{
    FilterQuery query;
    for (const Token &token : tokensOf(text))
        query.add(token, vocabulary);
    return query;
}

std::vector<FilterQuery::Token> FilterQuery::tokensOf(const QString &text)
{
    std::vector<Token> tokens;
    for (qsizetype at = 0; at < text.size();) {
        if (text[at].isSpace()) {
            ++at;
            continue;
        }
        Token token;
        token.isNegated = text[at] == u'-' && at + 1 < text.size() && !text[at + 1].isSpace();
        at += token.isNegated ? 1 : 0;
        const qsizetype sign = signPosition(QStringView(text).mid(at));
        if (sign > 0) {
            token.key = text.mid(at, sign);
            at += sign;
            while (at < text.size() && QStringView(u":<>=").contains(text[at]))
                token.sign += text[at++];
        }
        bool isQuoted = false;
        for (; at < text.size() && (isQuoted || !text[at].isSpace()); ++at) {
            if (text[at] == u'"')
                isQuoted = !isQuoted;
            else
                token.value += text[at];
        }
        tokens.push_back(token);
    }
    return tokens;
}

void FilterQuery::add(const Token &token, const Vocabulary &vocabulary)
{
    if (token.key.isEmpty())
        return addWord(token, vocabulary);
    QStringList names;
    for (size_t i = 0; i < vocabulary.fields.size(); ++i) {
        names.append(vocabulary.fields[i].name);
        if (token.key.compare(names.last(), Qt::CaseInsensitive) == 0)
            return addTest(token, vocabulary, int(i));
    }
    fail(FilterText::tr("There is no field %1 here. %2")
             .arg(token.key, suggestion(token.key.toLower(), names)));
}

void FilterQuery::addWord(const Token &token, const Vocabulary &vocabulary)
{
    if (token.value.isEmpty())
        return;
    Term term;
    term.isNegated = token.isNegated;
    term.text = token.value;
    term.isPattern = token.value.contains(u'*') || token.value.contains(u'?');
    for (size_t i = 0; i < vocabulary.fields.size(); ++i) {
        if (vocabulary.fields[i].isSearched)
            term.fields.push_back(int(i));
    }
    m_terms.push_back(term);
}

void FilterQuery::addTest(const Token &token, const Vocabulary &vocabulary, int field)
{
    static const std::pair<QString, Test> signs[] = {
        {QStringLiteral(":"), Test::Is},      {QStringLiteral("="), Test::Equal},
        {QStringLiteral("<"), Test::Less},    {QStringLiteral("<="), Test::AtMost},
        {QStringLiteral(">"), Test::Greater}, {QStringLiteral(">="), Test::AtLeast},
    };
    const Field &meant = vocabulary.fields[size_t(field)];
    const QString written = token.key + token.sign + token.value;
    const auto sign = std::ranges::find(signs, token.sign, &std::pair<QString, Test>::first);
    if (sign == std::end(signs))
        return fail(FilterText::tr("%1: write one of the signs : = < <= > >=.").arg(written));
    Term term{token.isNegated,
              sign->second,
              {field},
              token.value,
              token.value.contains(u'*') || token.value.contains(u'?')};
    m_changesWithTime |= meant.changesWithTime;
    if (token.value.isEmpty())
        return fail(FilterText::tr("%1: say what to compare with.").arg(written));
    if (meant.kind == Kind::Text || meant.kind == Kind::State) {
        if (term.test != Test::Is && term.test != Test::Equal)
            return fail(FilterText::tr("%1: %2 is a text, write %2:%3.")
                            .arg(written, meant.name, token.value));
        term.test = Test::Is;
        if (meant.kind == Kind::State && !vocabulary.states.contains(term.text.toLower()))
            return fail(
                FilterText::tr("%1: no row is ever %2. %3")
                    .arg(written, term.text, suggestion(term.text.toLower(), vocabulary.states)));
    } else {
        const std::optional<double> number = quantity(token.value, meant.kind);
        if (!number)
            return fail(FilterText::tr("%1: %2").arg(written, advice(meant.kind)));
        term.test = term.test == Test::Is ? Test::Equal : term.test;
        term.number = *number;
    }
    m_terms.push_back(term);
}

void FilterQuery::fail(const QString &sentence)
{
    if (m_error.isEmpty())
        m_error = sentence;
}

bool FilterQuery::matches(const Reader &read) const
{
    return std::ranges::all_of(m_terms, [&read](const Term &term) {
        const bool isMet =
            std::ranges::any_of(term.fields, [&](int field) { return meets(term, read(field)); });
        return isMet != term.isNegated;
    });
}

bool FilterQuery::meets(const Term &term, const QVariant &value)
{
    if (!value.isValid())
        return false;
    const auto number = [&value] { return value.toDouble(); };
    switch (term.test) {
    case Test::Contains:
    case Test::Is:
        return meetsText(term, value);
    case Test::Less:
        return number() < term.number;
    case Test::AtMost:
        return number() <= term.number;
    case Test::Equal:
        return number() == term.number;
    case Test::AtLeast:
        return number() >= term.number;
    case Test::Greater:
        return number() > term.number;
    }
    Q_UNREACHABLE();
}

bool FilterQuery::meetsText(const Term &term, const QVariant &value)
{
    if (value.typeId() == QMetaType::QStringList)
        return value.toStringList().contains(term.text, Qt::CaseInsensitive);
    const QString text = value.toString();
    if (term.isPattern)
        return matchesPattern(text, term.text);
    if (term.test == Test::Contains)
        return text.contains(term.text, Qt::CaseInsensitive);
    return text.compare(term.text, Qt::CaseInsensitive) == 0;
}

} // namespace Amp
