// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/call.h"

#include <QtCore/qpointer.h>

#include "core/dispatch/dispatcher.h"

namespace Amp {

Call::Call(CallId id, QByteArrayView procedure, Dispatcher *dispatcher)
    : QObject(dispatcher)
    , m_dispatcher(dispatcher)
    , m_id(id)
    , m_procedure(procedure.toByteArray())
{}

Call::~Call()
{
    if (m_dispatcher)
        m_dispatcher->forget(m_id);
}

void Call::cancel()
{
    if (m_dispatcher)
        m_dispatcher->cancel(m_id);
}

bool Call::waitForFinished(Milliseconds timeout)
{
    const QPointer<Call> alive(this);
    if (!m_result && m_dispatcher) {
        std::optional<CallResult> result = m_dispatcher->waitForResult(m_id, timeout);
        if (alive)
            m_result = std::move(result);
    }
    return alive && m_result;
}

void Call::end(const CallResult &result)
{
    m_dispatcher = nullptr;
    m_result = result;
    const QPointer<Call> alive(this);
    if (result.succeeded())
        Q_EMIT succeeded(result.value());
    else
        Q_EMIT failed(result.error());
    if (!alive)
        return;
    Q_EMIT finished(result);
    if (alive)
        deleteLater();
}

} // namespace Amp
