// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// How long a call may run, how long it may wait for its start, and how to take it back.
//   bounds 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>
#include <QTimer>

#include <Amp/JobDispatcher>

using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));

    auto onResult = [&](const Amp::CallResult &result) {
        out << Amp::nameOf(result.error().code()).toByteArray() << ": " << result.error().message()
            << Qt::endl;
        if (dispatcher.outstanding() == 0)
            app.quit();
    };

    const auto bounds = Amp::CallOptions().timeout(100ms).deadline(1min);
    Amp::Call *slow = dispatcher.call(bounds, "sleep", 60);
    QObject::connect(slow, &Amp::Call::finished, onResult);

    Amp::Call *unwanted = dispatcher.call("sleep", 60);
    QObject::connect(unwanted, &Amp::Call::finished, onResult);
    QTimer::singleShot(100ms, unwanted, &Amp::Call::cancel);
    return app.exec();
}
