// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include "core/net/channel.h"
#include "core/workers/link.h"

namespace Amp {

// The link for every kind of worker: frames on a channel, one call at a time.
class StreamLink final : public Link
{
    Q_OBJECT

public:
    explicit StreamLink(std::unique_ptr<Channel> channel, QObject *parent = nullptr);

    bool send(quint64 id, QByteArrayView callFrame, QString &refusal) override;
    void cancel(quint64 id) override;
    void sayGoodbye() override;
    void drain() override;
    bool neverStarted(quint64 id) const override;

private:
    void readFrames();
    bool handle(const Frame &frame); // false: stop reading
    bool handle(const Frame &frame, const Wire::Message &message);
    bool acceptReady(const Wire::Ready &ready);
    bool fail(const QString &reason);

    enum class State { Greeting, Open, Closed };

    std::unique_ptr<Channel> m_channel;
    State m_state = State::Greeting;
    quint64 m_lastSent = 0; // id of the last call
    bool m_raw = false;     // the worker takes and gives bare bytes
    bool m_cancelSent =
        false;             // behind the last call; then unread bytes prove nothing about the call
    QByteArray m_outgoing; // reused for every frame that is written
    QByteArray m_wrapped;  // holds a raw worker's value with its type in front
};

} // namespace Amp
