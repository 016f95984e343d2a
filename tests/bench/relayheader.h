// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstring>

#include <QByteArrayView>

namespace Amp::Bench {

// Stands before the payload of a call, and of its result, on all ways of the relay; in the byte
// order of the machine, since nobody but this program reads it.
struct RelayHeader
{
    quint32 payloadBytes = 0;
    quint32 number = 0; // of the call; a result has its call's
};

// How many bytes the first frame has; 0 when it is not whole.
inline qsizetype relayFrameBytes(QByteArrayView bytes)
{
    RelayHeader header;
    if (bytes.size() < qsizetype(sizeof header))
        return 0;
    std::memcpy(&header, bytes.data(), sizeof header);
    const qsizetype whole = qsizetype(sizeof header) + header.payloadBytes;
    return bytes.size() < whole ? 0 : whole;
}

} // namespace Amp::Bench
