// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/dispatcher.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qpointer.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>

#include "core/dispatch/callframe.h"
#include "core/dispatch/catalog.h"
#include "core/dispatch/contextref.h"
#include "core/dispatch/deliveryqueue.h"
#include "core/dispatch/idtable.h"

namespace Amp {

Q_LOGGING_CATEGORY(lcDispatcher, "amp.dispatcher")

namespace {

// Who is told of a call: one of these. None of them: the caller waits, and takes the result out of
// the queue itself. A variant of them would spend more on its moves than on its contents.
struct Receiver
{
    Call *object = nullptr;
    std::unique_ptr<Detail::FutureSink> sink = {};
    ContextRef context = {}; // of the callback
    Dispatcher::Callback callback = {};
};

QString outcomeLine(const CallResult &result)
{
    if (result.succeeded())
        return QStringLiteral("succeeded after %1 us").arg(result.runningTime().count());
    return QStringLiteral("%1, %2: %3")
        .arg(QLatin1String(nameOf(result.error().code())),
             QLatin1String(nameOf(result.execution())), result.error().message());
}

} // namespace

struct Dispatcher::Private
{
    IdTable<Receiver> unfinished;
    DeliveryQueue deliveries;
    Catalog catalog;
    CallFrames frames;
    ContextRef lastContext; // many callbacks in a row have the same one
    quint64 lastId = 0;
    QEventLoop *waiting = nullptr; // a wait that holds deliveries back, the innermost
    bool deliveryPosted = false;
    bool discovers = false;
    bool debug = false;
    bool closing = false; // the implementation is gone, its functions must not be called

