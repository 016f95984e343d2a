// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/startedserver.h"

#include <csignal>
#include <thread>

#include <QDeadlineTimer>
#include <QRegularExpression>

#include <sys/prctl.h>

#include "tests/bench/processusage.h"

namespace Amp::Bench {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds startPatience = 20s;
constexpr std::chrono::milliseconds endPatience = 10s;

} // namespace

Result<std::unique_ptr<StartedServer>> StartedServer::start(const ServerCommand &command)
{
    std::unique_ptr<StartedServer> server(new StartedServer);
    if (const auto running = server->run(command); !running)
        return running.error();
    return server;
}

StartedServer::~StartedServer()
{
    m_process.terminate();
    if (!m_process.waitForFinished(int(endPatience.count()))) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

Result<Done> StartedServer::run(const ServerCommand &command)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
    m_process.start(command.program, command.arguments);
    if (const auto listens = waitForPort(); !listens)
        return listens;
    return waitForWorkers(command);
}

Result<Done> StartedServer::waitForPort()
{
    static const QRegularExpression announcement(
        QStringLiteral("listens on 127\\.0\\.0\\.1:(\\d+)\\."));
    const QDeadlineTimer deadline(startPatience);
    for (;;) {
        m_output += m_process.readAll();
        const auto match = announcement.match(QString::fromUtf8(m_output));
        m_port = match.captured(1).toUShort();
        if (m_port != 0)
            return Done();
        if (deadline.hasExpired() || m_process.state() == QProcess::NotRunning)
            return failure(QStringLiteral("did not listen"));
        m_process.waitForReadyRead(100);
    }
}

Result<Done> StartedServer::waitForWorkers(const ServerCommand &command)
{
    const QDeadlineTimer deadline(startPatience);
    for (;;) {
        m_workers = childrenOf(pid(), command.workerName);
        if (int(m_workers.size()) == command.workers)
            return Done();
        if (deadline.hasExpired())
            return failure(QStringLiteral("did not start its workers"));
        std::this_thread::sleep_for(2ms);
    }
}

Error StartedServer::failure(const QString &what)
{
    m_output += m_process.readAll();
    const QString last = QString::fromUtf8(m_output.trimmed()).section(u'\n', -1);
    const QString said = last.isEmpty() ? m_process.errorString() : last;
    return {ErrorCode::NotConnected,
            QStringLiteral("%1 %2; it said: %3").arg(m_process.program(), what, said)};
}

} // namespace Amp::Bench
