// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/threadrunner.h"

#include <QThread>

#include "core/procedures/callrunner.h"

namespace Amp {

ThreadRunner::ThreadRunner(std::shared_ptr<ThreadProcedures> procedures)
    : m_procedures(std::move(procedures))
{}

void ThreadRunner::begin()
{
    m_procedures->load();
    Wire::Ready ready;
    ready.procedures = m_procedures->infos();
    QByteArray frame;
    Wire::write(frame, 0, ready);
    Q_EMIT frameSent(frame);
}

void ThreadRunner::run(const QByteArray &callFrame)
{
    const Frame frame = scanFrame(callFrame).frame;
    const Result<Wire::Message> message = Wire::parse(frame);
    Q_ASSERT(message); // the pool has sent it
    const ReceivedCall call = ReceivedCall::from(frame.id, std::get<Wire::Call>(*message));
    m_runningId = frame.id;
    runCall(call, m_procedures->find(call.procedure), *this);
}

// A procedure that sends parts faster than they are read must not fill the memory with them.
void ThreadRunner::sendFrame(QByteArrayView frame)
{
    constexpr qsizetype maxUnreadBytes = 8 * 1024 * 1024;
    while (m_unreadBytes > maxUnreadBytes && !isCancelled())
        QThread::msleep(1);
    m_unreadBytes += frame.size();
    Q_EMIT frameSent(frame.toByteArray());
}

} // namespace Amp
