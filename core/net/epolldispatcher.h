// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <atomic>
#include <vector>

#include <QtCore/qabstracteventdispatcher.h>
#include <QtCore/qsocketnotifier.h>

#include "core/net/timerqueue.h"

namespace Amp {

// An event loop whose cost does not grow with the number of idle descriptors. Install it with
// QCoreApplication::setEventDispatcher() before the application object exists, or with
// QThread::setEventDispatcher(). It behaves like Qt's own dispatcher on UNIX.
//
// Descriptors are served in the order in which the kernel found them ready. Workers rely on it: a
// worker prints to its output before it answers on its link, and so its lines are read first and
// belong to the right call.
class EpollEventDispatcher : public QAbstractEventDispatcher
{
    Q_OBJECT

public:
    explicit EpollEventDispatcher(QObject *parent = nullptr);
    ~EpollEventDispatcher() override;

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType,
                       QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int timerId) override;

    // For a slot of aboutToBlock(), which need not happen then: whether there is something to do
    // by now. It is done in this turn, without a wait.
    bool isReady();

    // These two may be called from any thread.
    void wakeUp() override;
    void interrupt() override;

private:
    // All notifiers of one descriptor. Removing a notifier takes its readiness along, so that
    // nothing that was seen before reaches a later notifier with the same number.
    struct Watch
    {
        std::array<QSocketNotifier *, 3> notifiers = {}; // by QSocketNotifier::Type
        quint32 generation = 0;                          // tells the uses of one number apart
        quint32 readyTypes = 0;                          // a bit for each type still to be served
        bool isQueued = false;                           // in m_ready, still to be served
        bool isRegularFile = false;                      // epoll refuses it: it is always ready
    };

    void openEpoll();
    void reopenEpoll();

    static quint32 interestOf(const Watch &watch);
    void tellKernel(int descriptor, quint32 interestBefore);
    void announce(int descriptor);
    void forget(int descriptor);
    bool control(int operation, int descriptor);

    bool pollUnderLoad();
    bool waitForWakeUp(int timeoutMs);
    void drainWakeUp();
    bool collectReady(int timeoutMs);
    bool isCurrent(quint64 tag) const;
    void markReady(int descriptor, quint32 events);
    int serveReady();
    int serve(int descriptor);

    int m_epoll = -1;
    int m_wakeUp = -1; // an eventfd
    std::atomic<bool> m_wakeUpPending = false;
    std::atomic<bool> m_interrupted = false;

    std::vector<Watch> m_watches; // by descriptor
    std::vector<int> m_ready;     // descriptors to be served; shared with nested event loops
    size_t m_readyAt = 0;
    int m_pollsLeft = 0; // turns that look for more before they say that they are about to block
    std::vector<int> m_regularFiles;
    quint32 m_lastGeneration = 0;

    TimerQueue m_timers;
};

} // namespace Amp
