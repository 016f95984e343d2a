// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>

namespace Amp {

// Ends a worker, of whatever kind, and tells when it is gone.
class Reaper : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual quint32 pid() const = 0; // 0: it is no process of its own

    // The worker has been asked to end between calls: with more and more emphasis, if need be.
    virtual void endSoon() = 0;
    // At once, as far as its kind can be ended at all.
    virtual void kill() = 0;

Q_SIGNALS:
    void failedToStart(const QString &reason); // nothing follows
    void ended(bool signalled, int code);      // it is gone, and all that it started with it
};

} // namespace Amp
