// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QSet>
#include <QSocketNotifier>

#include "core/ring/ringmemory.h"
#include "core/ring/ringserver.h"
#include "core/workers/streamlink.h"

namespace Amp {

class RingSleeper;

// The link for native workers: calls and results lie in memory that both processes see, so that
// calls can be handed ahead and taken back; resources/docs/ring.md has the rules. The stream beside
// it carries Ready and calls that are too large, and tells of the hang-up.
class RingLink final : public Link, private ReplyReceiver
{
    Q_OBJECT

public:
    RingLink(std::unique_ptr<StreamLink> stream, std::unique_ptr<RingMemory> memory,
             RingSleeper &sleeper, QObject *parent = nullptr);
    ~RingLink() override;

    bool send(quint64 id, QByteArrayView callFrame, QString &refusal) override;
    bool hasRoomBehind(qsizetype frameBytes) const override;
    std::vector<quint64> takeBack() override;
    std::optional<std::chrono::steady_clock::time_point> startOf(quint64 id) override;
    void cancel(quint64 id) override;
    void sayGoodbye() override;
    void drain() override;
    bool neverStarted(quint64 id) const override { return m_returned.contains(id); }

    // For the sleeper. Harvest delivers what has come.
    void harvest();
    RingServer &ring() { return m_ring; }
    // True when it has no calls; then the sleeper forgets it until it has some again.
    bool leavesWhenEmpty();

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    // Where the ring puts the frames that come: one behind the other in memory that is kept.
    class Frames
    {
    public:
        struct Entry
        {
            quint64 id = 0;
            RingFrameKind kind = RingFrameKind::Result;
            size_t offset = 0;
            quint32 bytes = 0;
        };

        std::byte *begin(quint64 id, RingFrameKind kind, quint32 bytes);
        void end(quint64, RingFrameKind) { ++m_complete; }

        size_t complete() const { return m_complete; }
        const Entry &at(size_t index) const { return m_entries[index]; }
        QByteArrayView bytesOf(const Entry &entry) const;
        // Forgets those that are complete. One that is not stays where it is.
        void clear();

    private:
        std::vector<Entry> m_entries;
        size_t m_complete = 0;
        std::vector<std::byte> m_bytes;
        size_t m_used = 0; // of m_bytes
    };

    // Of the stream, on which no reply may come.
    void repliesBegan() override {}
    void replied(quint64 id, CallOutcome &outcome) override;
    void repliesEnded() override {}

    void onBell();
    void deliver();
    bool deliver(const Frames::Entry &entry, TimePoint now);
    bool deliverOther(const Frame &frame, const Frames::Entry &entry, TimePoint now);
    void sendLarge();

    std::unique_ptr<StreamLink> m_stream;
    std::unique_ptr<RingMemory> m_memory;
    RingServer m_ring;
    RingSleeper &m_sleeper;
    QSocketNotifier m_bell;
    Frames m_frames;
    QByteArray m_large; // a call that is to go over the stream
    bool m_isWithSleeper = false;
    bool m_delivers = false;  // what comes meanwhile waits for the next harvest
    QSet<quint64> m_returned; // when the worker has ended: what it had not started
};

} // namespace Amp
