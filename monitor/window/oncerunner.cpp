// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/oncerunner.h"

#include <cstdio>
#include <utility>

#include <QJsonDocument>

#include "client/cli/exitcodes.h"
#include "monitor/snapshotjson.h"

namespace Amp {

OnceRunner::OnceRunner(const QString &address, std::chrono::milliseconds timeout, QObject *parent)
    : QObject(parent)
    , m_address(address)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(timeout);
    m_patience.callOnTimeout(this, [this] {
        fail(m_reason.isEmpty() ? ErrorCode::TimedOut : ErrorCode::NotConnected,
             m_reason.isEmpty() ? QStringLiteral("%1 does not answer. Is it stopped or overloaded? "
                                                 "Wait longer with --timeout.")
                                      .arg(m_address)
                                : m_reason);
    });
    connect(&m_feed, &ServerFeed::updated, this, &OnceRunner::print);
    connect(&m_feed, &ServerFeed::lost, this,
            [this](const QString &reason) { fail(ErrorCode::NotConnected, reason); });
    connect(&m_feed, &ServerFeed::failed, this,
            [this](const QString &reason) { fail(ErrorCode::NotConnected, reason); });
}

void OnceRunner::start()
{
    m_patience.start();
    m_feed.connectToServer(m_address);
}

void OnceRunner::print(const Feed::Update &update)
{
    if (std::exchange(m_isOver, true))
        return;
    const QByteArray json = QJsonDocument(snapshotToJson(update)).toJson();
    const bool isWritten =
        std::fwrite(json.constData(), 1, size_t(json.size()), stdout) == size_t(json.size()) &&
        std::fflush(stdout) == 0;
    if (!isWritten)
        std::fputs("The answer cannot be written: is the disk full, or the reader gone?\n", stderr);
    Q_EMIT finished(exitCodeOf(isWritten ? CliExit::Success : CliExit::OutputFails));
}

void OnceRunner::fail(ErrorCode code, const QString &sentence)
{
    if (std::exchange(m_isOver, true))
        return;
    std::fprintf(stderr, "%s\n", qUtf8Printable(sentence));
    Q_EMIT finished(exitCodeOf(code));
}

} // namespace Amp
