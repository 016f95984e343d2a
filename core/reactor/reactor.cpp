// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/reactor/reactor.h"

#include <set>
#include <unordered_map>
#include <vector>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qpointer.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>

#include "core/net/descriptorstate.h"
#include "core/reactor/watcher.h"

namespace Amp {

using std::chrono::milliseconds;

namespace {

// Nothing tells a program on every platform that its wall clock was set, so it is looked at.
constexpr milliseconds clockCheck{1000};
// QTimer counts in int milliseconds.
constexpr milliseconds longestSleep = std::chrono::hours(24);

Reactor::Id refused(const QString &sentence)
{
    qWarning("Amp::Reactor: %ls", qUtf16Printable(sentence));
    return Reactor::Id::None;
}

Reactor::Id refusedEmpty()
{
    return refused(QStringLiteral("Give a function to call, not an empty one."));
}

} // namespace

struct Reactor::Private
{
    using Clock = Timer::Clock;

    struct Now
    {
        Clock::time_point steady;
        qint64 wall;
    };

    // A run() in progress, and why its loop was left.
    struct Run
    {
        enum class Reason { Quit, Idle, Stopped };

        QEventLoop loop;
        Reason reason = Reason::Quit;
    };

    explicit Private(Reactor *reactor);

    Id add(Watcher &&watcher);
    Id addDescriptor(qintptr descriptor, QSocketNotifier::Type type, Callback &&callback);
    bool isWatched(qintptr descriptor, QSocketNotifier::Type type) const;
    Watcher *find(Id id);
    void setEnabled(Id id, Watcher &watcher, bool on);
    void remove(Id id);

    Now now() const { return {Clock::now(), q->wallClock().toMSecsSinceEpoch()}; }
    std::vector<Id> dueAt(const Now &now) const;
    bool isDue(Id id, const Now &now);
    void schedule();
    bool turn();
    void fire(Id id, Clock::time_point now);
    void call(const std::shared_ptr<const Callback> &callback);
    void leaveWhenIdle();

    Reactor *q;
    std::unordered_map<Id, Watcher> watchers;
    // Of the enabled ones.
    std::set<std::pair<Clock::time_point, Id>> timers;
    std::set<std::pair<qint64, Id>> appointments;
    qsizetype enabledCount = 0;

    QTimer timer;
    std::vector<Run *> runs; // the innermost last
    quint64 lastId = 0;
    quint64 called = 0; // callbacks so far
};

Reactor::Private::Private(Reactor *reactor)
    : q(reactor)
{
    timer.setSingleShot(true);
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, q, [this] { turn(); });
}

Reactor::Id Reactor::Private::add(Watcher &&watcher)
{
    Q_ASSERT_X(q->thread() == QThread::currentThread(), "Amp::Reactor",
               "a reactor must be used in its own thread");
    const Id id{++lastId};
    watcher.enabled = false;
    setEnabled(id, watchers.emplace(id, std::move(watcher)).first->second, true);
    return id;
}

Reactor::Id Reactor::Private::addDescriptor(qintptr descriptor, QSocketNotifier::Type type,
                                            Callback &&callback)
{
    if (!callback)
        return refusedEmpty();
    if (!isOpenDescriptor(descriptor))
        return refused(
            QStringLiteral("Descriptor %1 is not open. Cancel before closing it.").arg(descriptor));
    if (isWatched(descriptor, type))
        return refused(QStringLiteral("Descriptor %1 has such a watcher. Cancel that one first.")
                           .arg(descriptor));
    DescriptorWatch watch;
    watch.notifier.reset(new QSocketNotifier(descriptor, type));
    watch.notifier->setEnabled(false);
    auto shared = std::make_shared<const Callback>(std::move(callback));
    QObject::connect(watch.notifier.get(), &QSocketNotifier::activated, q,
                     [this, shared] { call(shared); });
    return add({std::move(watch), shared});
}

