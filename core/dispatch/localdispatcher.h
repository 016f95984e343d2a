// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <memory>

#include <QtCore/qstring.h>

#include <Amp/Dispatcher>

namespace Amp {

// Runs calls in worker processes of this program, without a server: what amp-server has as its
// pools, inside of any program with a Qt event loop.
//
//     Amp::LocalDispatcher dispatcher;
//     dispatcher.addInclude("thumbnails.so");
//     dispatcher.call("thumbnail", png, 640);
//
// Workers start with start() or the first call, are kept at their number, and are replaced when
// they end. Includes, numbers and limits must be said before that; they are read once. What a
// worker prints goes line by line to the logging category "amp.worker".
//
// The dispatcher may be moved to another thread until it starts, and belongs to that one from then
// on. When it is destroyed, so are its workers, at once and with all processes that they started;
// the destructor returns when they are gone. When the program ends without destroying it, by exit()
// or a signal, the workers see that and end by themselves. Only a program of addBinary() that does
// not end when its link hangs up stays behind then.
//
// Besides what Dispatcher says of every call, the bounds and errors of this one are:
//   NoSuchProcedure  also for what an include would have that did not load; the message says why
//   WorkerCrashed    the worker ended while it ran the call; the others go on
//   NotConnected     workers cannot start; they are tried again, after 100 ms to 30 s
//   TooBusy          1,000,000 calls are unfinished, or those that wait have 1 GiB
class AMP_CORE_EXPORT LocalDispatcher : public Dispatcher
{
    Q_OBJECT

public:
    using Milliseconds = std::chrono::milliseconds;

    explicit LocalDispatcher(QObject *parent = nullptr);
    ~LocalDispatcher() override;

    // A plugin, a folder of plugins, or a Python file. A relative path is relative to the current
    // folder of this moment. Without an include or binary the workers have the built-ins alone.
    // After the start it is too late: startFailed().
    void addInclude(const QString &path);
    // A program, with its arguments, that speaks the worker side of the protocol.
    void addBinary(const QString &command);

    // How many workers each kind of include gets, and each binary; at least 1. Default: one for
    // each processor.
    void setWorkers(int count);
    // How long a worker may take to load its includes. Default: 30 s.
    void setStartLimit(Milliseconds limit);
    // How long a running call that was cancelled may go on before its worker is ended, and
    // replaced. Default: 2 s. A call that has exceeded its time-out gets 100 ms.
    void setGrace(Milliseconds grace);

    // Where amp-worker and amp_worker.py are. By default what the environment variables AMP_WORKER
    // and AMP_PYTHON_WORKER name; else beside this program, or where AMP is installed.
    void setWorkerProgram(const QString &path);
    void setPythonWorker(const QString &path);

    // Starts the workers now rather than with the first call. Returns at once.
    void start();

Q_SIGNALS:
    // Every kind of worker has become ready, or has failed to; once. No call needs to wait for it.
    void started();
    // An include was left out, or a worker could not be started: a sentence that names it. Calls
    // that need it end with the same sentence. Comes from the event loop.
    void startFailed(const QString &reason);

private:
    class Private;

    void submit(CallRequest &request) override;
    void withdraw(CallId id) override;
    void discover() override;

    std::unique_ptr<Private> d;
};

} // namespace Amp
