// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QtCore/qstring.h>

#include <Amp/Dispatcher>

namespace Amp {

// Runs calls in threads of this program: the same plugins as in a LocalDispatcher or an amp-server,
// without the cost of processes and without their isolation.
//
//     Amp::ThreadDispatcher dispatcher;
//     dispatcher.addInclude("thumbnails.so");
//     dispatcher.call("thumbnail", png, 640);
//
// Each thread runs one call at a time and has an event loop. Threads start with start() or the
// first call; includes and their number must be said before that. A plugin is loaded once for all
// of them, in one of them: its procedures must be thread-safe, and what is static is common to all
// threads.
//
// The dispatcher may be moved to another thread until it starts, and belongs to that one from then
// on. Its destructor tells running procedures that they are cancelled and waits until they return.
//
// What threads cannot do:
//   Python      refused: startFailed(), and calls of its procedures end with the same sentence
//   time-outs   the call ends with TimedOut at once, as a cancelled one with Cancelled, and the
//               procedure isCancelled(); the thread stays busy until the procedure returns
//   crashes     end the whole program; the built-in procedure crash fails instead
//   output      goes to where the program's goes, and results have a workerPid() of 0
//
// Besides what Dispatcher says of every call, the bounds and errors of this one are:
//   NoSuchProcedure  also for what an include would have that did not load; the message says why
//   TooBusy          1,000,000 calls are unfinished, or those that wait have 1 GiB
class AMP_CORE_EXPORT ThreadDispatcher : public Dispatcher
{
    Q_OBJECT

public:
    explicit ThreadDispatcher(QObject *parent = nullptr);
    ~ThreadDispatcher() override;

    // A plugin, or a folder of plugins, all of which are loaded at the start. A relative path is
    // relative to the current folder of this moment. After the start it is too late: startFailed().
    void addInclude(const QString &path);
    // At least 1. Default: one for each processor.
    void setThreads(int count);

    // Starts the threads now rather than with the first call. Returns at once.
    void start();

Q_SIGNALS:
    // The plugins are loaded; once. No call needs to wait for it.
    void started();
    // An include was left out: a sentence that names it. Calls that need it end with it, too. Comes
    // from the event loop.
    void startFailed(const QString &reason);

private:
    class Private;

    void submit(CallRequest &request) override;
    void withdraw(CallId id) override;
    void discover() override;

    std::unique_ptr<Private> d;
};

} // namespace Amp
