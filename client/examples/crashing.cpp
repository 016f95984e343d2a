// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A procedure that crashes ends its worker and its own call. The next call still works.
//   crashing 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/JobDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));

    Amp::Call *crash = dispatcher.call("crash", "segfault");
    QObject::connect(crash, &Amp::Call::finished, [&](const Amp::CallResult &crashed) {
        out << crashed.error().message() << Qt::endl; // which worker, which signal
        out << "It ran: " << Amp::nameOf(crashed.execution()).toByteArray() << Qt::endl;

        Amp::Call *next = dispatcher.call("strrev", "zanzibar!");
        QObject::connect(next, &Amp::Call::finished, [&](const Amp::CallResult &result) {
            out << "The next call: " << result.value<QString>() << Qt::endl;
            app.exit(result.succeeded() ? 0 : 1);
        });
    });
    return app.exec();
}
