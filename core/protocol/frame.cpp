// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/frame.h"

#include <QtCore/qendian.h>

namespace Amp {

FrameScan scanFrame(QByteArrayView bytes, quint32 maxFrameBytes)
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
