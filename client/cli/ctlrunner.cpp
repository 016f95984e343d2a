// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/ctlrunner.h"

#include <utility>

#include "client/cli/ctlformat.h"
#include "client/cli/exitcodes.h"
#include "client/cli/jsonvalues.h"
#include "client/cli/output.h"

namespace Amp {

using namespace std::chrono_literals;

CtlRunner::CtlRunner(const CtlCommand &command, QObject *parent)
    : QObject(parent)
    , m_command(command)
{
    m_dispatcher.setReconnect(false);
    m_dispatcher.setConnectTimeout(m_command.timeout);
    connect(&m_dispatcher, &JobDispatcher::connected, this, &CtlRunner::ask);
    connect(&m_dispatcher, &JobDispatcher::connectionFailed, this,
            [this](const QString &reason) { fail(Error(ErrorCode::NotConnected, reason)); });
    m_patience.setSingleShot(true);
    m_patience.setInterval(m_command.patience);
    m_patience.callOnTimeout(this, [this] {
        fail(Error(
            ErrorCode::TimedOut,
            QStringLiteral("%1 is connected but does not answer. Is it stopped or overloaded? "
                           "Wait longer with --timeout.")
                .arg(m_command.address)));
    });
    m_pause.setSingleShot(true);
    m_pause.callOnTimeout(this, &CtlRunner::ask);
}

void CtlRunner::start()
{
    if (m_command.watch && !m_command.json)
        write(StatsWatch::header());
    m_dispatcher.connectToServer(m_command.address);
}

void CtlRunner::stop()
{
    end(exitCodeOf(CliExit::Success));
}

void CtlRunner::ask()
{
    m_patience.start();
    if (m_command.verb->isPing())
        return ping();
    const QLatin1StringView verb = m_command.verb->name;
    m_dispatcher.command(
        this,
        [this](const Result<QVariant> &reply) { reply ? answered(*reply) : fail(reply.error()); },
        QByteArrayView(verb.data(), verb.size()), m_command.arguments);
}

void CtlRunner::ping()
{
    m_dispatcher.ping(this, [this](const Result<std::chrono::microseconds> &time) {
        time ? pingAnswered(*time) : fail(time.error());
    });
}

void CtlRunner::pingAnswered(std::chrono::microseconds time)
{
    m_patience.start();
    m_pings.push_back(time);
    write(QStringLiteral("%1 answered in %2\n").arg(m_command.address, millisecondsText(time)));
    if (int(m_pings.size()) < m_command.count)
        return ping();
    if (m_command.count > 1)
        write(pingSummary(std::move(m_pings)) + u'\n');
    end(exitCodeOf(CliExit::Success));
}

void CtlRunner::answered(const QVariant &reply)
{
    if (m_command.watch)
        return watched(reply);
    if (m_command.json)
        write(QString::fromUtf8(toJson(reply)) + u'\n');
    else if (m_command.verb->format)
        write(m_command.verb->format(reply));
    end(exitCodeOf(CliExit::Success));
}

void CtlRunner::watched(const QVariant &reply)
{
    m_patience.stop();
    write(m_command.json ? QString::fromUtf8(toJson(reply)) + u'\n' : m_watch.line(reply));
    m_pause.start(1s);
}

void CtlRunner::write(const QString &text)
{
    if (m_isOver || print(text.toUtf8()))
        return;
    complain(QStringLiteral("The answer cannot be written: is the disk full, or the reader gone?"));
    end(exitCodeOf(CliExit::OutputFails));
}

void CtlRunner::fail(const Error &error)
{
    if (m_isOver)
        return;
    complain(error);
    end(exitCodeOf(error.code()));
}

void CtlRunner::end(int exitCode)
{
    if (!std::exchange(m_isOver, true))
        Q_EMIT finished(exitCode);
}

} // namespace Amp
