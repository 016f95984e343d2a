// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a server can do: its procedures with their signatures and documentation.
//   amp-server --listen=127.0.0.1:1337 --include=greetings.so --include=words.py
//   discovery 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/JobDispatcher>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));

    // Another procedure than those that are known is called all the same; a wrong argument for one
    // of them ends the call before it travels.
    auto show = [&] {
        const QList<Amp::ProcedureDescription> procedures = dispatcher.procedures();
        for (const Amp::ProcedureDescription &procedure : procedures)
            out << procedure.signature << "  " << procedure.documentation << Qt::endl;
        const Amp::CallResult wrong = dispatcher.callAndWait("greet");
        out << Amp::nameOf(wrong.execution()).toByteArray() << ": " << wrong.error().message()
            << Qt::endl;
        app.quit();
    };
    QObject::connect(&dispatcher, &Amp::Dispatcher::proceduresChanged, &app, show);
    dispatcher.procedures(); // asks for them; none is known yet
    return app.exec();
}
