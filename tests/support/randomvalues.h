// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QRandomGenerator>
#include <QVariant>

namespace Amp::Test {

// Values of every type that travels (registered ones aside), nested, with a liking for extremes.
// The same seed gives the same values.
class RandomValues
{
public:
    explicit RandomValues(quint32 seed)
        : m_random(seed)
    {}

    QVariantList arguments();
    QVariant value(int maxDepth = 3);

    // The bytes with up to four faults: flipped, cut, repeated, inserted, or a count gone wild.
    QByteArray damaged(QByteArray bytes);

private:
    QVariant scalar();
    QVariant temporal();
    QVariant container(int maxDepth);
    QString text();
    QByteArray bytes();
    qint64 integer();
    double real();
    QDate date();
    QTime time();
    QDateTime dateTime();
    void damageOnce(QByteArray &bytes);
    int below(qsizetype bound) { return int(m_random.bounded(quint32(bound))); }

    QRandomGenerator m_random;
};

// Whether a value arrived as it left: type, nullness, contents. NaN is itself; a QDateTime is its
// wall clock and its instant, since local time arrives with an offset.
bool isSameValue(const QVariant &left, const QVariant &right);

} // namespace Amp::Test
