// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QCoreApplication>

#include "client/cli/callrunner.h"
#include "client/cli/exitcodes.h"
#include "client/cli/output.h"
#include "core/net/unixsignals.h"

using namespace Amp;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("amp-call"));

    const Result<CallCommand> command = parseCallCommand(application.arguments().sliced(1));
    if (!command) {
        complain(command.error());
        return exitCodeOf(CliExit::Usage);
    }
    if (command->help)
        return print(helpText(callSyntax()).toUtf8()) ? 0 : exitCodeOf(CliExit::OutputFails);
    if (command->version)
        return print("amp-call " AMP_VERSION "\n") ? 0 : exitCodeOf(CliExit::OutputFails);

    UnixSignals signals;
    CallRunner runner(*command);
    // A hang-up is the end of the terminal: nobody reads the result.
    QObject::connect(&signals, &UnixSignals::terminateRequested, &runner, &CallRunner::cancel);
    QObject::connect(&signals, &UnixSignals::reloadRequested, &runner, &CallRunner::cancel);
    QObject::connect(
        &runner, &CallRunner::finished, &application,
        [](int code) { QCoreApplication::exit(code); }, Qt::QueuedConnection);
    runner.start();
    return application.exec();
}
