// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QString>
#include <QVariant>

namespace Amp {

// Reads one JSON value (RFC 8259) with 64-bit integers and the objects that stand for bytes and
// numbers without a JSON form. Recursion is bounded by Limits::maxDepth.
class JsonReader
{
public:
    explicit JsonReader(QStringView text)
        : m_text(text)
    {}

    // Nothing when the text as a whole is not JSON, or when problem() says something.
    std::optional<QVariant> read();
    // Why something that is JSON cannot be a value: half a sentence.
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    using Value = std::optional<QVariant>;

    Value readValue(int depth);
    Value readWord();
    Value readNumber();
    Value integerFrom(QStringView digits);
    Value doubleFrom(QStringView digits);
    Value readArray(int depth);
    Value readObject(int depth);
    Value withMeaning(const QVariantMap &map);
    std::optional<QString> readString();
    bool readEscape(QString &out);
    bool readDigits();

    void skipSpace();
    bool take(QChar c);
    QChar peek() const { return m_at < m_text.size() ? m_text.at(m_at) : QChar(); }
    QVariant fail(const QString &problem);

    QStringView m_text;
    qsizetype m_at = 0;
    QString m_problem;
    bool m_isTooDeep = false;
};

} // namespace Amp
