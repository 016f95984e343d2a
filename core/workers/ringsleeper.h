// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include <QAbstractEventDispatcher>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include "core/ring/adaptivespin.h"
#include "core/ring/mappedring.h"
#include "core/ring/ringserver.h"

namespace Amp {

class EpollEventDispatcher;
class FlushQueue;
class RingLink;

// Lets a thread with ring links fall asleep without missing what their workers have to tell: before
// the event loop blocks it hands over what was sent, announces the sleep to all workers and looks
// once more. One serves all ring links of an owner, which are in its thread; it outlives them.
class RingSleeper : public QObject
{
    Q_OBJECT

public:
    explicit RingSleeper(FlushQueue &flushQueue, QObject *parent = nullptr);

    // Whether it may spin through waits that prove short, in the event loop of
    // EpollEventDispatcher; see AdaptiveSpin. Not without a word.
    void setSpins(bool spins);

    // The link has calls now. It takes part until it has none.
    void add(RingLink *link);
    // It goes, with or without calls.
    void remove(RingLink *link);

Q_SIGNALS:
    // About a millisecond has passed while workers held calls: time to look for those that wait
    // behind a long one.
    void ticked();

private:
    void leaveOutEmpty();
    void followEventLoop();
    void beforeSleep();
    void afterSleep();
    bool spinsThroughWait();
    bool hasResults() const;
    void handOver();
    void harvest();
    void tick();

    FlushQueue &m_flushQueue;
    std::vector<RingLink *> m_links; // that have calls: idle workers cost nothing
    std::vector<std::reference_wrapper<RingServer>> m_rings; // of the links
    QPointer<QAbstractEventDispatcher> m_dispatcher;
    EpollEventDispatcher *m_pollable = nullptr; // the same, if it is one that can be asked
    AdaptiveSpin m_spin{false};
    std::chrono::steady_clock::time_point m_sleepsSince;
    QTimer m_tick;
};

} // namespace Amp
