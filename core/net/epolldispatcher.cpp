// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/epolldispatcher.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QThread>

namespace Amp {

namespace {

constexpr int eventsAtOnce = 128;
constexpr int pollsInARow = 8;   // what waits to be flushed waits no longer than this many turns
constexpr quint64 wakeUpTag = 0; // no watch has it: generations start at 1

// What makes each type of notifier ready, in the order in which they are served; as in Qt, a
// hang-up or an error is for all of them.
struct TypeEvents
{
    QSocketNotifier::Type type;
    quint32 interest;
};
constexpr TypeEvents typeEvents[] = {{QSocketNotifier::Read, EPOLLIN},
                                     {QSocketNotifier::Write, EPOLLOUT},
                                     {QSocketNotifier::Exception, EPOLLPRI}};

quint32 bitOf(QSocketNotifier::Type type)
{
    return 1u << type;
}

} // namespace

EpollEventDispatcher::EpollEventDispatcher(QObject *parent)
    : QAbstractEventDispatcher(parent)
    , m_wakeUp(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    openEpoll();
}

EpollEventDispatcher::~EpollEventDispatcher()
{
    ::close(m_epoll);
    ::close(m_wakeUp);
}

void EpollEventDispatcher::openEpoll()
{
    m_epoll = epoll_create1(EPOLL_CLOEXEC);
    if (m_epoll < 0 || m_wakeUp < 0)
        qFatal("The event loop cannot start: %s. Raise the limit on open files (ulimit -n).",
               strerror(errno));
    epoll_event event = {EPOLLIN, {.u64 = wakeUpTag}};
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeUp, &event);
}

void EpollEventDispatcher::reopenEpoll()
{
    ::close(m_epoll);
    openEpoll();
    for (size_t i = 0; i < m_watches.size(); ++i) {
        if (interestOf(m_watches[i]) != 0 && !m_watches[i].isRegularFile)
            control(EPOLL_CTL_ADD, int(i));
    }
}

// A turn that was woken up, or that had posted events to send, does not wait: whoever processes
// events one turn at a time gets to see what they did.
bool EpollEventDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_interrupted = false;
    const bool mayWait = flags.testFlag(QEventLoop::WaitForMoreEvents);
    if (!mayWait || m_pollsLeft == 0)
        Q_EMIT awake();
    const bool wasWoken = m_wakeUpPending.exchange(false);
    QCoreApplication::sendPostedEvents();

    const bool watches = !flags.testFlag(QEventLoop::ExcludeSocketNotifiers);
    const bool canWait = mayWait && !m_wakeUpPending && !m_interrupted;
    bool handled = canWait && watches && pollUnderLoad();
    if (canWait && !handled)
        Q_EMIT aboutToBlock();
    if (m_interrupted)
        return false;

    if (!handled) {
        const bool waits = canWait && !wasWoken && !m_wakeUpPending && m_readyAt == m_ready.size();
        const int timeoutMs = waits ? m_timers.msToNext() : 0;
        handled = watches ? collectReady(timeoutMs) : waitForWakeUp(timeoutMs);
        m_pollsLeft = m_ready.size() > m_readyAt + 1 ? pollsInARow : 0;
    }
    if (watches)
        handled |= serveReady() > 0;
    handled |= m_timers.fireDue() > 0;
    return handled || wasWoken;
}

// Several descriptors that became ready at once are the sign of load. Then more is ready by now,
// and the loop is not about to block: without aboutToBlock() and awake() what is to be written
// gathers for a few turns, which saves most of the writes to clients. A lone descriptor, as with
// one call at a time, costs no poll.
bool EpollEventDispatcher::pollUnderLoad()
{
    if (m_pollsLeft == 0)
        return false;
    --m_pollsLeft;
    const bool found = collectReady(0) || m_ready.size() > m_readyAt;
    if (!found)
        m_pollsLeft = 0;
    return found;
}

bool EpollEventDispatcher::isReady()
{
    return m_wakeUpPending || collectReady(0) || m_readyAt < m_ready.size() ||
           m_timers.msToNext() == 0;
}

// Waking up

void EpollEventDispatcher::wakeUp()
{
    // The flag alone is enough for the loop's own thread: it is not waiting while it runs this.
    if (!m_wakeUpPending.exchange(true) && QThread::currentThread() != thread())
        eventfd_write(m_wakeUp, 1);
}

void EpollEventDispatcher::interrupt()
{
    m_interrupted = true;
    wakeUp();
}

// The flag stays up: it is the next turn that sends what was posted, and it does not wait either.
void EpollEventDispatcher::drainWakeUp()
{
    eventfd_t count;
    eventfd_read(m_wakeUp, &count);
}

bool EpollEventDispatcher::waitForWakeUp(int timeoutMs)
{
    pollfd wakeUp = {m_wakeUp, POLLIN, 0};
    if (poll(&wakeUp, 1, timeoutMs) <= 0)
        return false;
    drainWakeUp();
    return true;
}

// Descriptors

void EpollEventDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    const int descriptor = int(notifier->socket());
    if (size_t(descriptor) >= m_watches.size())
        m_watches.resize(size_t(descriptor) + 1);
    Watch &watch = m_watches[size_t(descriptor)];
    if (watch.notifiers[notifier->type()]) {
        qWarning("Descriptor %d has a notifier of this type already; the new one stays silent.",
                 descriptor);
        return;
    }
    const quint32 interestBefore = interestOf(watch);
    watch.notifiers[notifier->type()] = notifier;
    tellKernel(descriptor, interestBefore);
}

void EpollEventDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    const size_t descriptor = size_t(notifier->socket());
    if (descriptor >= m_watches.size() ||
        m_watches[descriptor].notifiers[notifier->type()] != notifier)
        return;
    Watch &watch = m_watches[descriptor];
    const quint32 interestBefore = interestOf(watch);
    watch.notifiers[notifier->type()] = nullptr;
    watch.readyTypes &= ~bitOf(notifier->type());
    tellKernel(int(descriptor), interestBefore);
}

quint32 EpollEventDispatcher::interestOf(const Watch &watch)
{
    quint32 interest = 0;
    for (const TypeEvents &each : typeEvents)
        interest |= watch.notifiers[each.type] ? each.interest : 0;
    return interest;
}

void EpollEventDispatcher::tellKernel(int descriptor, quint32 interestBefore)
{
    Watch &watch = m_watches[size_t(descriptor)];
    const quint32 interest = interestOf(watch);
    if (interest == 0)
        forget(descriptor);
    else if (interestBefore == 0)
        announce(descriptor);
    else if (!watch.isRegularFile && !control(EPOLL_CTL_MOD, descriptor))
        announce(descriptor); // it was closed and opened anew under a notifier that stayed
}

void EpollEventDispatcher::announce(int descriptor)
{
    m_watches[size_t(descriptor)].generation = ++m_lastGeneration;
    if (control(EPOLL_CTL_ADD, descriptor))
        return;
    if (errno == EPERM) {
        m_watches[size_t(descriptor)].isRegularFile = true;
        m_regularFiles.push_back(descriptor);
    } else {
        qWarning("Descriptor %d cannot be watched: %s.", descriptor, strerror(errno));
    }
}

void EpollEventDispatcher::forget(int descriptor)
{
    if (std::exchange(m_watches[size_t(descriptor)].isRegularFile, false))
        std::erase(m_regularFiles, descriptor);
    else
        epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr); // fails for one closed too early
}

bool EpollEventDispatcher::control(int operation, int descriptor)
{
    const Watch &watch = m_watches[size_t(descriptor)];
    const quint64 tag = quint64(watch.generation) << 32 | quint32(descriptor);
    epoll_event event = {interestOf(watch), {.u64 = tag}};
    return epoll_ctl(m_epoll, operation, descriptor, &event) == 0;
}

// Says whether it was woken up. The kernel's order is kept: see the class comment.
bool EpollEventDispatcher::collectReady(int timeoutMs)
{
    epoll_event events[eventsAtOnce];
    const int count =
        epoll_wait(m_epoll, events, eventsAtOnce, m_regularFiles.empty() ? timeoutMs : 0);
    bool wasWoken = false;
    bool sawStranger = false;
    for (int i = 0; i < count; ++i) {
        const quint64 tag = events[i].data.u64;
        if (tag == wakeUpTag)
            wasWoken = true;
        else if (isCurrent(tag))
            markReady(int(quint32(tag)), events[i].events);
        else
            sawStranger = true;
    }
    for (const int descriptor : m_regularFiles)
        markReady(descriptor, EPOLLIN | EPOLLOUT);
    if (wasWoken)
        drainWakeUp();
    if (sawStranger)
        reopenEpoll();
    return wasWoken;
}

// A descriptor that was closed before its notifiers, while a child process still holds the file,
// goes on reporting under a number that is free or somebody else's. It cannot be removed any more,
// except together with the whole epoll instance.
bool EpollEventDispatcher::isCurrent(quint64 tag) const
{
    const Watch &watch = m_watches[size_t(quint32(tag))];
    return watch.generation == quint32(tag >> 32) && interestOf(watch) != 0;
}

void EpollEventDispatcher::markReady(int descriptor, quint32 events)
{
    Watch &watch = m_watches[size_t(descriptor)];
    for (const TypeEvents &each : typeEvents) {
        if (watch.notifiers[each.type] && (events & (each.interest | EPOLLHUP | EPOLLERR)))
            watch.readyTypes |= bitOf(each.type);
    }
    if (watch.readyTypes != 0 && !std::exchange(watch.isQueued, true))
        m_ready.push_back(descriptor);
}

// A handler may run a nested event loop, which then serves the rest of this turn and of its own:
// the queue is one for all of them, and so no event is delivered twice.
int EpollEventDispatcher::serveReady()
{
    int served = 0;
    while (m_readyAt < m_ready.size())
        served += serve(m_ready[m_readyAt++]);
    m_ready.clear();
    m_readyAt = 0;
    return served;
}

// The watch is looked up anew for every type: a handler may add and remove notifiers at will.
int EpollEventDispatcher::serve(int descriptor)
{
    int served = 0;
    m_watches[size_t(descriptor)].isQueued = false;
    for (const TypeEvents &each : typeEvents) {
        Watch &watch = m_watches[size_t(descriptor)];
        if (!(watch.readyTypes & bitOf(each.type)))
            continue;
        watch.readyTypes &= ~bitOf(each.type);
        QEvent event(QEvent::SockAct);
        QCoreApplication::sendEvent(watch.notifiers[each.type], &event);
        ++served;
    }
    return served;
}

// Timers

void EpollEventDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType,
                                         QObject *object)
{
    m_timers.start(timerId, std::chrono::milliseconds(interval), timerType, object);
}

bool EpollEventDispatcher::unregisterTimer(int timerId)
{
    return m_timers.stop(timerId);
}

bool EpollEventDispatcher::unregisterTimers(QObject *object)
{
    return m_timers.stopAll(object);
}

QList<EpollEventDispatcher::TimerInfo> EpollEventDispatcher::registeredTimers(QObject *object) const
{
    return m_timers.timersOf(object);
}

int EpollEventDispatcher::remainingTime(int timerId)
{
    return m_timers.remainingMs(timerId);
}

} // namespace Amp
