// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/procedures/autoloader.h"
#include "core/procedures/callrunner.h"
#include "core/ring/adaptivespin.h"
#include "core/ring/ringmemory.h"
#include "core/ring/ringworker.h"

namespace Amp {

// Runs the calls of a ring, one after the other, and sleeps where there are none. No event loop
// runs: what procedures have posted is handled before each sleep.
class RingLoop final : public ReplySink
{
public:
    struct Descriptors
    {
        int calls = -1;
        int shared = -1;
        int bell = -1;

        // "5,6,7", as the server writes it; none when it is not that.
        static Descriptors parse(const QByteArray &text);
        bool areThere() const { return calls >= 0; }
    };

    // Socket is the link beside the ring, on which large calls come.
    RingLoop(RingMapping mapping, int bell, int socket, Autoloader &procedures, AdaptiveSpin spin);

    // Until the server says goodbye; an error when it broke the protocol.
    Result<Done> run();

    void sendFrame(QByteArrayView frame) override;
    bool isCancelled() override { return m_ring.isCancelled(); }

private:
    bool waitForCalls();
    Result<Done> run(const RingCall &call);
    Result<Done> run(QByteArrayView frame);
    Result<QByteArray> receiveLarge(qsizetype bytes) const;

    RingMapping m_mapping;
    RingWorker m_ring;
    const int m_socket;
    Autoloader &m_procedures;
    CallRunner m_runner;
    AdaptiveSpin m_spin;
};

} // namespace Amp
