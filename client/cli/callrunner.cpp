// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/callrunner.h"

#include <unistd.h>

#include <QTimer>

#include "client/cli/exitcodes.h"
#include "client/cli/jsonvalues.h"
#include "client/cli/output.h"

namespace Amp {

using namespace std::chrono_literals;

CallRunner::CallRunner(const CallCommand &command, QObject *parent)
    : QObject(parent)
    , m_command(command)
    , m_bar(command.repeat)
    , m_resultsAreSeen(isatty(STDOUT_FILENO) != 0)
    , m_toMake(command.repeat)
{
    // A server that is not there is said at once; one that was there may come back.
    m_dispatcher.setConnectTimeout(m_command.connectTimeout);
    m_dispatcher.setLineTimeout(0ms);
    m_dispatcher.setReconnect(false);
    connect(&m_dispatcher, &JobDispatcher::connected, this, [this] {
        m_dispatcher.setLineTimeout(m_command.connectTimeout);
        m_dispatcher.setReconnect(true);
    });
}

void CallRunner::start()
{
    m_dispatcher.connectToServer(m_command.address);
    makeCalls();
}

void CallRunner::cancel()
{
    if (m_state != State::Calling)
        return end(exitCodeOf(ErrorCode::Cancelled));
    m_state = State::Cancelling;
    m_toMake = 0;
    for (Call *call : std::as_const(m_running))
        call->cancel();
    // The server ends a running call within its grace; whoever pressed Ctrl-C waits no longer.
    QTimer::singleShot(3s, this, [this] { end(exitCodeOf(ErrorCode::Cancelled)); });
}

void CallRunner::makeCalls()
{
    while (m_toMake > 0 && m_running.size() < m_command.parallel)
        makeCall();
}

void CallRunner::makeCall()
{
    --m_toMake;
    Call *call = m_dispatcher.call(m_command.options, m_command.procedure,
                                   ArgumentList{m_command.arguments});
    m_running.insert(call);
    connect(call, &Call::finished, this, [this, call](const CallResult &result) {
        m_running.remove(call);
        callEnded(result);
    });
    if (m_command.progress)
        follow(call);
}

void CallRunner::follow(Call *call)
{
    connect(call, &Call::progressed, this,
            [this](quint64 done, quint64 total, const QString &text) {
                m_bar.clear();
                const QString share =
                    total ? QStringLiteral("%1 of %2").arg(done).arg(total) : QString::number(done);
                complain(QStringLiteral("progress: %1 %2").arg(share, text).trimmed());
            });
    connect(call, &Call::partReceived, this, [this](const QVariant &value) {
        m_bar.clear();
        complain(QStringLiteral("part: ") + QString::fromUtf8(toJson(value)));
    });
}

void CallRunner::callEnded(const CallResult &result)
{
    ++m_ended;
    if (result.succeeded())
        printValue(result.value());
    else
        noteFailure(result.error());
    makeCalls();
    if (!m_running.isEmpty())
        return m_bar.show(m_ended, m_failed);
    m_bar.clear();
    printFailures();
    end(m_exitCode);
}

void CallRunner::printValue(const QVariant &value)
{
    if (m_resultsAreSeen)
        m_bar.clear();
    const bool isText =
        value.typeId() == QMetaType::QString || value.typeId() == QMetaType::QByteArray;
    const bool printed =
        print(m_command.raw && isText ? value.toByteArray() : toJson(value) + '\n');
    if (printed || m_state != State::Calling)
        return;
    complain(QStringLiteral("The result cannot be written: is the disk full, or the reader gone?"));
    end(exitCodeOf(CliExit::OutputFails));
}

void CallRunner::noteFailure(const Error &error)
{
    if (m_failed == 0) {
        m_firstFailure = error;
        m_exitCode = exitCodeOf(error.code());
    }
    ++m_failed;
    ++m_failures[error.code()];
}

void CallRunner::printFailures()
{
    if (m_failed > 0 && m_ended > 1) {
        QStringList kinds;
        for (const auto &[code, count] : m_failures)
            kinds.append(QStringLiteral("%1 %2").arg(count).arg(QString::fromLatin1(nameOf(code))));
        complain(QStringLiteral("%1 of %2 calls failed: %3. The first one:")
                     .arg(m_failed)
                     .arg(m_ended)
                     .arg(kinds.join(QStringLiteral(", "))));
    }
    if (m_failed > 0)
        complain(m_firstFailure);
}

void CallRunner::end(int exitCode)
{
    if (m_state == State::Over)
        return;
    m_state = State::Over;
    m_toMake = 0;
    Q_EMIT finished(exitCode);
}

} // namespace Amp
