// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include <QCoreApplication>

#include "core/net/unixsignals.h"
#include "core/workers/processguard.h"
#include "server/eventlog.h"
#include "server/options.h"
#include "server/server.h"

#ifdef Q_OS_LINUX
#include "core/net/epolldispatcher.h"
#endif

using namespace Amp;

namespace {

int say(std::FILE *file, const QString &text, ExitCode code)
{
    std::fprintf(file, "%s\n", qUtf8Printable(text));
    return int(code);
}

bool hasTerminal()
{
    const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal >= 0)
        ::close(terminal);
    return terminal >= 0;
}

} // namespace

int main(int argc, char **argv)
{
#ifdef Q_OS_LINUX
    QCoreApplication::setEventDispatcher(new EpollEventDispatcher);
#endif
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("amp-server"));
    QCoreApplication::setApplicationVersion(QStringLiteral(AMP_VERSION));

    const Result<ServerOptions> options = parseServerOptions(application.arguments().sliced(1));
    if (!options)
        return say(stderr, options.error().message(), ExitCode::Usage);
    if (options->help)
        return say(stdout, serverHelp().trimmed(), ExitCode::Ok);
    if (options->version)
        return say(stdout, QStringLiteral("amp-server " AMP_VERSION), ExitCode::Ok);

    ProcessGuard guard;
    EventLog log({options->debug, options->colors});
    UnixSignals signals;
    Server server(*options, guard, log);
    const bool hadTerminal = hasTerminal();
    QObject::connect(&signals, &UnixSignals::terminateRequested, &server, &Server::shutDown);
    QObject::connect(&signals, &UnixSignals::reloadRequested, &server, [&server, hadTerminal] {
        // The same signal tells that the terminal in which the server was started is closed.
        if (hadTerminal && !hasTerminal())
            server.shutDown();
        else
            server.reload();
    });
    QObject::connect(
        &server, &Server::finished, &application,
        [](ExitCode code) { QCoreApplication::exit(int(code)); }, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&server, &Server::start, Qt::QueuedConnection);
    const int code = application.exec();
    if (server.hasBusyThreads()) {
        server.close();
        std::fflush(nullptr);
        std::_Exit(code);
    }
    return code;
}
