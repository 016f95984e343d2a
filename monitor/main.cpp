// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <cstdio>

#include <QApplication>

#include "client/cli/exitcodes.h"
#include "monitor/mainwindow.h"
#include "monitor/options.h"
#include "monitor/theme.h"
#include "monitor/window/oncerunner.h"

using namespace Amp;

namespace {

int say(std::FILE *file, const QString &text, CliExit code)
{
    std::fprintf(file, "%s\n", qUtf8Printable(text));
    return exitCodeOf(code);
}

void nameProgram()
{
    QCoreApplication::setOrganizationName(QStringLiteral("AMP"));
    QCoreApplication::setApplicationName(QStringLiteral("amp-monitor"));
    QCoreApplication::setApplicationVersion(QStringLiteral(AMP_VERSION));
}

int runOnce(int argc, char **argv, const MonitorOptions &options)
{
    QCoreApplication application(argc, argv);
    OnceRunner runner(options.address, options.timeout);
    QObject::connect(
        &runner, &OnceRunner::finished, &application,
        [](int code) { QCoreApplication::exit(code); }, Qt::QueuedConnection);
    runner.start();
    return QCoreApplication::exec();
}

// A desktop that says how its windows look is followed; elsewhere AMP's own palette is used.
void dress(QApplication &application)
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    const QColor base = application.palette().color(QPalette::Base);
    const bool isDark = base.lightnessF() < 0.5;
    QApplication::setPalette(isDark ? Theme::darkPalette() : Theme::lightPalette());
    QApplication::setFont(Type::font(Type::Role::Body));
}

int runWindow(int argc, char **argv, const MonitorOptions &options)
{
    QApplication application(argc, argv);
    dress(application);
    QGuiApplication::setDesktopFileName(QStringLiteral("amp-monitor"));
    MainWindow window;
    window.setRecordFile(options.recordFile);
    window.show();
    if (options.demo)
        window.startDemo();
    else if (!options.replayFile.isEmpty())
        window.replay(options.replayFile);
    else if (!options.address.isEmpty())
        window.connectTo(options.address);
    return QApplication::exec();
}

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    return arguments;
}

} // namespace

// What needs no window must not need a display either, so the arguments are looked at first.
int main(int argc, char **argv)
{
    nameProgram();
    const Result<MonitorOptions> options = parseMonitorOptions(argumentsOf(argc, argv));
    if (!options)
        return say(stderr, options.error().message(), CliExit::Usage);
    if (options->help)
        return say(stdout, helpText(monitorSyntax()).trimmed(), CliExit::Success);
    if (options->version)
        return say(stdout, QStringLiteral("amp-monitor " AMP_VERSION), CliExit::Success);
    return options->once ? runOnce(argc, argv, *options) : runWindow(argc, argv, *options);
}
