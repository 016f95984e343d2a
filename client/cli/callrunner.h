// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <map>

#include <QSet>

#include <Amp/JobDispatcher>

#include "client/cli/callcommand.h"
#include "client/cli/progressbar.h"

namespace Amp {

// Makes the calls of amp-call and prints what becomes of them: results on stdout in the order in
// which calls end, everything else on stderr.
class CallRunner : public QObject
{
    Q_OBJECT

public:
    explicit CallRunner(const CallCommand &command, QObject *parent = nullptr);
    void start();
    // Calls off what runs and makes no further calls; a second time gives up at once.
    void cancel();

Q_SIGNALS:
    void finished(int exitCode); // once

private:
    enum class State { Calling, Cancelling, Over };

    void makeCalls();
    void makeCall();
    void follow(Call *call);
    void callEnded(const CallResult &result);
    void printValue(const QVariant &value);
    void noteFailure(const Error &error);
    void printFailures();
    void end(int exitCode);

    const CallCommand m_command;
    JobDispatcher m_dispatcher;
    ProgressBar m_bar;
    const bool m_resultsAreSeen; // in the terminal that has the bar
    QSet<Call *> m_running;
    int m_toMake;
    int m_ended = 0;
    int m_failed = 0;
    std::map<ErrorCode, int> m_failures;
    Error m_firstFailure;
    int m_exitCode = 0; // of the first failure
    State m_state = State::Calling;
};

} // namespace Amp
