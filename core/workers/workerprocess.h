// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QObject>
#include <QProcess>

#include "core/ring/ringmemory.h"
#include "core/workers/workercommand.h"

namespace Amp {

// Starts a worker as the leader of its own process group, with a link to talk over and one pipe for
// all that it prints. Ending it is the business of ProcessReaper.
class WorkerProcess : public QObject
{
    Q_OBJECT

public:
    explicit WorkerProcess(QObject *parent = nullptr);
    ~WorkerProcess() override;

    // False when the system has no descriptors or memory for it; why is in error.
    [[nodiscard]] bool start(const WorkerCommand &command, QString &error);

    // Our ends of the link and of the output pipe. The caller owns what it takes.
    [[nodiscard]] int takeLink();
    [[nodiscard]] int takeOutput();
    // Null when the worker takes none, or the system has none.
    [[nodiscard]] std::unique_ptr<RingMemory> takeRing();
    // The process, for the reaper to own; from then on this object only was its start.
    [[nodiscard]] std::unique_ptr<QProcess> takeProcess();

private:
    class Descriptor
    {
    public:
        Descriptor() = default;
        ~Descriptor() { reset(); }
        Q_DISABLE_COPY_MOVE(Descriptor)
        int get() const { return m_descriptor; }
        int take() { return std::exchange(m_descriptor, -1); }
        void reset(int descriptor = -1);

    private:
        int m_descriptor = -1;
    };

    bool openChannels(QString &error);
    void makeRing();

    std::unique_ptr<QProcess> m_process;
    std::unique_ptr<RingMemory> m_ring;
    Descriptor m_link;
    Descriptor m_output;
    Descriptor m_childLink;
    Descriptor m_childOutput;
};

} // namespace Amp
