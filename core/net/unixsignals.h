// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QtCore/qobject.h>
#include <QtCore/qsocketnotifier.h>

namespace Amp {

// Brings the signals of the system into the event loop, where anything may be done. SIGPIPE is
// ignored meanwhile: a peer that left is an error of write(). One object at a time; its end
// restores what was there before. Children inherit ignored signals: whoever starts some resets
// them.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    explicit UnixSignals(QObject *parent = nullptr);
    ~UnixSignals() override;

Q_SIGNALS:
    void terminateRequested(); // SIGTERM or SIGINT; once for each, so that a second one can hurry
    void reloadRequested();    // SIGHUP

private:
    void readSignals();

    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace Amp
