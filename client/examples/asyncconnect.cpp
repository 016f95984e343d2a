// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A call that is made before the program is connected: it waits in line and is sent by itself.
//   asyncconnect 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/JobDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    QObject::connect(&dispatcher, &Amp::JobDispatcher::connected,
                     [&] { out << "Connected." << Qt::endl; });
    QObject::connect(&dispatcher, &Amp::JobDispatcher::connectionFailed,
                     [&](const QString &reason) { out << reason << Qt::endl; });
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337")); // returns at once
    dispatcher.setLineTimeout(std::chrono::seconds(5)); // how long a call waits for a connection

    Amp::Call *call = dispatcher.call("strrev", "zanzibar!"); // returns at once, too
    out << "One call waits in line." << Qt::endl;
    QObject::connect(call, &Amp::Call::finished, [&](const Amp::CallResult &result) {
        out << (result.succeeded() ? result.value<QString>() : result.error().message())
            << Qt::endl;
        app.exit(result.succeeded() ? 0 : 1);
    });
    return app.exec();
}