bool Reactor::Private::isWatched(qintptr descriptor, QSocketNotifier::Type type) const
{
    return std::ranges::any_of(watchers, [=](const auto &entry) {
        const auto *watch = std::get_if<DescriptorWatch>(&entry.second.waitsFor);
        return watch && watch->notifier->socket() == descriptor && watch->notifier->type() == type;
    });
}

Watcher *Reactor::Private::find(Id id)
{
    if (id == Id::None || quint64(id) > lastId)
        refused(QStringLiteral("There is no id %1. Use one that this reactor has returned.")
                    .arg(quint64(id)));
    const auto found = watchers.find(id);
    return found == watchers.end() ? nullptr : &found->second;
}

void Reactor::Private::setEnabled(Id id, Watcher &watcher, bool on)
{
    if (std::exchange(watcher.enabled, on) == on)
        return;
    enabledCount += on ? 1 : -1;
    const auto enlist = [=](auto &set, auto due) {
        if (on)
            set.emplace(due, id);
        else
            set.erase({due, id});
    };
    if (auto *watched = std::get_if<Timer>(&watcher.waitsFor)) {
        if (on && watched->isRepeated())
            watched->skipTo(Clock::now());
        enlist(timers, watched->due);
    } else if (const auto *appointment = std::get_if<Appointment>(&watcher.waitsFor)) {
        enlist(appointments, appointment->due);
    } else {
        std::get<DescriptorWatch>(watcher.waitsFor).notifier->setEnabled(on);
    }
    schedule();
    leaveWhenIdle();
}

void Reactor::Private::remove(Id id)
{
    const auto found = watchers.find(id);
    setEnabled(id, found->second, false);
    watchers.erase(found);
}

std::vector<Reactor::Id> Reactor::Private::dueAt(const Now &now) const
{
    std::vector<Id> due;
    for (auto at = timers.begin(); at != timers.end() && at->first <= now.steady; ++at)
        due.push_back(at->second);
    for (auto at = appointments.begin(); at != appointments.end() && at->first <= now.wall; ++at)
        due.push_back(at->second);
    return due;
}

// Asked before each callback of a turn: the ones before may have done anything.
bool Reactor::Private::isDue(Id id, const Now &now)
{
    const auto found = watchers.find(id);
    if (found == watchers.end() || !found->second.enabled)
        return false;
    if (const auto *watched = std::get_if<Timer>(&found->second.waitsFor))
        return watched->due <= now.steady;
    return std::get<Appointment>(found->second.waitsFor).due <= now.wall;
}

void Reactor::Private::schedule()
{
    if (timers.empty() && appointments.empty()) {
        timer.stop();
        return;
    }
    milliseconds pause = longestSleep;
    if (!timers.empty()) {
        const auto left = timers.begin()->first - Clock::now();
        pause = std::min(pause, std::chrono::ceil<milliseconds>(left));
    }
    if (!appointments.empty()) {
        const qint64 left = appointments.begin()->first - q->wallClock().toMSecsSinceEpoch();
        pause = std::min({pause, milliseconds(left), clockCheck});
    }
    timer.start(std::max(pause, milliseconds::zero()));
}

bool Reactor::Private::turn()
{
    const QPointer<Reactor> alive(q);
    const quint64 before = called;
    const Now moment = now();
    for (const Id id : dueAt(moment)) {
        if (isDue(id, moment))
            fire(id, moment.steady);
        if (!alive)
            return true;
    }
    schedule();
    return called != before;
}

void Reactor::Private::fire(Id id, Clock::time_point now)
{
    Watcher &watcher = watchers.find(id)->second;
    const auto callback = watcher.callback;
    auto *watched = std::get_if<Timer>(&watcher.waitsFor);
    if (watched && watched->isRepeated()) {
        timers.erase({watched->due, id});
        watched->skipTo(now);
        timers.emplace(watched->due, id);
        // The callback may run an event loop, in which everything goes on.
        schedule();
    } else {
        remove(id);
    }
    call(callback);
}

