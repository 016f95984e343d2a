// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include <QObject>

#include "core/protocol/messages.h"

namespace Amp {

struct CallOutcome;

// Who hears the last replies of calls: one virtual function for each, and no signal. It must not
// delete the link from inside.
class ReplyReceiver
{
public:
    // Replies follow; repliesEnded() when there are no more for now.
    virtual void repliesBegan() = 0;
    // The call has ended. What the outcome says is what the worker knows, and endedAt.
    virtual void replied(quint64 id, CallOutcome &outcome) = 0;
    virtual void repliesEnded() = 0;

protected:
    ~ReplyReceiver() = default;
};

// What carries calls from the pool to one worker and its replies back. A link knows frames and
// messages; what they mean for a call is the pool's business.
class Link : public QObject
{
    Q_OBJECT

public:
    explicit Link(QObject *parent = nullptr)
        : QObject(parent)
    {}

    // Before the first call. It outlives the link.
    void setReceiver(ReplyReceiver &receiver) { m_receiver = &receiver; }

    // Hands a call over: a whole Call frame, which the worker runs after those that it has. It is
    // known by the id from then on, whatever id the frame has. False when this worker cannot take
    // such a call at all, and why in refusal; then nothing was sent.
    [[nodiscard]] virtual bool send(quint64 id, QByteArrayView callFrame, QString &refusal) = 0;
    // Whether a call with such a frame can be handed to a worker that has others.
    [[nodiscard]] virtual bool hasRoomBehind(qsizetype frameBytes) const;
    // Takes back what was handed over and has not started, and never will: ids, in order.
    [[nodiscard]] virtual std::vector<quint64> takeBack();
    // When the call started, if that is known better than by when it was handed over.
    [[nodiscard]] virtual std::optional<std::chrono::steady_clock::time_point> startOf(quint64 id);
    // Tells the worker that the call it runs is not wanted any more.
    virtual void cancel(quint64 id) = 0;
    // Asks an idle worker to end itself.
    virtual void sayGoodbye() = 0;

    // Delivers every reply that is still in the link; for a worker whose process has ended.
    virtual void drain() = 0;
    // Whether a call that was sent cannot have started, once the link has hung up or was drained.
    [[nodiscard]] virtual bool neverStarted(quint64 id) const = 0;

Q_SIGNALS:
    void ready(const Amp::Wire::Ready &ready);
    void progressed(quint64 id, const Amp::Wire::Progress &progress);
    void partReceived(quint64 id, QByteArrayView value);
    void hungUp();
    // The worker broke the protocol; nothing that it sends can be trusted from now on.
    void broken(const QString &reason);

protected:
    ReplyReceiver &receiver() { return *m_receiver; }
    // One reply that came alone.
    void tell(quint64 id, CallOutcome &&outcome);

private:
    ReplyReceiver *m_receiver = nullptr;
};

// What a link of one call at a time says.

inline bool Link::hasRoomBehind(qsizetype) const
{
    return false;
}

inline std::vector<quint64> Link::takeBack()
{
    return {};
}

inline std::optional<std::chrono::steady_clock::time_point> Link::startOf(quint64)
{
    return {};
}

} // namespace Amp
