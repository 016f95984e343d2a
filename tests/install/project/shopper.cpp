// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// shopper ADDRESS: calls shop.cpp and a Python file on a server, and prints what came back.

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/JobDispatcher>
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

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);
    Amp::registerType<Money>("Money");

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1));
    auto onResult = [&](const Amp::CallResult &result) {
        if (!result.succeeded())
            out << result.error().message() << Qt::endl;
        else if (result.value().canConvert<Money>())
            out << "price: " << result.value<Money>().cents << Qt::endl;
        else
            out << "words: " << result.value<int>() << Qt::endl;
        if (dispatcher.outstanding() == 0)
            app.quit();
    };
    dispatcher.call(&app, onResult, "price", "teapot");
    dispatcher.call(&app, onResult, "count_words", "four words of text");
    return app.exec();
}
