// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A command-line program that reads from top to bottom: it waits for each result where it needs it.
//   waiting 127.0.0.1:1337

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/JobDispatcher>

using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));
    if (!dispatcher.waitForConnected(5s)) {
        out << "There is no server." << Qt::endl;
        return 1;
    }

    const Amp::CallResult sum = dispatcher.callAndWait("add", 2, 3);
    out << "Sum: " << sum.value<int>() << Qt::endl;

    const auto bounds = Amp::CallOptions().timeout(100ms);
    const Amp::CallResult late = dispatcher.callAndWait(bounds, "sleep", 60);
    out << late.error().message() << Qt::endl;

    Amp::Call *slow =
        dispatcher.call("sleep", 60); // it runs while this program does something else
    if (!slow->waitForFinished(100ms)) {
        slow->cancel();
        slow->waitForFinished();
    }
    out << "Ended by cancel(): "
        << (slow->result().error().code() == Amp::ErrorCode::Cancelled ? "yes" : "no") << Qt::endl;
    return 0;
}
