// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <cstdio>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "core/net/epolldispatcher.h"
#include "core/procedures/autoloader.h"
#include "core/procedures/builtins.h"
#include "core/procedures/pluginloader.h"
#include "server/worker/executor.h"
#include "server/worker/hangupwatcher.h"
#include "server/worker/ringloop.h"
#include "server/worker/workeroptions.h"

using namespace Amp;

namespace {

// Documented in resources/docs/procedures.md.
enum ExitCode { Ok = 0, Usage = 2, PluginFails = 3, ServerBrokeProtocol = 70 };

int complain(ExitCode code, const QString &sentence)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(sentence));
    return code;
}

int describe(const QString &file)
{
    ProcedureRegistry registry;
    if (const auto loaded = loadPlugin(file, registry); !loaded)
        return complain(PluginFails, loaded.error().message());
    QJsonArray procedures;
    for (const Wire::ProcedureInfo &info : registry.infos()) {
        procedures.append(
            QJsonObject{{QStringLiteral("name"), QString::fromUtf8(info.name)},
                        {QStringLiteral("signature"), QString::fromUtf8(info.signature)},
                        {QStringLiteral("documentation"), QString::fromUtf8(info.documentation)}});
    }
    const QJsonObject description = {{QStringLiteral("procedures"), procedures}};
    std::puts(QJsonDocument(description).toJson(QJsonDocument::Compact).constData());
    return Ok;
}

// The descriptor that the server left open for this process; -1 if there is none.
int takeLinkDescriptor()
{
    bool isNumber = false;
    const int descriptor = qEnvironmentVariableIntValue("AMP_LINK", &isNumber);
    // Programs that procedures start have no business with it.
    qunsetenv("AMP_LINK");
    struct stat status = {};
    if (!isNumber || fstat(descriptor, &status) != 0 || !S_ISSOCK(status.st_mode))
        return -1;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
}

Result<Done> load(const WorkerOptions &options, ProcedureRegistry &registry, Autoloader &autoloader)
{
    if (auto builtIns = registry.include({}, addBuiltIns); !builtIns)
        return builtIns;
    for (const QString &file : options.plugins) {
        if (auto plugin = loadPlugin(file, registry); !plugin)
            return plugin;
    }
    for (const AutoloadedPlugin &plugin : options.autoloaded)
        autoloader.add(plugin.file, plugin.names);
    return Done();
}

Wire::Ready ready(const Autoloader &procedures)
{
    Wire::Ready ready;
    ready.pid = quint32(QCoreApplication::applicationPid());
    ready.procedures = procedures.infos();
    return ready;
}

RingLoop::Descriptors takeRingDescriptors()
{
    const auto descriptors = RingLoop::Descriptors::parse(qgetenv("AMP_RING"));
    qunsetenv("AMP_RING");
    for (const int descriptor : {descriptors.calls, descriptors.shared, descriptors.bell}) {
        if (descriptor >= 0)
            fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
    return descriptors;
}

// The server's user may not want it to spin.
AdaptiveSpin takeSpin()
{
    const bool isAllowed = qgetenv("AMP_SPIN") != "off";
    qunsetenv("AMP_SPIN");
    return AdaptiveSpin(isAllowed);
}

int serveRing(RingMapping mapping, int bell, WorkerLink &link, Autoloader &procedures,
              AdaptiveSpin spin)
{
    link.send(0, ready(procedures));
    RingLoop loop(std::move(mapping), bell, link.descriptor(), procedures, spin);
    const auto served = loop.run();
    endWithoutLink();
    if (!served)
        return complain(ServerBrokeProtocol, served.error().message());
    return Ok;
}

int serve(const WorkerOptions &options, int descriptor, RingLoop::Descriptors ring)
{
    endWithLink(descriptor);
    const AdaptiveSpin spin = takeSpin();
    ProcedureRegistry registry;
    Autoloader procedures(registry);
    if (const auto loaded = load(options, registry, procedures); !loaded)
        return complain(PluginFails, loaded.error().message());
    WorkerLink link(descriptor);
    if (ring.areThere()) {
        RingMapping mapping;
        std::string error;
        if (!mapping.mapForWorker(ring.calls, ring.shared, error))
            return complain(ServerBrokeProtocol, QString::fromStdString(error));
        return serveRing(std::move(mapping), ring.bell, link, procedures, spin);
    }
    const Executor executor(link, procedures);
    QObject::connect(&link, &WorkerLink::closed, qApp, [] { endProcessGroup(); });
    QObject::connect(&link, &WorkerLink::goodbyeReceived, qApp, &QCoreApplication::quit);
    QObject::connect(&link, &WorkerLink::broken, qApp, [](const QString &reason) {
        QCoreApplication::exit(complain(ServerBrokeProtocol, reason));
    });
    link.send(0, ready(procedures));
    const int exitCode = QCoreApplication::exec();
    endWithoutLink();
    return exitCode;
}

} // namespace

int main(int argc, char *argv[])
{
    // Prints of procedures are to be seen when they happen, also through a pipe.
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    setUpSignals();
#ifdef Q_OS_LINUX
    QCoreApplication::setEventDispatcher(new EpollEventDispatcher);
#endif
    QCoreApplication application(argc, argv);
    const auto options = WorkerOptions::parse(QCoreApplication::arguments());
    if (!options)
        return complain(Usage, options.error().message());
    if (options->help)
        return std::fputs(qUtf8Printable(WorkerOptions::helpText()), stdout) < 0 ? Usage : Ok;
    if (!options->described.isEmpty())
        return describe(options->described);
    const int descriptor = takeLinkDescriptor();
    if (descriptor < 0)
        return complain(Usage, QStringLiteral("amp-worker is started by amp-server, which gives it "
                                              "its link in AMP_LINK; start amp-server instead."));
    return serve(*options, descriptor, takeRingDescriptors());
}
