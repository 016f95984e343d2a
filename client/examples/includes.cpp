// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Functions of one's own, in C++ and in Python, called alike.
//   amp-server --listen=127.0.0.1:1337 --include=greetings.so --include=words.py
//   includes 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/JobDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));

    auto show = [&](const QByteArray &procedure, const QString &argument) {
        auto onResult = [&, procedure, argument](const Amp::CallResult &result) {
            out << procedure << "(" << argument << "): "
                << (result.succeeded() ? result.value().toString() : result.error().message())
                << Qt::endl;
            if (dispatcher.outstanding() == 0)
                app.quit();
        };
        dispatcher.call(&app, onResult, procedure, argument);
    };
    show("greet", "World");                         // greetings.cpp
    show("Greeter::letters", "World");              // a static method of it
    show("count_words", "four words of text");      // words.py
    show("Words::longest", "the longest of these"); // a static method of it
    show("greets", "World");                        // no such procedure: the nearest names are told
    return app.exec();
}
