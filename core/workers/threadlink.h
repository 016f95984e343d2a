// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QThread>

#include "core/workers/link.h"
#include "core/workers/threadrunner.h"

namespace Amp {

// A worker that is a thread of this process, and the link to it: frames travel as queued events.
class ThreadLink final : public Link
{
    Q_OBJECT

public:
    explicit ThreadLink(std::shared_ptr<ThreadProcedures> procedures);
    // Waits until the procedure that it runs has returned.
    ~ThreadLink() override;

    QThread &worker() { return m_worker; }

    [[nodiscard]] bool send(quint64 id, QByteArrayView callFrame, QString &refusal) override;
    void cancel(quint64 id) override;
    void sayGoodbye() override;
    void drain() override;
    [[nodiscard]] bool neverStarted(quint64) const override { return false; }

private:
    void receive(const QByteArray &bytes);

    QThread m_worker;
    std::unique_ptr<ThreadRunner> m_runner; // lives in m_worker
    quint64 m_lastId = 0;
};

} // namespace Amp
