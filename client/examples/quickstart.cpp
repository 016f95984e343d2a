// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Four calls of a procedure that takes a second, at the same time.
//   quickstart 127.0.0.1:1337

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSet>
#include <QTextStream>

#include <Amp/JobDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QString address = app.arguments().value(1, "127.0.0.1:1337");

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(address);
    QObject::connect(&dispatcher, &Amp::JobDispatcher::connectionFailed, [](const QString &reason) {
        QTextStream(stderr) << reason << "\n";
        QCoreApplication::exit(1);
    });

    QElapsedTimer clock;
    QSet<qint64> workers;
    int done = 0;
    const int calls = 4;
    auto onResult = [&](const Amp::CallResult &result) {
        if (!result.succeeded()) {
            QTextStream(stderr) << result.error().message() << "\n";
            QCoreApplication::exit(1);
            return;
        }
        workers.insert(result.workerPid());
        if (++done == calls) {
            QTextStream(stdout) << "Done!\n"
                                << calls << " calls of sleep(1) took "
                                << QString::number(clock.elapsed() / 1000.0, 'f', 1) << " s on "
                                << workers.size() << " workers\n";
            QCoreApplication::quit();
        }
    };
    QObject::connect(&dispatcher, &Amp::JobDispatcher::connected, [&] {
        clock.start();
        for (int i = 0; i < calls; ++i)
            dispatcher.call(&app, onResult, "sleep", 1);
    });
    return app.exec();
}
