// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a procedure prints passes through to the server's stderr, its log and the monitor, and
// never mixes with results.
//   amp-server --listen=127.0.0.1:1337 --include=office.so
//   printing 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/JobDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));

    Amp::Call *call = dispatcher.call("audit", "shelf 7"); // prints "shelf 7: 3 books are missing"
    QObject::connect(call, &Amp::Call::finished, [&](const Amp::CallResult &result) {
        QTextStream(stdout) << "Missing: " << result.value<int>() << Qt::endl;
        app.exit(result.succeeded() ? 0 : 1);
    });
    return app.exec();
}