void Reactor::Private::call(const std::shared_ptr<const Callback> &callback)
{
    ++called;
    const std::shared_ptr<const Callback> held = callback;
    (*held)();
}

// A callback that runs now may still register something: each run() looks again.
void Reactor::Private::leaveWhenIdle()
{
    if (enabledCount > 0)
        return;
    for (Run *run : runs) {
        if (run->reason != Run::Reason::Stopped)
            run->reason = Run::Reason::Idle;
        run->loop.quit();
    }
}

Reactor::Reactor(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{}

Reactor::~Reactor()
{
    for (Private::Run *run : d->runs) {
        run->reason = Private::Run::Reason::Stopped;
        run->loop.quit();
    }
}

Reactor::Id Reactor::immediately(Callback callback)
{
    return once(Milliseconds::zero(), std::move(callback));
}

Reactor::Id Reactor::once(Milliseconds delay, Callback callback)
{
    if (!callback)
        return refusedEmpty();
    const Timer timer{Timer::Clock::now() + std::max(delay, Milliseconds::zero())};
    return d->add({timer, std::make_shared<const Callback>(std::move(callback))});
}

Reactor::Id Reactor::repeat(Milliseconds interval, Callback callback)
{
    if (!callback)
        return refusedEmpty();
    if (interval < Milliseconds::zero())
        return refused(QStringLiteral("An interval of %1 ms is negative. Use zero or more.")
                           .arg(interval.count()));
    const Timer timer{Timer::Clock::now() + interval, interval};
    return d->add({timer, std::make_shared<const Callback>(std::move(callback))});
}

Reactor::Id Reactor::at(const QDateTime &time, Callback callback)
{
    if (!callback)
        return refusedEmpty();
    if (!time.isValid())
        return refused(QStringLiteral("The time for at() is not valid. Check how it was made."));
    return d->add({Appointment{time.toMSecsSinceEpoch()},
                   std::make_shared<const Callback>(std::move(callback))});
}

Reactor::Id Reactor::onReadable(qintptr descriptor, Callback callback)
{
    return d->addDescriptor(descriptor, QSocketNotifier::Read, std::move(callback));
}

Reactor::Id Reactor::onWritable(qintptr descriptor, Callback callback)
{
    return d->addDescriptor(descriptor, QSocketNotifier::Write, std::move(callback));
}

bool Reactor::enable(Id id)
{
    Watcher *watcher = d->find(id);
    if (!watcher || watcher->enabled)
        return false;
    d->setEnabled(id, *watcher, true);
    return true;
}

bool Reactor::disable(Id id)
{
    Watcher *watcher = d->find(id);
    if (!watcher || !watcher->enabled)
        return false;
    d->setEnabled(id, *watcher, false);
    return true;
}

bool Reactor::cancel(Id id)
{
    if (!d->find(id))
        return false;
    d->remove(id);
    return true;
}

void Reactor::run()
{
    const QPointer<Reactor> alive(this);
    Private::Run run;
    d->runs.push_back(&run);
    while (alive && d->enabledCount > 0) {
        run.reason = Private::Run::Reason::Quit;
        run.loop.exec();
        if (run.reason != Private::Run::Reason::Idle)
            break;
    }
    if (alive)
        std::erase(d->runs, &run);
}

void Reactor::stop()
{
    if (d->runs.empty())
        return;
    d->runs.back()->reason = Private::Run::Reason::Stopped;
    d->runs.back()->loop.quit();
}

bool Reactor::tick()
{
    const QPointer<Reactor> alive(this);
    const quint64 before = d->called;
    QCoreApplication::processEvents();
    // Qt's timer may be a millisecond behind what is due.
    if (alive && d->called == before)
        d->turn();
    return !alive || d->called != before;
}

QDateTime Reactor::wallClock() const
{
    return QDateTime::currentDateTimeUtc();
}

} // namespace Amp
