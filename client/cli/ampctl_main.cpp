// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QCoreApplication>

#include "client/cli/ctlrunner.h"
#include "client/cli/exitcodes.h"
#include "client/cli/output.h"

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
    runner.start();
    return application.exec();
}
