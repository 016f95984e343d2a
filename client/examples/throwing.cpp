// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a procedure throws becomes the call's error, and its worker lives on.
//   amp-server --listen=127.0.0.1:1337 --include=office.so --include=words.py
//   throwing 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/JobDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));

    auto onResult = [&](const Amp::CallResult &result) {
        if (result.succeeded()) {
            out << "Result: " << result.value().toString() << Qt::endl;
        } else {
            const Amp::Error &error = result.error();
            out << Amp::nameOf(error.code()).toByteArray() << ": " << error.message() << Qt::endl
                << "  its type: " << error.details().value("type").toString() << Qt::endl;
        }
        if (dispatcher.outstanding() == 0)
            app.quit();
    };
    dispatcher.call(&app, onResult, "divide", 7, 2);
    dispatcher.call(&app, onResult, "divide", 7, 0);       // throws in C++
    dispatcher.call(&app, onResult, "Words::longest", ""); // raises in Python
    dispatcher.call(&app, onResult, "divide", "seven", 2); // does not fit, and does not run
    return app.exec();
}
