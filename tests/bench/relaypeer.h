// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <deque>

#include "tests/bench/relaybuffer.h"

namespace Amp::Bench {

// A socket of the relay that never blocks it, to a client or to a worker. It closes the socket.
class RelayPeer
{
public:
    explicit RelayPeer(int socket);
    ~RelayPeer();
    Q_DISABLE_COPY_MOVE(RelayPeer)

    [[nodiscard]] int socket() const { return m_socket; }
    [[nodiscard]] bool hasOutput() const { return !m_out.isEmpty(); }

    // Reads once. False when the other side has ended.
    bool receive();
    // What has been received and not been taken; views stay valid until receive().
    [[nodiscard]] QByteArrayView received() const { return m_in.view(); }
    void take(qsizetype bytes) { m_in.take(bytes); }

    // Small ones wait for flush(); large ones are written at once where that is possible.
    void send(QByteArrayView frame);
    void flush();

    // Of a worker: the clients of the calls that it has, in order. Null: the client has gone.
    std::deque<RelayPeer *> callers;
    bool isWorker = false;
    bool isDirty = false;       // flush() is due at the end of the turn
    bool waitsForSpace = false; // flush() could not write everything

private:
    qsizetype write(QByteArrayView bytes);

    int m_socket;
    RelayBuffer m_in;
    RelayBuffer m_out;
};

} // namespace Amp::Bench
