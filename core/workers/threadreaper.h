// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QThread>

#include "core/workers/reaper.h"

namespace Amp {

// Ends a thread, which can only be asked: it goes when the procedure that it runs has returned.
class ThreadReaper final : public Reaper
{
    Q_OBJECT

public:
    explicit ThreadReaper(QThread &thread)
        : m_thread(thread)
    {
        connect(&thread, &QThread::finished, this, [this] { Q_EMIT ended(false, 0); });
    }

    [[nodiscard]] quint32 pid() const override { return 0; }
    void endSoon() override { m_thread.quit(); }
    void kill() override { m_thread.quit(); }

private:
    QThread &m_thread;
};

} // namespace Amp
