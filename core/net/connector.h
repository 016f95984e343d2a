// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <memory>

#include <QtCore/qiodevice.h>
#include <QtCore/qpointer.h>

#include "core/net/address.h"

namespace Amp {

class Channel;
class FlushQueue;

// One attempt to reach an address. It ends with one of its signals, or by deleting the connector,
// which may also happen inside of them.
class AMP_CORE_EXPORT Connector : public QObject
{
    Q_OBJECT

public:
    Connector(const Address &address, FlushQueue &flushQueue, QObject *parent = nullptr);
    ~Connector() override;

    void start();

    // For programs without a running event loop: blocks until a signal was emitted or the time is
    // over.
    void wait(std::chrono::milliseconds timeout);
    // The same for bytes on the channel that it has made or, if asked for, for room to write some.
    void waitForBytes(std::chrono::milliseconds timeout, bool orForRoom = false);

Q_SIGNALS:
    void connected(Amp::Channel *channel); // the receiver owns it
    void failed(const QString &reason);    // as the system says it: "Connection refused"

private:
    // Sockets must not be deleted inside their own signals.
    struct DeleteLater
    {
        void operator()(QIODevice *socket) const { socket->deleteLater(); }
    };

    template <typename Socket>
    Socket *adopt(Socket *socket);
    template <typename Socket>
    void finish(Socket *socket);

    Address m_address;
    FlushQueue &m_flushQueue;
    std::unique_ptr<QIODevice, DeleteLater> m_socket; // null before start() and after the end
    int m_descriptor = -1;                            // of the channel, where there is one
    QPointer<QIODevice> m_device;                     // of the channel, where there is one
};

} // namespace Amp
