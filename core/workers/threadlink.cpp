// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/threadlink.h"

#include <QCoreApplication>
#include <QEvent>

#include "core/workers/callendings.h"

namespace Amp {

ThreadLink::ThreadLink(std::shared_ptr<ThreadProcedures> procedures)
    : m_runner(std::make_unique<ThreadRunner>(std::move(procedures)))
{
    m_worker.setObjectName(QStringLiteral("amp-worker"));
    m_runner->moveToThread(&m_worker);
    connect(&m_worker, &QThread::started, m_runner.get(), &ThreadRunner::begin);
    connect(m_runner.get(), &ThreadRunner::frameSent, this, &ThreadLink::receive,
            Qt::QueuedConnection);
    m_worker.start();
}

ThreadLink::~ThreadLink()
{
    m_runner->cancel(m_lastId);
    m_worker.quit();
    m_worker.wait();
}

bool ThreadLink::send(quint64 id, QByteArrayView callFrame, QString &)
{
    QByteArray frame = callFrame.toByteArray();
    Wire::setFrameId(frame.data(), id);
    m_lastId = id;
    ThreadRunner *runner = m_runner.get();
    QMetaObject::invokeMethod(
        runner, [runner, frame] { runner->run(frame); }, Qt::QueuedConnection);
    return true;
}

void ThreadLink::cancel(quint64 id)
{
    m_runner->cancel(id);
}

void ThreadLink::sayGoodbye()
{
    m_worker.quit();
}

void ThreadLink::drain()
{
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

void ThreadLink::receive(const QByteArray &bytes)
{
    m_runner->acknowledge(bytes.size());
    const Frame frame = scanFrame(bytes).frame;
    const Result<Wire::Message> message = Wire::parse(frame);
    Q_ASSERT(message); // the runner has made it
    if (const auto *ready = std::get_if<Wire::Ready>(&*message))
        Q_EMIT this->ready(*ready);
    else if (const auto *progress = std::get_if<Wire::Progress>(&*message))
        Q_EMIT progressed(frame.id, *progress);
    else if (const auto *part = std::get_if<Wire::Part>(&*message))
        Q_EMIT partReceived(frame.id, part->value);
    else if (const auto *result = std::get_if<Wire::Result>(&*message))
        tell(frame.id, outcomeOf(*result));
    else
        tell(frame.id, outcomeOf(std::get<Wire::Error>(*message)));
}

} // namespace Amp
