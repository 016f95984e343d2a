// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A coroutine that awaits its calls: it reads from top to bottom, and nothing blocks. It needs
// C++20.
//   coroutine 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/Coroutine>
#include <Amp/JobDispatcher>

static Amp::Task program(Amp::Dispatcher &dispatcher)
{
    QTextStream out(stdout);

    const Amp::CallResult sum = co_await dispatcher.call("add", 2, 3);
    out << "Sum: " << sum.value<int>() << Qt::endl;

    // Both run at the same time.
    Amp::AwaitedCall first(dispatcher.call("strrev", "Arabia!"));
    Amp::AwaitedCall second(dispatcher.call("strrev", "zanzibar!"));
    out << "Reversed: " << (co_await first).value<QString>() << Qt::endl;
    out << "Reversed: " << (co_await second).value<QString>() << Qt::endl;

    const Amp::CallResult wrong = co_await dispatcher.call("add", 2, "three");
    out << wrong.error().message() << Qt::endl;
    QCoreApplication::quit();
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));
    const Amp::Task task = program(dispatcher); // starts at once
    return app.exec();
}
