// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearrayview.h>
#include <QtCore/qendian.h>

#include "core/protocol/limits.h"

namespace Amp {

// The type byte of a frame. Numbers that are missing are reserved for messages of later versions.
enum class MessageType : quint8 {
    Hello = 1,
    Welcome = 3,
    Refuse = 4,
    Call = 5,
    Cancel = 6,
    Progress = 8,
    Part = 9,
    Result = 10,
    Error = 11,
    Ready = 12,
    Ping = 13,
    Pong = 14,
    Goodbye = 15,
    Subscribe = 18,
    Snapshot = 19,
    Delta = 20,
    Command = 21,
    Reply = 22
};

// One frame as it lies in a receive buffer: quint32 size of what follows, quint8 type, quint64 id,
// body.
struct Frame
{
    static constexpr qsizetype sizeBytes = 4;
    static constexpr qsizetype headerBytes = 13; // size, type and id

    quint8 type = 0;
    quint64 id = 0;
    QByteArrayView body;
    QByteArrayView bytes; // the whole frame, header included
};

enum class FrameStatus { Complete, Incomplete, Malformed };

struct FrameScan
{
    FrameStatus status = FrameStatus::Incomplete;
    Frame frame; // set when Complete
};

// Looks at the first frame in bytes. Malformed: its size field is above maxFrameBytes or too small
// for type and id; then nothing that follows can be trusted. Allocates nothing.
inline FrameScan scanFrame(QByteArrayView bytes, quint32 maxFrameBytes = Limits::maxFrameBytes)
{
    if (bytes.size() < Frame::sizeBytes)
        return {};
    const auto size = qFromBigEndian<quint32>(bytes.data());
    if (size > maxFrameBytes || size < Frame::headerBytes - Frame::sizeBytes)
        return {FrameStatus::Malformed, {}};
    const qsizetype whole = Frame::sizeBytes + qsizetype(size);
    if (bytes.size() < whole)
        return {};
    Frame frame;
    frame.type = quint8(bytes[Frame::sizeBytes]);
    frame.id = qFromBigEndian<quint64>(bytes.data() + Frame::sizeBytes + 1);
    frame.bytes = bytes.first(whole);
    frame.body = frame.bytes.sliced(Frame::headerBytes);
    return {FrameStatus::Complete, frame};
}

} // namespace Amp
