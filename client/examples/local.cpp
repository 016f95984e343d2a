// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Parallel calls without a server: the workers are processes of this program.
//   local greetings.so words.py

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTextStream>

#include <Amp/LocalDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);
    QElapsedTimer clock;
    clock.start();

    Amp::LocalDispatcher dispatcher;
    dispatcher.setWorkers(3);
    const QStringList includes = app.arguments().mid(1);
    for (const QString &include : includes)
        dispatcher.addInclude(include);
    QObject::connect(&dispatcher, &Amp::LocalDispatcher::startFailed,
                     [&](const QString &reason) { out << reason << Qt::endl; });

    auto onResult = [&](const Amp::CallResult &result) {
        out << (result.succeeded() ? result.value().toString() : result.error().message())
            << Qt::endl;
        if (dispatcher.outstanding() > 0)
            return;
        out << "Done! It took " << QString::number(clock.elapsed() / 1000.0, 'f', 1) << " s"
            << Qt::endl;
        app.quit();
    };
    dispatcher.call(&app, onResult, "greet", "World");                    // greetings.cpp
    dispatcher.call(&app, onResult, "count_words", "four words of text"); // words.py
    for (int i = 0; i < 3; ++i)
        dispatcher.call(&app, onResult, "sleep", 1); // built in; these three run at the same time
    return app.exec();
}
