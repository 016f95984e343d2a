// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QObject>
#include <QTimer>

#include "client/models/serverfeed.h"

namespace Amp {

// amp-monitor --once --json: asks a server for a snapshot, prints it and ends.
class OnceRunner : public QObject
{
    Q_OBJECT

public:
    OnceRunner(const QString &address, std::chrono::milliseconds timeout,
               QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void finished(int exitCode);

private:
    void print(const Feed::Update &update);
    void fail(ErrorCode code, const QString &sentence);

    const QString m_address;
    ServerFeed m_feed;
    QTimer m_patience;
    QString m_reason; // why the last attempt did not succeed
    bool m_isOver = false;
};

} // namespace Amp