    CallId nextId() { return CallId(++lastId); }
    Call *objectOf(CallId id)
    {
        const Receiver *receiver = unfinished.find(id);
        return receiver ? receiver->object : nullptr;
    }
    const ContextRef &contextRef(QObject *context)
    {
        if (!lastContext.isOf(context))
            lastContext = ContextRef(context);
        return lastContext;
    }
};

#define AMP_ASSERT_THREAD()                                                                        \
    Q_ASSERT_X(thread() == QThread::currentThread(), "Amp::Dispatcher",                            \
               "a dispatcher must be used in its own thread")

Dispatcher::Dispatcher(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{}

Dispatcher::~Dispatcher()
{
    d->closing = true;
    auto unfinished = d->unfinished.takeAll();
    // The objects first: they are children and go last, when there is nothing left to tell.
    for (auto &[id, receiver] : unfinished) {
        if (receiver.object)
            receiver.object->m_dispatcher = nullptr;
    }
    const Error error(ErrorCode::Cancelled,
                      QStringLiteral("The dispatcher was destroyed before the call ended."));
    for (auto &[id, receiver] : unfinished) {
        if (receiver.sink)
            receiver.sink->finish(CallResult(id, error, Execution::Unknown));
    }
}

Call *Dispatcher::startObject(const CallOptions &options, QByteArrayView procedure,
                              const Detail::ArgumentRefs &arguments)
{
    const CallId id = d->nextId();
    auto *call = new Call(id, procedure, this);
    if (d->closing) {
        call->m_dispatcher = nullptr;
        return call;
    }
    d->unfinished.insert(id, {.object = call});
    start(id, options, procedure, arguments);
    return call;
}

CallId Dispatcher::startCallback(const CallOptions &options, QObject *context, Callback &&callback,
                                 QByteArrayView procedure, const Detail::ArgumentRefs &arguments)
{
    Q_ASSERT_X(context && context->thread() == thread(), "Amp::Dispatcher",
               "the context of a callback must live in the dispatcher's thread");
    const CallId id = d->nextId();
    if (d->closing)
        return id;
    d->unfinished.insert(id, {.context = d->contextRef(context), .callback = std::move(callback)});
    start(id, options, procedure, arguments);
    return id;
}

void Dispatcher::startFuture(const CallOptions &options, std::unique_ptr<Detail::FutureSink> sink,
                             QByteArrayView procedure, const Detail::ArgumentRefs &arguments)
{
    const CallId id = d->nextId();
    if (d->closing) {
        const Error error(ErrorCode::Cancelled,
                          QStringLiteral("The dispatcher is being destroyed."));
        sink->finish(CallResult(id, error, Execution::NeverSent));
        return;
    }
    d->unfinished.insert(id, {.sink = std::move(sink)});
    start(id, options, procedure, arguments);
}

void Dispatcher::start(CallId id, const CallOptions &options, QByteArrayView procedure,
                       const Detail::ArgumentRefs &arguments)
{
    AMP_ASSERT_THREAD();
    if (d->debug)
        log(id, QStringLiteral("calls %1").arg(QString::fromUtf8(procedure)));
    if (const SignatureCheck *check = d->catalog.checkOf(procedure)) {
        if (const auto refusal = check->refusal(arguments.toVariants())) {
            deliver(CallResult(id, *refusal, Execution::NeverSent));
            return;
        }
    }
    CallRequest request{id, d->frames.takeMemory(), options};
    if (const auto written = d->frames.write(request.frame, id, options, procedure, arguments);
        !written)
        deliver(CallResult(id, written.error(), Execution::NeverSent));
    else
        submit(request);
    d->frames.giveBack(std::move(request.frame));
}

CallResult Dispatcher::startAndWait(const CallOptions &options, QByteArrayView procedure,
                                    const Detail::ArgumentRefs &arguments)
{
    const CallId id = d->nextId();
    const Error gone(ErrorCode::Cancelled,
                     QStringLiteral("The dispatcher was destroyed before the call ended."));
    if (d->closing)
        return {id, gone, Execution::NeverSent};
    const QPointer<Dispatcher> alive(this);
    d->unfinished.insert(id, Receiver());
    start(id, options, procedure, arguments);
    const auto result = waitForResult(id, std::chrono::milliseconds(-1));
    if (!alive)
        return {id, gone, Execution::Unknown};
    // Its delivery stays in the queue and is dropped there, as it belongs to no call any more.
    d->unfinished.remove(id);
    if (d->debug && result)
        log(id, outcomeLine(*result));
    return result.value_or(CallResult(id, gone, Execution::Unknown));
}

std::optional<CallResult> Dispatcher::waitForResult(CallId id, std::chrono::milliseconds timeout)
{
    AMP_ASSERT_THREAD();
    const QDeadlineTimer deadline = timeout < timeout.zero()
                                        ? QDeadlineTimer(QDeadlineTimer::Forever)
                                        : QDeadlineTimer(timeout, Qt::PreciseTimer);
    const QPointer<Dispatcher> alive(this);
    quint64 looked = d->deliveries.taken();
    bool goesOn = true;
    while (true) {
        if (const CallResult *result = d->deliveries.findResult(id, looked))
            return *result;
        if (!goesOn || !d->unfinished.contains(id))
            return {};
        looked = d->deliveries.added();
        const Activity activity = waitForActivity(id, deadline);
        if (activity == Activity::NeedsEventLoop && !waitInEventLoop(deadline))
            return {};
        if (!alive)
            return {};
        goesOn = activity != Activity::TimeIsOver && !deadline.hasExpired();
    }
}

Dispatcher::Activity Dispatcher::waitForActivity(CallId, const QDeadlineTimer &)
{
    return Activity::NeedsEventLoop;
}

// Until something is delivered. False when the dispatcher was destroyed meanwhile.
bool Dispatcher::waitInEventLoop(const QDeadlineTimer &deadline)
{
    const QPointer<Dispatcher> alive(this);
    QEventLoop loop;
    connect(this, &QObject::destroyed, &loop, &QEventLoop::quit);
    if (!deadline.isForever())
        QTimer::singleShot(
            std::chrono::ceil<std::chrono::milliseconds>(deadline.remainingTimeAsDuration()),
            Qt::PreciseTimer, &loop, &QEventLoop::quit);
    QEventLoop *outer = std::exchange(d->waiting, &loop);
    loop.exec(QEventLoop::ExcludeUserInputEvents);
    if (!alive)
        return false;
    d->waiting = outer;
    if (!d->deliveries.isEmpty()) {
        if (outer)
            outer->quit();
        postDelivery();
    }
    return true;
}

QList<ProcedureDescription> Dispatcher::procedures()
{
    AMP_ASSERT_THREAD();
    if (!std::exchange(d->discovers, true) && !d->closing)
        discover();
    return d->catalog.procedures();
}

void Dispatcher::discover() {}

bool Dispatcher::isDiscovering() const
{
    return d->discovers;
}

void Dispatcher::setProcedures(const QList<ProcedureDescription> &procedures)
{
    AMP_ASSERT_THREAD();
    if (d->catalog.set(procedures))
        QMetaObject::invokeMethod(this, &Dispatcher::proceduresChanged, Qt::QueuedConnection);
}

bool Dispatcher::cancel(CallId id)
{
    AMP_ASSERT_THREAD();
    if (!d->unfinished.contains(id))
        return false;
    if (d->debug)
        log(id, QStringLiteral("is asked to end"));
    withdraw(id);
    return true;
}

void Dispatcher::forget(CallId id)
{
    AMP_ASSERT_THREAD();
    d->unfinished.remove(id);
    withdraw(id);
}

qsizetype Dispatcher::outstanding() const
{
    return qsizetype(d->unfinished.size());
}

void Dispatcher::setDebug(bool on)
{
    d->debug = on;
}

bool Dispatcher::isDebug() const
{
    return d->debug;
}

void Dispatcher::log(CallId id, const QString &event) const
{
    if (!d->debug)
        return;
    if (id == CallId::None)
        qCInfo(lcDispatcher).noquote() << event;
    else
        qCInfo(lcDispatcher).noquote() << "call" << quint64(id) << event;
}

void Dispatcher::deliver(CallResult result)
{
    d->deliveries.add(std::move(result));
    wakeUpForDelivery();
}

void Dispatcher::deliver(CallId id, QVariant &&value, const CallRun &run)
{
    d->deliveries.add(id, std::move(value), run);
    wakeUpForDelivery();
}

void Dispatcher::deliverProgress(CallId id, quint64 done, quint64 total, const QString &text)
{
    d->deliveries.add(CallNews{id, CallProgress{done, total, text}});
    wakeUpForDelivery();
}

void Dispatcher::deliverPart(CallId id, const QVariant &value)
{
    d->deliveries.add(CallNews{id, CallPart{value}});
    wakeUpForDelivery();
}

void Dispatcher::wakeUpForDelivery()
{
    AMP_ASSERT_THREAD();
    postDelivery();
    if (d->waiting)
        d->waiting->quit();
}

void Dispatcher::gatherDeliveries()
{
    d->deliveryPosted = true;
}

void Dispatcher::handOverDeliveries()
{
    deliverQueued();
}

void Dispatcher::postDelivery()
{
    if (std::exchange(d->deliveryPosted, true))
        return;
    QMetaObject::invokeMethod(
        this, [this] { deliverQueued(); }, Qt::QueuedConnection);
}

void Dispatcher::deliverQueued()
{
    d->deliveryPosted = false;
    if (d->waiting)
        return;
    const QPointer<Dispatcher> alive(this);
    // What user code adds meanwhile waits for the next event: its call() has not yet returned to
    // the event loop.
    const quint64 end = d->deliveries.added();
    while (alive && d->deliveries.taken() < end) {
        const Delivery delivery = d->deliveries.take();
        // User code may run a nested event loop, which then finds an event to go on with.
        if (!d->deliveries.isEmpty())
            postDelivery();
        if (delivery.news)
            handOverNews(*delivery.news);
        else
            handOverResult(delivery.result);
    }
}

void Dispatcher::handOverNews(const CallNews &news)
{
    Call *call = d->objectOf(news.id);
    if (!call)
        return;
    if (const auto *progress = std::get_if<CallProgress>(&news.content))
        Q_EMIT call->progressed(progress->done, progress->total, progress->text);
    else
        Q_EMIT call->partReceived(std::get<CallPart>(news.content).value);
}

void Dispatcher::handOverResult(const CallResult &result)
{
    auto receiver = d->unfinished.take(result.callId());
    if (!receiver)
        return;
    if (d->debug)
        log(result.callId(), outcomeLine(result));
    if (receiver->object)
        receiver->object->end(result);
    else if (receiver->sink)
        receiver->sink->finish(result);
    else if (receiver->context)
        receiver->callback(result);
}

} // namespace Amp
