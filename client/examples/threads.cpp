// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// The same procedures in threads of this program, which a crash would end as a whole.
//   threads greetings.so

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/ThreadDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::ThreadDispatcher dispatcher;
    dispatcher.setThreads(2);
    const QStringList includes = app.arguments().mid(1);
    for (const QString &include : includes)
        dispatcher.addInclude(include);

    auto onResult = [&](const Amp::CallResult &result) {
        out << (result.succeeded() ? result.value().toString() : result.error().message())
            << Qt::endl;
        if (dispatcher.outstanding() == 0)
            app.quit();
    };
    dispatcher.call(&app, onResult, "greet", "World");
    dispatcher.call(&app, onResult, "strrev", "zanzibar!");
    dispatcher.call(&app, onResult, "crash", "segfault"); // refused here: it would take all along
    return app.exec();
}
