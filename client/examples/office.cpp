// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Procedures that several of the examples call.
//   amp-server --listen=127.0.0.1:1337 --include=office.so

#include <iostream>
#include <stdexcept>

#include <QString>
#include <QThread>
#include <QUuid>

#include <Amp/Procedures>

// What it throws is what the caller is told.
static double divide(double dividend, double divisor)
{
    if (divisor == 0)
        throw std::domain_error("division by zero");
    return dividend / divisor;
}

// What it prints appears in the server's log and in the monitor, with its call.
static int audit(const QString &shelf)
{
    const int missing = 3;
    std::cerr << shelf.toStdString() << ": " << missing << " books are missing\n";
    return missing;
}

struct Mailer
{
    static QString send(const QString &to, const QString &subject)
    {
        if (!to.contains('@'))
            throw QStringLiteral("%1 is no address, %2 was not sent").arg(to, subject);
        return QUuid::createUuid().toString(QUuid::WithoutBraces);
    }
};

// Slow to open, so that each worker opens one and keeps it.
struct Connection
{
    QString name = QUuid::createUuid().toString(QUuid::WithoutBraces);
    int queries = 0;
};

static QVariantMap priceOf(const QString &article)
{
    static Connection connection;
    ++connection.queries;
    return {{"price", article.size() * 100},
            {"connection", connection.name},
            {"queries", connection.queries}};
}

static int render(Amp::CallContext &context, int steps)
{
    int done = 0;
    while (done < steps && !context.isCancelled()) {
        QThread::msleep(5); // the work
        context.reportProgress(++done, steps, "rendering");
    }
    return done;
}

AMP_PROCEDURES(procedures)
{
    procedures.add("divide", divide, "Divides, and throws at a divisor of zero.");
    procedures.add("audit", audit, "Counts the books that a shelf lacks.");
    procedures.add("Mailer::send", &Mailer::send, "Sends a letter and returns its number.");
    procedures.add("price_of", priceOf, "Asks a database whose connection the worker keeps.");
    procedures.add("render", render, "Takes so many steps and tells of each.");
}
