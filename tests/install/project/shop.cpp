// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QString>

#include <Amp/Procedures>
#include <Amp/RegisterType>

struct Money
{
    qint64 cents = 0;
};
QDataStream &operator<<(QDataStream &stream, Money money)
{
    return stream << money.cents;
}
QDataStream &operator>>(QDataStream &stream, Money &money)
{
    return stream >> money.cents;
}
Q_DECLARE_METATYPE(Money)

static Money price(const QString &article)
{
    return {qint64(article.size()) * 100};
}

static int weigh(const QString &article)
{
    return int(article.size());
}

AMP_PROCEDURES(procedures)
{
    Amp::registerType<Money>("Money");
    procedures.add("price", price, "What an article costs.");
    procedures.add("weigh", weigh, "How heavy an article is.");
}
