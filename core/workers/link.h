// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>

#include "core/protocol/messages.h"

namespace Amp {

// What carries calls from the pool to one worker and its replies back. A link knows frames and
// messages; what they mean for a call is the pool's business.
class Link : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // Hands a call over: a whole Call frame, which gets the given id on its way. False when this
    // worker cannot take such a call at all, and why in refusal; then nothing was sent.
    [[nodiscard]] virtual bool send(quint64 id, QByteArrayView callFrame, QString &refusal) = 0;
    // Tells the worker that the call it runs is not wanted any more.
    virtual void cancel(quint64 id) = 0;
    // Asks an idle worker to end itself.
    virtual void sayGoodbye() = 0;

    // Delivers every reply that is still in the link; for a worker whose process has ended.
    virtual void drain() = 0;
    // Whether a call that was sent cannot have been read, once the link has hung up or was drained.
    [[nodiscard]] virtual bool lastCallUnread() const = 0;

Q_SIGNALS:
    void ready(const Amp::Wire::Ready &ready);
    // The last reply of a call: frame holds a Result or an Error message that has been checked.
    void replied(quint64 id, const Amp::Wire::Message &reply);
    void progressed(quint64 id, const Amp::Wire::Progress &progress);
    void partReceived(quint64 id, QByteArrayView value);
    void hungUp();
    // The worker broke the protocol; nothing that it sends can be trusted from now on.
    void broken(const QString &reason);
};

} // namespace Amp
