// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>
#include <vector>

#include "tests/bench/measurement.h"
#include "tests/bench/socketframes.h"

namespace Amp::Bench {

// A plain socket that has been welcomed by a server, or is one to the relay, with up to depth calls
// in flight. It is blocking until setNonBlocking().
class WireConnection
{
public:
    static Result<std::unique_ptr<WireConnection>> open(const LoadOptions &options, int depth,
                                                        Measurement &measurement);
    ~WireConnection();
    Q_DISABLE_COPY_MOVE(WireConnection)

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] bool isIdle() const { return m_freeSlots.size() == m_slots.size(); }
    [[nodiscard]] qsizetype pendingBytes() const { return m_out.size() - m_sent; }
    void setNonBlocking();

    // Puts calls into the output until depth of them are in flight.
    void topUp();
    // Writes the output, or what the system takes of it.
    Result<Done> flush();
    // Reads once and takes every whole reply.
    Result<Done> receive();

private:
    // A place for a call in flight. Its calls have the numbers slot, slot + depth, slot + 2 * depth
    // and so on: each number occurs once, and names its slot.
    struct Slot
    {
        quint64 id = 0;
        bool isBusy = false;
        Clock::time_point sentAt;
    };

    WireConnection(const LoadOptions &options, int depth, Measurement &measurement);

    Result<Done> connectTo(quint16 port);
    Result<Done> greet();
    Result<Done> fill();
    FrameScan takeFrame();
    Result<Done> takeReply(const Frame &frame, Clock::time_point now);

    Measurement &m_measurement;
    const std::unique_ptr<SocketFrames> m_frames;
    int m_descriptor = -1;
    std::vector<Slot> m_slots;
    std::vector<quint32> m_freeSlots;
    QByteArray m_out;
    qsizetype m_sent = 0; // of m_out
    QByteArray m_in;      // received bytes lie between m_inBegin and m_inEnd
    qsizetype m_inBegin = 0;
    qsizetype m_inEnd = 0;
};

} // namespace Amp::Bench
