// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/worker/linkcontext.h"

#include "server/worker/payload.h"

namespace Amp {

namespace {

// A text of progress is for people, and must not exceed the frame.
constexpr qsizetype maxTextCharacters = 1024;

} // namespace

void LinkContext::reportProgress(quint64 done, quint64 total, const QString &text)
{
    const QByteArray utf8 = text.left(maxTextCharacters).toUtf8();
    m_link.send(m_call.id, Wire::Progress{done, total, utf8});
}

void LinkContext::sendPart(const QVariant &value)
{
    QByteArray frame;
    const auto written = writeWithValue(
        frame, m_call.id, Wire::Part(), value,
        QStringLiteral("A part of the result of %1").arg(QString::fromUtf8(m_call.procedure)));
    if (written)
        m_link.sendFrame(frame);
    else if (!m_partError)
        m_partError = written.error();
}

} // namespace Amp
