// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include "core/net/descriptorchannel.h"
#include "core/net/flushqueue.h"
#include "core/procedures/receivedcall.h"
#include "core/procedures/replysink.h"

namespace Amp {

// The worker's end of its link: frames <-> messages. It delivers one call at a time, also when a
// procedure runs an event loop of its own: further calls wait in the receive buffer.
class WorkerLink final : public QObject, public ReplySink
{
    Q_OBJECT

public:
    // Takes the descriptor over.
    explicit WorkerLink(int descriptor, QObject *parent = nullptr);

    int descriptor() const { return m_channel.descriptor(); }

    // Writes the message at once, and waits until the system has taken all of it: a procedure that
    // sends parts faster than they are read must not fill the memory with them.
    template <typename M>
    void send(quint64 id, const M &message)
    {
        QByteArray frame;
        Wire::write(frame, id, message);
        sendFrame(frame);
    }
    void sendFrame(QByteArrayView frame) override;

    // Whether the server has withdrawn the running call. Looks at the link at most once in a
    // millisecond.
    bool isCancelled() override;

Q_SIGNALS:
    void callReceived(const Amp::ReceivedCall &call);
    void goodbyeReceived();
    void closed();
    void broken(const QString &reason); // the server broke the protocol; nothing follows

private:
    enum class State {
        Idle,      // may deliver a call
        Running,   // callReceived() is being handled
        Cancelled, // the same, and nobody wants its result any more
        Ended      // goodbye, closed or broken: nothing is delivered any more
    };

    void setState(State state);
    void readFrames();
    void handle(const Frame &frame);
    void handleCall(const Frame &frame);
    void deliver(const ReceivedCall &call);
    void end(void (WorkerLink::*fact)());
    void fail(const QString &reason);
    void lookForCancel();

    FlushQueue m_flushQueue;
    DescriptorChannel m_channel;
    State m_state = State::Idle;
    quint64 m_runningId = 0;
    std::chrono::steady_clock::time_point m_lookedAt;
};

} // namespace Amp
