// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <QtCore/qdatetime.h>
#include <QtCore/qobject.h>

#include <Amp/Global>

namespace Amp {

// Callbacks at certain times and for descriptors, each under an id: a thin face on Qt's event loop
// for programs that read from top to bottom, and for tests. It works beside everything else that
// uses the event loop, whether run() or QCoreApplication::exec() turns it.
//
// A callback runs from the event loop, never inside of the function that registers it. It may
// register, cancel, disable and enable any, itself included, call stop(), run a nested run() or
// tick(), and delete the reactor.
//
// In one turn of the loop come first the timers, in the order of their times and, where these are
// equal, of their registration; then the appointments of at(), likewise; descriptors come before or
// after them, as Qt has it. What a callback registers waits for the next turn, so that nothing
// starves.
//
// What cannot be registered gets Id::None and a warning in the log: an empty callback, a negative
// interval, an invalid time, a descriptor that is not open or has such a watcher.
//
// Durations run on the monotonic clock, with the resolution of a millisecond and never too early.
// A reactor belongs to the thread that made it, which needs a QCoreApplication, and all of its
// functions must be called there. Callbacks must not throw.
class AMP_CORE_EXPORT Reactor : public QObject
{
    Q_OBJECT

public:
    using Milliseconds = std::chrono::milliseconds;
    using Callback = std::function<void()>;

    // Names what was registered. Never used twice by a reactor.
    enum class Id : quint64 { None = 0 };

    explicit Reactor(QObject *parent = nullptr);
    // Ends everything that is registered; a run() in progress returns.
    ~Reactor() override;

    // In the next turn of the event loop, once.
    Id immediately(Callback callback);
    // When the delay is over, once. A delay of zero or less is as immediately().
    Id once(Milliseconds delay, Callback callback);
    // Again and again: the n-th time is due n intervals after the registration, however long
    // callbacks take. Times that are missed are merged into one, and the next is back in step.
    // Zero: once in every turn.
    Id repeat(Milliseconds interval, Callback callback);
    // When the wall clock reaches the time, once; in the next turn if it has passed. It follows the
    // wall clock: when that is set, or the computer wakes up, within a second.
    Id at(const QDateTime &time, Callback callback);

    // As long as something can be read from the descriptor, or written to it. Each has at most one
    // watcher for reading and one for writing. It stays the caller's: cancel() before closing it.
    Id onReadable(qintptr descriptor, Callback callback);
    Id onWritable(qintptr descriptor, Callback callback);

    // Whether something changed. False for what has ended or is so already; false with a warning
    // for an id that was never given. A callback that comes once has ended when it is called.
    //
    // What is disabled keeps its times: what comes once and fell due meanwhile comes in the turn
    // after enable(); repeats that were missed do not come.
    bool enable(Id id);
    bool disable(Id id);
    bool cancel(Id id);

    // Turns the event loop until stop() is called, the QCoreApplication::exec() around it is left,
    // or nothing is registered and enabled any more, so that nothing can happen.
    void run();
    // Lets the innermost run() return once the running callback has; without one it does nothing.
    void stop();
    // One turn of the event loop, without waiting. Whether a callback of this reactor ran.
    bool tick();

protected:
    // What at() goes by. For tests that set the clock.
    virtual QDateTime wallClock() const;

private:
    struct Private;

    std::unique_ptr<Private> d;
};

} // namespace Amp
