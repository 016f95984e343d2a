// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

namespace Amp {

// Notices that a peer has gone silent. Any byte is a sign of life. It counts periods that it saw
// itself: after this program was stopped or busy for minutes, the peer gets its chance to answer.
class Heartbeat : public QObject
{
    Q_OBJECT

public:
    static constexpr int periodsUntilLost = 3;

    explicit Heartbeat(QObject *parent = nullptr);

    void start(std::chrono::milliseconds period); // zero: never notices anything
    void stop();

    void noteSignOfLife()
    {
        m_silentSince = Clock::now();
        m_missed = 0;
    }

    // For programs without a running event loop: what the timer would do, and when.
    void checkIfDue();
    std::chrono::milliseconds remainingTime() const;

Q_SIGNALS:
    void silent();                             // for another period; time to ask for a sign of life
    void lost(std::chrono::milliseconds time); // in silence for periodsUntilLost periods; once

private:
    using Clock = std::chrono::steady_clock;

    void check();
    void schedule();

    QTimer m_timer;
    std::chrono::milliseconds m_period{0};
    Clock::time_point m_silentSince;
    int m_missed = 0; // periods without a sign of life
};

} // namespace Amp
