// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Workers keep their state between calls: a connection is opened once per worker, not per call.
//   amp-server --listen=127.0.0.1:1337 --include=office.so --workers=2
//   state 127.0.0.1:1337

#include <QCoreApplication>
#include <QSet>
#include <QTextStream>

#include <Amp/JobDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));

    const int calls = 20;
    int succeeded = 0;
    QSet<QString> connections;
    auto onResult = [&](const Amp::CallResult &result) {
        succeeded += result.succeeded();
        connections.insert(result.value().toMap().value("connection").toString());
        if (dispatcher.outstanding() > 0)
            return;
        QTextStream(stdout) << succeeded << " queries, connections: " << connections.size()
                            << Qt::endl;
        app.exit(succeeded == calls ? 0 : 1);
    };
    for (int i = 0; i < calls; ++i)
        dispatcher.call(&app, onResult, "price_of", "teapot");
    return app.exec();
}
