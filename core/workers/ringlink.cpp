// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/ringlink.h"

#include <sys/eventfd.h>

#include "core/workers/callendings.h"
#include "core/workers/ringsleeper.h"

namespace Amp {

namespace {

// Larger blocks are given back to the system rather than kept for the next frame.
constexpr size_t keptBytes = 128 * 1024;

} // namespace

std::byte *RingLink::Frames::begin(quint64 id, RingFrameKind kind, quint32 bytes)
{
    m_entries.push_back({id, kind, m_used, bytes});
    m_used += bytes;
    if (m_bytes.size() < m_used)
        m_bytes.resize(std::max(m_used, 2 * m_bytes.size()));
    return m_bytes.data() + m_entries.back().offset;
}

QByteArrayView RingLink::Frames::bytesOf(const Entry &entry) const
{
    return {reinterpret_cast<const char *>(m_bytes.data() + entry.offset), qsizetype(entry.bytes)};
}

void RingLink::Frames::clear()
{
    m_entries.erase(m_entries.begin(), m_entries.begin() + std::ptrdiff_t(m_complete));
    m_complete = 0;
    if (!m_entries.empty())
        return;
    m_used = 0;
    if (m_bytes.size() > keptBytes)
        m_bytes = std::vector<std::byte>();
}

RingLink::RingLink(std::unique_ptr<StreamLink> stream, std::unique_ptr<RingMemory> memory,
                   RingSleeper &sleeper, QObject *parent)
    : Link(parent)
    , m_stream(std::move(stream))
    , m_memory(std::move(memory))
    , m_ring(m_memory->pages())
    , m_sleeper(sleeper)
    , m_bell(m_memory->bellDescriptor(), QSocketNotifier::Read)
{
    connect(&m_bell, &QSocketNotifier::activated, this, [this] { onBell(); });
    connect(m_stream.get(), &Link::ready, this, &Link::ready);
    connect(m_stream.get(), &Link::hungUp, this, &Link::hungUp);
    connect(m_stream.get(), &Link::broken, this, &Link::broken);
    m_stream->setReceiver(*this);
}

RingLink::~RingLink()
{
    m_sleeper.remove(this);
}

bool RingLink::send(quint64 id, QByteArrayView callFrame, QString &)
{
    const auto bytes = quint32(callFrame.size());
    if (RingServer::isLarge(bytes)) {
        m_large = callFrame.toByteArray();
        m_ring.putLarge(id, bytes);
    } else {
        // What may be long is handed over alone, so that no result waits to be rung for before it.
        constexpr bool isLong = false;
        m_ring.put(id, std::as_bytes(std::span(callFrame.data(), bytes)), isLong);
    }
    if (!std::exchange(m_isWithSleeper, true))
        m_sleeper.add(this);
    return true;
}

bool RingLink::leavesWhenEmpty()
{
    if (m_ring.isEmpty())
        m_isWithSleeper = false;
    return !m_isWithSleeper;
}

bool RingLink::hasRoomBehind(qsizetype frameBytes) const
{
    return m_ring.fits(quint32(frameBytes));
}

std::vector<quint64> RingLink::takeBack()
{
    std::vector<quint64> ids;
    m_ring.takeBack([&ids](quint64 id) { ids.push_back(id); });
    return ids;
}

std::optional<std::chrono::steady_clock::time_point> RingLink::startOf(quint64 id)
{
    const auto running = m_ring.running();
    if (!running || running->token != id)
        return {};
    const std::chrono::microseconds age(MappedRing::now() - running->sinceMicroseconds);
    return std::chrono::steady_clock::now() - age;
}

void RingLink::cancel(quint64 id)
{
    const RingWithdrawal withdrawal = m_ring.withdraw(id);
    Q_ASSERT(withdrawal == RingWithdrawal::Told); // what had not started was taken back
}

void RingLink::sayGoodbye()
{
    m_ring.sayGoodbye();
}

void RingLink::drain()
{
    m_stream->drain(); // Ready may still be there
    m_ring.settle(
        m_frames, [](quint64) {}, [this](quint64 id) { m_returned.insert(id); });
    deliver();
}

void RingLink::harvest()
{
    if (m_delivers || !m_ring.holdsCalls() || m_ring.broken())
        return;
    m_ring.harvest(m_frames);
    deliver();
    sendLarge();
    if (const char *reason = m_ring.broken())
        Q_EMIT broken(QLatin1StringView(reason));
}

void RingLink::onBell()
{
    eventfd_t rings = 0;
    ::eventfd_read(m_memory->bellDescriptor(), &rings);
    harvest();
}

// What is handed over while this emits goes into the ring at once; nothing is harvested until all
// of this has been heard.
void RingLink::deliver()
{
    if (m_frames.complete() == 0)
        return;
    m_delivers = true;
    receiver().repliesBegan();
    const TimePoint now = std::chrono::steady_clock::now();
    for (size_t i = 0; i < m_frames.complete() && deliver(m_frames.at(i), now); ++i) {
    }
    m_frames.clear();
    m_delivers = false;
    receiver().repliesEnded();
}

bool RingLink::deliver(const Frames::Entry &entry, TimePoint now)
{
    const QByteArrayView bytes = m_frames.bytesOf(entry);
    const FrameScan scan = scanFrame(bytes);
    if (scan.status != FrameStatus::Complete || scan.frame.bytes.size() != bytes.size()) {
        Q_EMIT broken(QStringLiteral("sent half a frame"));
        return false;
    }
    Wire::Result result;
    if (entry.kind != RingFrameKind::Result || !Wire::readResult(scan.frame, result))
        return deliverOther(scan.frame, entry, now);
    CallOutcome outcome = outcomeOf(result);
    outcome.endedAt = now;
    receiver().replied(entry.id, outcome);
    return true;
}

bool RingLink::deliverOther(const Frame &frame, const Frames::Entry &entry, TimePoint now)
{
    const Result<Wire::Message> message = Wire::parse(frame);
    if (!message) {
        Q_EMIT broken(message.error().message());
        return false;
    }
    const auto *error = std::get_if<Wire::Error>(&*message);
    const bool isReply = error || std::holds_alternative<Wire::Result>(*message);
    if (isReply != (entry.kind == RingFrameKind::Result)) {
        Q_EMIT broken(QStringLiteral("sent a message as what it is not"));
        return false;
    }
    if (error) {
        CallOutcome outcome = outcomeOf(*error);
        outcome.endedAt = now;
        receiver().replied(entry.id, outcome);
    } else if (const auto *progress = std::get_if<Wire::Progress>(&*message)) {
        Q_EMIT progressed(entry.id, *progress);
    } else if (const auto *part = std::get_if<Wire::Part>(&*message)) {
        Q_EMIT partReceived(entry.id, part->value);
    } else {
        Q_EMIT broken(
            QStringLiteral("sent a message of type %1, which is not a worker's").arg(frame.type));
        return false;
    }
    return true;
}

void RingLink::replied(quint64, CallOutcome &)
{
    Q_EMIT broken(QStringLiteral("answered on the wrong link"));
}

void RingLink::sendLarge()
{
    if (const auto id = m_ring.largeToSend()) {
        QString refusal;
        if (m_stream->send(*id, m_large, refusal))
            m_ring.largeSent();
        m_large.clear();
    }
}

} // namespace Amp
