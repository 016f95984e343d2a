// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QProcess>
#include <QStringList>

namespace Amp::Test {

// A real amp-server of the build tree. It listens where it likes and is ended, with its workers,
// when the object goes.
class ServerProcess
{
public:
    // Arguments without --listen get --listen=127.0.0.1:0.
    explicit ServerProcess(QStringList arguments = {});
    ~ServerProcess();
    Q_DISABLE_COPY_MOVE(ServerProcess)

    // Where it listens, as it announced; empty when it ended before that.
    QString address(int index = 0) const { return m_addresses.value(index); }
    quint16 port() const;

    qint64 pid() const { return m_process.processId(); }
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    void signal(int number) const;
    // Exit code, or minus the signal that ended it.
    int waitForEnd();

    // Everything that it has printed until now, both channels.
    QString output();
    // Waits until it has printed the text.
    bool waitForOutput(const QString &text);

private:
    void waitForAddresses(int count);

    QProcess m_process;
    QStringList m_addresses;
    QString m_output;
};

// The path of a program or file in the build tree, "bin/amp-call", or in the source tree.
QString builtPath(const QString &path);
QString sourcePath(const QString &path);

// What /proc says of a process.
QList<qint64> childrenOf(qint64 pid);
int descriptorsOf(qint64 pid);
int threadsOf(qint64 pid);
// True for a process that exists and is not a zombie.
bool isAlive(qint64 pid);
// Processes that have the word as one of their arguments.
QList<qint64> processesWithArgument(const QByteArray &word);
// Processes that were started with NAME=VALUE in their environment.
QList<qint64> processesWithVariable(const QByteArray &entry);

} // namespace Amp::Test
