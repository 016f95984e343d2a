// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include <QProcess>

#include "core/protocol/messages.h"

namespace Amp::Test {

// How a call ended, decoded.
struct WorkerReply
{
    quint64 id = 0;
    ErrorCode code = ErrorCode::None; // None: it succeeded
    Execution execution = Execution::Started;
    QVariant value;
    QString message;
    QVariantMap details;
    std::chrono::microseconds ran{0};
};

struct WorkerProgress
{
    quint64 id = 0;
    quint64 done = 0;
    quint64 total = 0;
    QString text;
};

// Starts a worker of any kind with a link to this test, which plays the server. All waiting is for
// what the worker does; nothing that takes longer than 10 s passes.
class WorkerHarness
{
public:
    enum class Group { Shared, Own }; // whether the worker leads a process group, as under a server

    explicit WorkerHarness(const QString &program, const QStringList &arguments = {},
                           Group group = Group::Own);
    ~WorkerHarness();
    Q_DISABLE_COPY_MOVE(WorkerHarness)

    QProcess &process() { return m_process; }
    void hangUp();

    // Exit code, or minus the signal that ended the process.
    int waitForEnd();
    // Everything the worker has printed until now.
    QByteArray output();
    QByteArray errorOutput();

    Wire::Ready waitForReady();
    void sendBytes(QByteArrayView bytes);
    template <typename M>
    void send(quint64 id, const M &message)
    {
        QByteArray frame;
        Wire::write(frame, id, message);
        sendBytes(frame);
    }

    // Sends a call and returns its id.
    quint64 start(const QByteArray &procedure, const QVariantList &arguments = {},
                  QByteArrayView metadata = {});
    quint64 startEncoded(const QByteArray &procedure, QByteArrayView arguments,
                         QByteArrayView metadata = {});
    // The next Result or Error. Progress and parts before it are collected; nothing when the link
    // has ended.
    std::optional<WorkerReply> waitForReply();
    // The same for a call that is sent now; an empty reply with id 0 when the link has ended.
    WorkerReply call(const QByteArray &procedure, const QVariantList &arguments = {});
    // The next message of any kind is collected, or is a reply; false when the link has ended.
    bool waitForMessage();
    bool linkHasEnded() const { return m_linkHasEnded; }

    std::vector<WorkerProgress> progress;
    QVariantList parts;
    std::vector<quint64> pongs;
    std::vector<WorkerReply> replies; // of which nobody has asked yet

private:
    bool readFrame();
    void collect(quint64 id, const Wire::Message &message);

    QProcess m_process;
    int m_link = -1;
    quint64 m_lastId = 0;
    bool m_linkHasEnded = false;
    QByteArray m_received;
    std::optional<Wire::Ready> m_ready;
};

} // namespace Amp::Test
