// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QByteArray>

#include "core/protocol/messages.h"

namespace Amp::Test {

// The frame of one message, with what a test needs to know of it.
struct SampleFrame
{
    const char *name;
    QByteArray frame;
    qsizetype restBytes = 0; // at the end, of a field that takes what remains
};

// One of each message: those of the section "Worked bytes" of protocol.md, in its order.
std::vector<SampleFrame> sampleFrames();
// The Call among them, with other arguments, which must outlive it.
Wire::Call sampleCall(QByteArrayView arguments);

template <typename M>
QByteArray frameWith(quint64 id, const M &message)
{
    QByteArray frame;
    Wire::write(frame, id, message);
    return frame;
}

} // namespace Amp::Test
