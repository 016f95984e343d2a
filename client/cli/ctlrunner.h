// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QTimer>

#include <Amp/JobDispatcher>

#include "client/cli/ctlcommand.h"
#include "client/cli/statswatch.h"

namespace Amp {

// Asks a server what amp-ctl was told to and prints the answer on stdout, or why there is none on
// stderr.
class CtlRunner : public QObject
{
    Q_OBJECT

public:
    explicit CtlRunner(const CtlCommand &command, QObject *parent = nullptr);
    void start();
    // Ends what would go on for ever.
    void stop();

Q_SIGNALS:
    void finished(int exitCode); // once

private:
    void ask();
    void ping();
    void answered(const QVariant &reply);
    void watched(const QVariant &reply);
    void pingAnswered(std::chrono::microseconds time);
    void write(const QString &text);
    void fail(const Error &error);
    void end(int exitCode);

    const CtlCommand m_command;
    JobDispatcher m_dispatcher;
    QTimer m_patience; // from question to answer
    QTimer m_pause;    // from answer to question, when watching
    StatsWatch m_watch;
    std::vector<std::chrono::microseconds> m_pings;
    bool m_isOver = false;
};

} // namespace Amp
