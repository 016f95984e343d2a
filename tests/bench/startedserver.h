// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>
#include <vector>

#include <QProcess>

#include "core/protocol/result.h"

namespace Amp::Bench {

// What to start and how to tell its workers.
struct ServerCommand
{
    QString program;
    QStringList arguments;
    QByteArray workerName; // of its worker processes, as the system shows it
    int workers = 1;
};

// A server on a free port of 127.0.0.1 with its worker processes. It ends with this object, and
// with this program, however that ends.
class StartedServer
{
public:
    // The error is a sentence, with what the program said last.
    static Result<std::unique_ptr<StartedServer>> start(const ServerCommand &command);
    ~StartedServer();
    Q_DISABLE_COPY_MOVE(StartedServer)

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] const std::vector<qint64> &workers() const { return m_workers; }

private:
    StartedServer() = default;

    Result<Done> run(const ServerCommand &command);
    Result<Done> waitForPort();
    Result<Done> waitForWorkers(const ServerCommand &command);
    Error failure(const QString &what);

    QProcess m_process;
    QByteArray m_output;
    quint16 m_port = 0;
    std::vector<qint64> m_workers;
};

} // namespace Amp::Bench
