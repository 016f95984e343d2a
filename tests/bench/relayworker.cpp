// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/relayworker.h"

#include <csignal>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/relaybuffer.h"
#include "tests/bench/relayheader.h"

namespace Amp::Bench {

namespace {

qsizetype wholeFrames(QByteArrayView bytes)
{
    qsizetype whole = 0;
    while (const qsizetype next = relayFrameBytes(bytes.sliced(whole)))
        whole += next;
    return whole;
}

bool writeAll(int socket, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = send(socket, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
        if (written <= 0)
            return false;
        bytes = bytes.sliced(written);
    }
    return true;
}

void answerCalls(int socket)
{
    RelayBuffer received;
    for (;;) {
        const ssize_t got =
            recv(socket, received.reserve(RelayBuffer::bytesPerRead), RelayBuffer::bytesPerRead, 0);
        if (got <= 0)
            return;
        received.commit(got);
        const qsizetype whole = wholeFrames(received.view());
        if (!writeAll(socket, received.view().first(whole)))
            return;
        received.take(whole);
    }
}

void waitForHangUp(int socket)
{
    pollfd poll = {socket, 0, 0};
    ::poll(&poll, 1, -1);
}

} // namespace

void runRelayWorker(int socket, bool paused)
{
    prctl(PR_SET_NAME, relayWorkerName);
    paused ? waitForHangUp(socket) : answerCalls(socket);
    _exit(0);
}

} // namespace Amp::Bench
