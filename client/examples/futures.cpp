// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Futures: what comes next, what to do after a failure, and waiting for several.
//   amp-server --listen=127.0.0.1:1337 --include=office.so
//   futures 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/CallError>
#include <Amp/JobDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));

    auto divide = [&](double dividend, double divisor) {
        return dispatcher.call<double>("divide", dividend, divisor)
            .then(&app, [&](double quotient) { out << "Quotient: " << quotient << Qt::endl; })
            .onFailed(&app, [&](const Amp::CallError &error) {
                out << "Failed: " << error.what() << Qt::endl;
            });
    };
    const QFuture<void> half = divide(7, 2);
    const QFuture<void> none = divide(7, 0);

    QList<QFuture<QString>> words;
    for (const char *word : {"Arabia!", "zanzibar!"})
        words.append(dispatcher.call<QString>("strrev", word));
    const QFuture<void> reversed = QtFuture::whenAll(words.begin(), words.end())
                                       .then(&app, [&](const QList<QFuture<QString>> &all) {
                                           for (const QFuture<QString> &word : all)
                                               out << "Reversed: " << word.result() << Qt::endl;
                                       });

    QtFuture::whenAll(half, none, reversed).then(&app, [&](const auto &) { app.quit(); });
    return app.exec();
}
