// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QtCore/qbytearrayview.h>
#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qfuture.h>
#include <QtCore/qobject.h>
#include <QtCore/qvariant.h>

#include <Amp/Call>
#include <Amp/CallOptions>
#include <Amp/CallResult>
#include <Amp/ProcedureDescription>
#include <Amp/detail/Argument>
#include <Amp/detail/FutureSink>

namespace Amp {

struct CallNews;

// A call on its way into a dispatcher's implementation.
struct CallRequest
{
    CallId id = CallId::None;
    QByteArray frame; // a whole Call frame of the protocol, with the call's id; to be moved away
                      // by who keeps it: otherwise the next call is written into its memory
    CallOptions options;
};

// What a program talks to: call() returns at once, and the result comes later, exactly once.
// The implementations differ in where procedures run; a program changes one line to move between
// them.
//
// Every form of call() takes the name of a procedure and its arguments: whatever QVariant takes;
// string literals and std::string are text in UTF-8. call() never blocks and never fails by itself:
// an argument that cannot travel, a bound that was reached, a missing connection become the call's
// result. Results are delivered from the event loop, never before call() has returned to it and
// outside of any other processing, so the receiving code may do as it likes: run a nested event
// loop (further results keep coming), call, cancel, disconnect, delete the dispatcher.
//
// A dispatcher belongs to its thread, and all of its functions must be called there.
//
// When it is destroyed, its unfinished calls are cancelled: Calls are deleted without a signal,
// callbacks are dropped, futures throw Cancelled.
class AMP_CORE_EXPORT Dispatcher : public QObject
{
    Q_OBJECT

public:
    using Callback = std::function<void(const CallResult &)>;

    ~Dispatcher() override;

    // A Call object with signals. The dispatcher owns it, and it deletes itself after finished().
    template <int = 0, typename... Arguments>
    Call *call(QByteArrayView procedure, const Arguments &...arguments)
    {
        return startObject({}, procedure, Detail::argumentRefs(arguments...));
    }
    template <int = 0, typename... Arguments>
    Call *call(const CallOptions &options, QByteArrayView procedure, const Arguments &...arguments)
    {
        return startObject(options, procedure, Detail::argumentRefs(arguments...));
    }

    // A callback instead of an object: the fast way. The callback is dropped silently when context,
    // which lives in the dispatcher's thread, is destroyed first; the call itself goes on.
    template <int = 0, typename... Arguments>
    CallId call(QObject *context, Callback callback, QByteArrayView procedure,
                const Arguments &...arguments)
    {
        return startCallback({}, context, std::move(callback), procedure,
                             Detail::argumentRefs(arguments...));
    }
    template <int = 0, typename... Arguments>
    CallId call(const CallOptions &options, QObject *context, Callback callback,
                QByteArrayView procedure, const Arguments &...arguments)
    {
        return startCallback(options, context, std::move(callback), procedure,
                             Detail::argumentRefs(arguments...));
    }

    // A future, which ends with the value or by throwing CallError, never by cancellation. A value
    // that does not fit T without loss is an error too: NotSerializable, Started. T may be void.
    // Cancelling the future ends its own attachments and lets the call run on.
    // Qt's own limits: in a chain that may be cancelled name onCanceled() before onFailed(), or Qt
    // before 6.5.2 crashes; let the context of a then() outlive the call, or Qt before 6.6.2
    // asserts in debug builds and drops the attachment in others. Calls, callbacks and coroutines
    // have no such limits.
    template <typename T, typename... Arguments>
    QFuture<T> call(QByteArrayView procedure, const Arguments &...arguments)
    {
        return call<T>(CallOptions(), procedure, arguments...);
    }
    template <typename T, typename... Arguments>
    QFuture<T> call(const CallOptions &options, QByteArrayView procedure,
                    const Arguments &...arguments)
    {
        auto sink = std::make_unique<Detail::TypedFutureSink<T>>();
        QFuture<T> future = sink->future();
        startFuture(options, std::move(sink), procedure, Detail::argumentRefs(arguments...));
        return future;
    }

    // Blocks until the call has ended, as Call::waitForFinished() does, and returns how. Bounds are
    // those of the options. For command-line programs.
    template <int = 0, typename... Arguments>
    CallResult callAndWait(QByteArrayView procedure, const Arguments &...arguments)
    {
        return startAndWait({}, procedure, Detail::argumentRefs(arguments...));
    }
    template <int = 0, typename... Arguments>
    CallResult callAndWait(const CallOptions &options, QByteArrayView procedure,
                           const Arguments &...arguments)
    {
        return startAndWait(options, procedure, Detail::argumentRefs(arguments...));
    }

