// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <optional>

#include <QCoreApplication>

#include "client/cli/ctlrunner.h"
#include "client/cli/exitcodes.h"
#include "client/cli/output.h"
#include "core/net/unixsignals.h"

using namespace Amp;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("amp-ctl"));

    const Result<CtlCommand> command = parseCtlCommand(application.arguments().sliced(1));
    if (!command) {
        complain(command.error());
        return exitCodeOf(CliExit::Usage);
    }
    if (command->help)
        return print(ctlHelp().toUtf8()) ? 0 : exitCodeOf(CliExit::OutputFails);
    if (command->version)
        return print("amp-ctl " AMP_VERSION "\n") ? 0 : exitCodeOf(CliExit::OutputFails);

    CtlRunner runner(*command);
    QObject::connect(
        &runner, &CtlRunner::finished, &application, [](int code) { QCoreApplication::exit(code); },
        Qt::QueuedConnection);
    // Without these Ctrl-C ends the program as it does any other, and that is right for all verbs
    // but the one that has no other end.
    std::optional<UnixSignals> signals;
    if (command->watch) {
        signals.emplace();
        QObject::connect(&*signals, &UnixSignals::terminateRequested, &runner, &CtlRunner::stop);
        QObject::connect(&*signals, &UnixSignals::reloadRequested, &runner, &CtlRunner::stop);
    }
    runner.start();
    return application.exec();
}
