// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/replycontext.h"

#include "core/procedures/payload.h"

namespace Amp {

namespace {

// A text of progress is for people, and must not exceed the frame.
constexpr qsizetype maxProgressCharacters = 1024;

} // namespace

void ReplyContext::reportProgress(quint64 done, quint64 total, const QString &text)
{
    const QByteArray utf8 = text.left(maxProgressCharacters).toUtf8();
    QByteArray frame;
    Wire::write(frame, m_call.id, Wire::Progress{done, total, utf8});
    m_sink.sendFrame(frame);
}

void ReplyContext::sendPart(const QVariant &value)
{
    QByteArray frame;
    const auto written = writeWithValue(frame, m_call.id, Wire::Part(), value,
                                        {"A part of the result of ", m_call.procedure});
    if (written)
        m_sink.sendFrame(frame);
    else if (!m_partError)
        m_partError = written.error();
}

} // namespace Amp
