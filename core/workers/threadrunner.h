// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <atomic>
#include <memory>

#include <QObject>

#include "core/procedures/replysink.h"
#include "core/workers/threadprocedures.h"

namespace Amp {

// What a worker thread does: amp-worker without a process. It lives in that thread; the functions
// that say so may be called from any other.
class ThreadRunner final : public QObject, private ReplySink
{
    Q_OBJECT

public:
    explicit ThreadRunner(std::shared_ptr<ThreadProcedures> procedures);

    // Loads the procedures unless another thread has, and sends Ready.
    void begin();
    void run(const QByteArray &callFrame);

    // From any thread. The call with this id is not wanted any more.
    void cancel(quint64 id) { m_cancelledId = id; }
    // From any thread. So many bytes of what was sent have been read.
    void acknowledge(qsizetype bytes) { m_unreadBytes -= bytes; }

Q_SIGNALS:
    void frameSent(const QByteArray &frame);

private:
    void sendFrame(QByteArrayView frame) override;
    bool isCancelled() override { return m_cancelledId == m_runningId; }

    std::shared_ptr<ThreadProcedures> m_procedures;
    quint64 m_runningId = 0;
    std::atomic<quint64> m_cancelledId = 0;
    std::atomic<qsizetype> m_unreadBytes = 0;
};

} // namespace Amp
