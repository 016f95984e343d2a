// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/support/serverprocess.h"

#include <csignal>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace Amp::Test {

namespace {

constexpr int patience = 30'000; // ms; against hangs only

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QList<qint64> allProcesses()
{
    QList<qint64> pids;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        bool isNumber = false;
        if (const qint64 pid = name.toLongLong(&isNumber); isNumber)
            pids.append(pid);
    }
    return pids;
}

// The fields behind the name, which may hold spaces: state, parent, ...
QByteArrayList statFields(qint64 pid)
{
    const QByteArray stat = contents(QStringLiteral("/proc/%1/stat").arg(pid));
    return stat.sliced(qMax(0, stat.lastIndexOf(')') + 1)).trimmed().split(' ');
}

QList<qint64> processesWith(const QString &file, const QByteArray &word)
{
    QList<qint64> found;
    for (const qint64 pid : allProcesses()) {
        const QByteArray words = contents(QStringLiteral("/proc/%1/%2").arg(pid).arg(file));
        if (words.split('\0').contains(word) && isAlive(pid))
            found.append(pid);
    }
    return found;
}

} // namespace

ServerProcess::ServerProcess(QStringList arguments)
{
    const bool listens =
        std::any_of(arguments.begin(), arguments.end(), [](const QString &argument) {
            return argument.startsWith(QLatin1StringView("--listen"));
        });
    if (!listens)
        arguments.prepend(QStringLiteral("--listen=127.0.0.1:0"));
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(builtPath(QStringLiteral("bin/amp-server")), arguments);
    waitForAddresses(int(arguments.filter(QRegularExpression(QStringLiteral("^--listen"))).size()));
}

ServerProcess::~ServerProcess()
{
    if (!isRunning())
        return;
    signal(SIGTERM);
    signal(SIGINT); // it need not let calls end; twice the same could arrive as one
    waitForEnd();
}

quint16 ServerProcess::port() const
{
    return address().section(QLatin1Char(':'), -1).toUShort();
}

void ServerProcess::signal(int number) const
{
    if (isRunning())
        ::kill(pid_t(pid()), number);
}

int ServerProcess::waitForEnd()
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(patience))
        qFatal("amp-server did not end:\n%s", qUtf8Printable(output()));
    return m_process.exitStatus() == QProcess::CrashExit ? -m_process.exitCode()
                                                         : m_process.exitCode();
}

QString ServerProcess::output()
{
    m_output += QString::fromUtf8(m_process.readAll());
    return m_output;
}

bool ServerProcess::waitForOutput(const QString &text)
{
    QElapsedTimer waited;
    waited.start();
    while (!output().contains(text)) {
        if (waited.hasExpired(patience))
            return false;
        m_process.waitForReadyRead(50);
        if (m_process.state() == QProcess::NotRunning)
            return output().contains(text);
    }
    return true;
}

void ServerProcess::waitForAddresses(int count)
{
    static const QRegularExpression announcement(QStringLiteral("^amp-server listens on (.*)\\.$"),
                                                 QRegularExpression::MultilineOption);
    while (m_addresses.size() < count) {
        if (!waitForOutput(QStringLiteral("amp-server listens on ")))
            return;
        m_addresses.clear();
        auto match = announcement.globalMatch(output());
        while (match.hasNext())
            m_addresses.append(match.next().captured(1));
        if (m_addresses.size() < count && !m_process.waitForReadyRead(patience))
            return;
    }
}

QString builtPath(const QString &path)
{
    return QStringLiteral(AMP_BUILD_DIR "/") + path;
}

QString sourcePath(const QString &path)
{
    return QStringLiteral(AMP_SOURCE_DIR "/") + path;
}

QList<qint64> childrenOf(qint64 pid)
{
    QList<qint64> children;
    for (const qint64 candidate : allProcesses()) {
        const QByteArrayList fields = statFields(candidate);
        if (fields.value(1).toLongLong() == pid && fields.value(0) != "Z")
            children.append(candidate);
    }
    return children;
}

int descriptorsOf(qint64 pid)
{
    return int(
        QDir(QStringLiteral("/proc/%1/fd").arg(pid)).entryList(QDir::System | QDir::Files).size());
}

int threadsOf(qint64 pid)
{
    return int(QDir(QStringLiteral("/proc/%1/task").arg(pid))
                   .entryList(QDir::Dirs | QDir::NoDotAndDotDot)
                   .size());
}

bool isAlive(qint64 pid)
{
    const QByteArray state = statFields(pid).value(0);
    return !state.isEmpty() && state != "Z" && state != "X";
}

QList<qint64> processesWithArgument(const QByteArray &word)
{
    return processesWith(QStringLiteral("cmdline"), word);
}

QList<qint64> processesWithVariable(const QByteArray &entry)
{
    return processesWith(QStringLiteral("environ"), entry);
}

} // namespace Amp::Test
