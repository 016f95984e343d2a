// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/streamlink.h"

#include <algorithm>

#include "core/workers/callendings.h"
#include "core/workers/rawpayload.h"

namespace Amp {

StreamLink::StreamLink(std::unique_ptr<Channel> channel, QObject *parent)
    : Link(parent)
    , m_channel(std::move(channel))
{
    connect(m_channel.get(), &Channel::readyRead, this, &StreamLink::readFrames);
    connect(m_channel.get(), &Channel::closed, this, [this] {
        if (m_state != State::Closed) {
            m_state = State::Closed;
            Q_EMIT hungUp();
        }
    });
}

bool StreamLink::send(quint64 id, QByteArrayView callFrame, QString &refusal)
{
    Q_ASSERT(m_state == State::Open);
    m_outgoing.resize(0);
    if (m_raw) {
        auto call = std::get<Wire::Call>(*Wire::parse(scanFrame(callFrame).frame));
        const auto bytes = RawPayload::unwrapArguments(call.arguments);
        if (!bytes) {
            refusal = QStringLiteral("%1 takes exactly one argument of type QByteArray.")
                          .arg(QString::fromUtf8(call.procedure));
            return false;
        }
        call.arguments = *bytes;
        Wire::write(m_outgoing, id, call);
    } else {
        m_outgoing.append(callFrame);
        Wire::setFrameId(m_outgoing.data(), id);
    }
    m_cancelSent = false;
    m_lastSent = id;
    m_channel->append(m_outgoing);
    m_channel->flush(); // the worker has nothing else to do, and nothing more will come for it
    return true;
}

void StreamLink::cancel(quint64 id)
{
    if (m_state != State::Open)
        return;
    m_outgoing.resize(0);
    Wire::write(m_outgoing, id, Wire::Cancel());
    m_cancelSent = true;
    m_channel->append(m_outgoing);
}

void StreamLink::sayGoodbye()
{
    if (m_state == State::Closed)
        return;
    m_outgoing.resize(0);
    Wire::write(m_outgoing, 0, Wire::Goodbye{"The server ends this worker."});
    m_channel->append(m_outgoing);
    m_channel->flush();
}

void StreamLink::drain()
{
    if (m_state == State::Closed)
        return;
    m_channel->readNow();
    readFrames();
}

bool StreamLink::neverStarted(quint64 id) const
{
    return id == m_lastSent && !m_cancelSent &&
           (m_channel->pendingBytes() > 0 || m_channel->peerLeftBytesUnread());
}

void StreamLink::readFrames()
{
    while (m_state != State::Closed) {
        const FrameScan scan = scanFrame(m_channel->readable());
        if (scan.status == FrameStatus::Incomplete)
            return;
        if (scan.status == FrameStatus::Malformed) {
            fail(QStringLiteral("sent a frame with an impossible size"));
            return;
        }
        // The frame is consumed only after it was handled, since messages point into it. Nothing
        // that is connected to a link runs user code or deletes the link while it emits.
        if (!handle(scan.frame))
            return;
        m_channel->consume(scan.frame.bytes.size());
    }
}

bool StreamLink::handle(const Frame &frame)
{
    const Result<Wire::Message> message = Wire::parse(frame);
    if (!message)
        return fail(message.error().message());
    return handle(frame, *message);
}

bool StreamLink::handle(const Frame &frame, const Wire::Message &message)
{
    if (const auto *ready = std::get_if<Wire::Ready>(&message))
        return acceptReady(*ready);
    if (m_state != State::Open)
        return fail(QStringLiteral("sent another message before Ready"));
    if (const auto *progress = std::get_if<Wire::Progress>(&message)) {
        Q_EMIT progressed(frame.id, *progress);
    } else if (const auto *part = std::get_if<Wire::Part>(&message)) {
        Q_EMIT partReceived(frame.id, part->value);
    } else if (const auto *result = std::get_if<Wire::Result>(&message)) {
        CallOutcome outcome = outcomeOf(*result);
        if (m_raw) {
            RawPayload::wrapValue(m_wrapped, result->value);
            outcome.value = m_wrapped;
        }
        tell(frame.id, std::move(outcome));
    } else if (const auto *error = std::get_if<Wire::Error>(&message)) {
        tell(frame.id, outcomeOf(*error));
    } else if (std::holds_alternative<Wire::Goodbye>(message)) {
        return true; // the hang-up follows and says the same
    } else {
        return fail(
            QStringLiteral("sent a message of type %1, which is not a worker's").arg(frame.type));
    }
    return true;
}

bool StreamLink::acceptReady(const Wire::Ready &ready)
{
    if (m_state != State::Greeting)
        return fail(QStringLiteral("said Ready twice"));
    if (ready.version != Wire::version) {
        return fail(
            QStringLiteral("speaks version %1 of the protocol and this server version %2; use "
                           "programs of one release")
                .arg(ready.version)
                .arg(Wire::version));
    }
    m_raw = std::find(ready.capabilities.begin(), ready.capabilities.end(), "raw") !=
            ready.capabilities.end();
    m_state = State::Open;
    Q_EMIT this->ready(ready);
    return true;
}

bool StreamLink::fail(const QString &reason)
{
    m_state = State::Closed;
    m_channel->close();
    Q_EMIT broken(reason);
    return false;
}

} // namespace Amp
