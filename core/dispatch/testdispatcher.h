// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qstring.h>
#include <QtCore/qvariant.h>

#include <Amp/Dispatcher>

namespace Amp {

// A dispatcher for the tests of programs that call procedures: it answers as it is told, without a
// process, and keeps a record of the calls.
//
//     Amp::TestDispatcher dispatcher;
//     dispatcher.on("add", [](const QVariantList &arguments) { ... return sum; });
//     dispatcher.on("resize").delay(2s).fail(Amp::ErrorCode::ProcedureFailed, "no such image");
//     dispatcher.onNext("resize").crash();
//     Program program(&dispatcher);
//     dispatcher.advance(2s);
//
// In everything else it is as the real ones are: arguments and results go through the codec, so
// that what cannot travel fails here, too; time-outs, deadlines and cancel() end a call with the
// same codes and the same execution(); an idempotent call that crashes is tried three times; a
// procedure that was not named ends with NoSuchProcedure; answers come from the event loop.
//
// Time stands still until advance() moves it: tests need not wait. Call::waitForFinished() and
// callAndWait() move it as far as they must, and end a call with Cancelled that they would wait for
// without end.
class AMP_CORE_EXPORT TestDispatcher : public Dispatcher
{
    Q_OBJECT

public:
    using Milliseconds = std::chrono::milliseconds;
    // What a procedure does. What it throws becomes ProcedureFailed.
    using Function = std::function<QVariant(const QVariantList &arguments)>;

    // How calls of a procedure go, a null result at once unless told otherwise. Each function
    // changes it and returns it.
    class AMP_CORE_EXPORT Answer
    {
    public:
        // One of these five; the last one counts.
        template <typename T>
        Answer &result(const T &value)
        {
            return end(Ending::Value, Detail::argument(value));
        }
        Answer &call(Function function);
        // It may have run, or not, as it is usual for the code; or as given.
        Answer &fail(ErrorCode code, const QString &message, const QVariantMap &details = {});
        Answer &fail(const Error &error, Execution execution);
        // The worker dies: WorkerCrashed, with the details of a segmentation fault.
        Answer &crash();
        // Runs until it is cancelled, its time-out passes, or the dispatcher is destroyed.
        Answer &never();

        // How long it runs.
        Answer &delay(Milliseconds running);
        // How long it is queued before it starts: time for its deadline() to pass.
        Answer &queued(Milliseconds waiting);
        // What it reports when it starts.
        Answer &progress(quint64 done, quint64 total, const QString &text = {});
        template <typename T>
        Answer &part(const T &value)
        {
            return addPart(Detail::argument(value));
        }

    private:
        friend class TestDispatcher;
        struct Report
        {
            quint64 done = 0;
            quint64 total = 0;
            QString text;
        };
        enum class Ending { Value, Function, Failure, Crash, Never };

        Answer &end(Ending ending, const QVariant &value = {});
        Answer &addPart(const QVariant &part);

        Ending m_ending = Ending::Value;
        QVariant m_value;
        Function m_function;
        Error m_error;
        Execution m_execution = Execution::Started;
        Milliseconds m_running{0};
        Milliseconds m_waiting{0};
        QList<Report> m_progress;
        QVariantList m_parts;
    };

    // What the program did.
    struct RecordedCall
    {
        CallId id = CallId::None;
        QByteArray procedure;
        QVariantList arguments; // as the procedure gets them
        CallOptions options;
        bool cancelled = false; // before it ended
    };

    explicit TestDispatcher(QObject *parent = nullptr);
    ~TestDispatcher() override;

    // The answer to all further calls of the procedure, in place of an earlier one. The reference
    // is valid until the next on() for this procedure.
    Answer &on(QByteArrayView procedure);
    Answer &on(QByteArrayView procedure, Function function);
    // The answer to the next call alone, before what on() says. Several wait in line. The reference
    // is valid until that call.
    Answer &onNext(QByteArrayView procedure);

    // What procedures() tells, and calls are checked by. Nothing is known unless told.
    void setProcedures(const QList<ProcedureDescription> &procedures);

    // Lets time pass for the calls. What ends by it is delivered from the event loop, in order.
    void advance(Milliseconds time);
    // From now on time passes by itself. For programs that are tried out by hand.
    void useRealTime();

    // All calls that reached it, in the order of call(); those of one procedure.
    const QList<RecordedCall> &calls() const;
    QList<RecordedCall> callsOf(QByteArrayView procedure) const;
    void clearCalls();

private:
    struct Private;

    void submit(CallRequest &request) override;
    void withdraw(CallId id) override;
    Activity waitForActivity(CallId awaited, const QDeadlineTimer &deadline) override;

    std::unique_ptr<Private> d;
};

} // namespace Amp
