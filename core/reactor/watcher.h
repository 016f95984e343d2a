// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <memory>
#include <variant>

#include <QtCore/qsocketnotifier.h>

#include "core/reactor/reactor.h"

namespace Amp {

// What a reactor waits for, one struct for each kind.

struct Timer
{
    using Clock = std::chrono::steady_clock;

    Clock::time_point due;
    std::chrono::milliseconds interval{-1}; // negative: comes once

    bool isRepeated() const { return interval >= interval.zero(); }

    // In step with the first time, behind now. An interval of zero is due again at once.
    void skipTo(Clock::time_point now)
    {
        if (interval == interval.zero())
            due = now;
        else if (due <= now)
            due += ((now - due) / interval + 1) * Clock::duration(interval);
    }
};

struct Appointment
{
    qint64 due = 0; // milliseconds since 1970, on the wall clock
};

struct DescriptorWatch
{
    // A notifier must not be deleted inside of its signal.
    struct DeleteLater
    {
        void operator()(QSocketNotifier *notifier) const
        {
            notifier->setEnabled(false);
            notifier->deleteLater();
        }
    };

    std::unique_ptr<QSocketNotifier, DeleteLater> notifier;
};

struct Watcher
{
    std::variant<Timer, Appointment, DescriptorWatch> waitsFor;
    // Shared with its running invocation, in which the watcher may be cancelled.
    std::shared_ptr<const Reactor::Callback> callback;
    bool enabled = true;
};

} // namespace Amp
