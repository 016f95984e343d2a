// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <vector>

#include <QStringList>
#include <QVariant>

namespace Amp {

// What the user writes into the filter's field: terms with blanks between them, all of which a row
// must meet.
//
//   web            some text of the row contains it, in whatever case
//   procedure:X    the field is X; * and ? stand for any text and any character
//   is:failed      the row is in that state
//   p99>1s         the field is above a time (us, ms, s, min, h), a size (B, KiB, MiB, GiB),
//                  a percentage or a count; also >=, <, <= and =
//   -is:done       not so
//   "is:"          quotes keep blanks and signs together
class FilterQuery
{
public:
    enum class Kind { Text, State, Time, Bytes, Percent, Count };

    // A field that a query can name. Times are compared in microseconds, sizes in bytes.
    struct Field
    {
        QString name;
        Kind kind = Kind::Text;
        bool isSearched = false; // by words without a key
        bool changesWithTime = false;
    };
    struct Vocabulary
    {
        std::vector<Field> fields;
        QStringList states; // that is: knows
    };
    // The value of a row in the field with that index: text, a number, or, of a state, the list of
    // words that hold. Invalid: the row has no such value, and no comparison with it is true.
    using Reader = std::function<QVariant(int field)>;

    static FilterQuery parse(const QString &text, const Vocabulary &vocabulary);

    QString error() const { return m_error; } // a sentence; empty: none
    bool isEmpty() const { return m_terms.empty(); }
    // Whether rows can come and go merely since time passes: "running>500ms".
    bool changesWithTime() const { return m_changesWithTime; }
    bool matches(const Reader &read) const;

private:
    enum class Test { Contains, Is, Less, AtMost, Equal, AtLeast, Greater };
    struct Term
    {
        bool isNegated = false;
        Test test = Test::Contains;
        std::vector<int> fields; // one of them has to meet the test
        QString text;
        bool isPattern = false; // text has * or ?
        double number = 0;
    };
    struct Token;

    static std::vector<Token> tokensOf(const QString &text);
    void add(const Token &token, const Vocabulary &vocabulary);
    void addWord(const Token &token, const Vocabulary &vocabulary);
    void addTest(const Token &token, const Vocabulary &vocabulary, int field);
    void fail(const QString &sentence);
    static bool meets(const Term &term, const QVariant &value);
    static bool meetsText(const Term &term, const QVariant &value);

    std::vector<Term> m_terms;
    QString m_error;
    bool m_changesWithTime = false;
};

} // namespace Amp