    // Asks for the end of a call, which still ends as ever: with Cancelled, or with the result that
    // was already on its way. False when there is no such unfinished call.
    bool cancel(CallId id);

    // The procedures that can be called, sorted by name; empty until they are known. The first call
    // of this function asks for them, and from then on the list follows what happens to them:
    // proceduresChanged() tells. A call of a procedure whose signature is known ends with
    // BadArguments and Execution::NeverSent when its arguments cannot fit. A procedure that is not
    // in the list is called all the same.
    QList<ProcedureDescription> procedures();

    // Calls whose result has not been handed over yet.
    qsizetype outstanding() const;

    // A line for each event through the logging category "amp.dispatcher". Off by default.
    void setDebug(bool on);
    bool isDebug() const;

Q_SIGNALS:
    // procedures() has; only after its first call.
    void proceduresChanged();

protected:
    explicit Dispatcher(QObject *parent = nullptr);

    // For implementations: hand over what happened to a call. Each returns at once; the caller's
    // code runs later, from an event of its own. What belongs to an unknown call is dropped.
    void deliver(CallResult result);
    void deliver(CallId id, QVariant &&value, const CallRun &run);
    void deliverProgress(CallId id, quint64 done, quint64 total, const QString &text);
    void deliverPart(CallId id, const QVariant &value);

    // For implementations that hear of results in an event: what is delivered between these two is
    // handed over by the second, without an event of its own. It runs the caller's code, which may
    // delete the dispatcher: it must be the last that the event does.
    void gatherDeliveries();
    void handOverDeliveries();

    // For implementations: the procedures are these now, sorted by name. To be told once
    // isDiscovering(), which procedures() begins, and from then on.
    void setProcedures(const QList<ProcedureDescription> &procedures);
    bool isDiscovering() const;

    // For implementations: what waitForActivity() has come to.
    enum class Activity {
        LookAgain,      // something may have been delivered
        TimeIsOver,     // the deadline has passed, on the clock that this dispatcher goes by
        NeedsEventLoop, // this dispatcher works by events alone
    };

    // Writes a line to the log if setDebug() is on; about a call, or CallId::None.
    void log(CallId id, const QString &event) const;

private:
    friend class Call;
    struct Private;

    // Takes a call, and delivers its result once, now or later. The memory of a frame that it does
    // not keep is used for the next one.
    virtual void submit(CallRequest &request) = 0;
    // The caller does not want the call any more: end it soon. Ignored when it has ended.
    virtual void withdraw(CallId id) = 0;
    // isDiscovering() from now on. By default nothing is known.
    virtual void discover();
    // A caller waits for the end of this call: does what an event loop would do for the calls of
    // this dispatcher, blocks until something may have come of it or the deadline has passed, and
    // runs no code of users. A call that can never end in this way is to be ended.
    // By default NeedsEventLoop: then a QEventLoop runs without user input. What this dispatcher
    // has to tell is held back all the same, but the program's timers and other objects go on.
    virtual Activity waitForActivity(CallId awaited, const QDeadlineTimer &deadline);

    Call *startObject(const CallOptions &options, QByteArrayView procedure,
                      const Detail::ArgumentRefs &arguments);
    CallId startCallback(const CallOptions &options, QObject *context, Callback &&callback,
                         QByteArrayView procedure, const Detail::ArgumentRefs &arguments);
    void startFuture(const CallOptions &options, std::unique_ptr<Detail::FutureSink> sink,
                     QByteArrayView procedure, const Detail::ArgumentRefs &arguments);
    CallResult startAndWait(const CallOptions &options, QByteArrayView procedure,
                            const Detail::ArgumentRefs &arguments);
    std::optional<CallResult> waitForResult(CallId id, std::chrono::milliseconds timeout);
    bool waitInEventLoop(const QDeadlineTimer &deadline);
    void start(CallId id, const CallOptions &options, QByteArrayView procedure,
               const Detail::ArgumentRefs &arguments);
    void forget(CallId id);
    void wakeUpForDelivery();
    void postDelivery();
    void deliverQueued();
    void handOverNews(const CallNews &news);
    void handOverResult(const CallResult &result);

    std::unique_ptr<Private> d;
};

} // namespace Amp
