// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <optional>

#include <QtCore/qbytearray.h>
#include <QtCore/qobject.h>
#include <QtCore/qvariant.h>

#include <Amp/CallResult>

namespace Amp {

class Dispatcher;

// One call, made by Dispatcher::call(). It belongs to the dispatcher, lives in its thread, and
// deletes itself after finished(). No signal is emitted before call() has returned to the event
// loop, so there is always time to connect to them.
//
// Deleting a Call before that says that nobody wants the answer: no signal follows, and the call is
// cancelled as by cancel(). A slot may delete the Call or its dispatcher. When the dispatcher is
// destroyed, its unfinished Calls are deleted in this way.
class AMP_CORE_EXPORT Call : public QObject
{
    Q_OBJECT

public:
    using Milliseconds = std::chrono::milliseconds;

    ~Call() override;

    CallId id() const { return m_id; }
    const QByteArray &procedure() const { return m_procedure; }

    // Blocks until the call has ended; false when the timeout comes first (negative: none) or the
    // dispatcher is gone. The call goes on after a timeout. For command-line programs: unless the
    // dispatcher says otherwise, no event loop runs, so no slot, timer or callback of the program
    // runs either. What came meanwhile, the signals of this call included, follows from the event
    // loop, in order.
    bool waitForFinished(Milliseconds timeout = Milliseconds(-1));

    // Whether result() is known: after waitForFinished() has returned true, and from succeeded() or
    // failed() on.
    bool isFinished() const { return m_result.has_value(); }
    // How it ended; a default CallResult until isFinished().
    CallResult result() const { return m_result.value_or(CallResult()); }

public Q_SLOTS:
    // Asks for the end of the call. It ends as ever, by finished(): with Cancelled, or with the
    // result that was already on its way.
    void cancel();

Q_SIGNALS:
    // What the running procedure reports. A total of 0: not known.
    void progressed(quint64 done, quint64 total, const QString &text);
    // A part of the result, in the order in which the procedure sends them.
    void partReceived(const QVariant &value);

    // The end, once: first one of these two, ...
    void succeeded(const QVariant &value);
    void failed(const Amp::Error &error);
    // ... then this, in either case.
    void finished(const Amp::CallResult &result);

private:
    friend class Dispatcher;
    Call(CallId id, QByteArrayView procedure, Dispatcher *dispatcher);
    void end(const CallResult &result);

    Dispatcher *m_dispatcher; // null once the call has ended
    CallId m_id;
    QByteArray m_procedure;
    std::optional<CallResult> m_result;
};

} // namespace Amp
