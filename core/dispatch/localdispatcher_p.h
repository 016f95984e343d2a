// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>

#include <QThread>

#include "core/dispatch/localcalls.h"
#include "core/dispatch/localdispatcher.h"
#include "core/workers/poolconfigs.h"

namespace Amp {

// Pools of processes that start when they are needed. It runs no user code: whatever is to be told
// is queued, so that nobody can take the pools away under their own feet.
class LocalDispatcher::Private
{
public:
    explicit Private(LocalDispatcher *dispatcher);

    void addInclude(const QString &path);
    void addBinary(const QString &command);
    void start();
    void submit(const CallRequest &request);
    void withdraw(CallId id);
    void discover();

    PoolRequest request; // read when the workers start
    int workers = QThread::idealThreadCount();
    WorkerPrograms programs; // those that are empty are looked for

private:
    enum class State {
        Idle,       // nothing was called yet
        Describing, // plugins are described; calls wait for the pools
        Running
    };

    void setState(State state);
    void findPrograms();
    void openCalls();
    void tellOfProcedures();
    void describe(const QStringList &plugins);
    void startPools();
    void addPool(PlannedPool planned);
    bool isThere(const QString &program, const char *name, const char *variable);
    void fail(const QString &sentence);
    void onPoolFailed(const Pool *pool, const QString &reason);
    CallResult explained(const CallResult &result);

    // Emits a signal from an event of its own.
    template <typename... Values>
    void announce(void (LocalDispatcher::*signal)(Values...), std::decay_t<Values>... values)
    {
        QMetaObject::invokeMethod(
            q,
            [q = q, signal, ... values = std::move(values)] { std::invoke(signal, q, values...); },
            Qt::QueuedConnection);
    }

    LocalDispatcher *q;
    State m_state = State::Idle;
    QStringList m_failures; // why some procedures are not there: sentences
    QString m_lastReason;   // that was announced
    std::unique_ptr<IncludeCatalog> m_catalog;
    std::unique_ptr<LocalCalls> m_calls; // from the start on, in the thread of the dispatcher
};

} // namespace Amp
