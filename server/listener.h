// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>
#include <vector>

#include <QLocalServer>
#include <QObject>
#include <QTcpServer>
#include <QTimer>

#include "core/net/address.h"

namespace Amp {

// Who has connected: the descriptor, and the peer's address where there is one.
struct Connection
{
    int descriptor = -1;
    QString peer;        // for people: "127.0.0.1:53122", "local:NAME"
    QByteArray address;  // without the port
    bool isLocal = true; // on this machine
};

// One address that the server listens on.
class Listener : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // Clients queue up in the system until accept() is called.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> listen(const Address &address);

    virtual void accept() = 0;
    // With the port that the system picked.
    virtual QString name() const = 0;
    virtual bool isReachableFromOutside() const = 0; // from other machines

Q_SIGNALS:
    // The receiver owns the descriptor.
    void connected(const Amp::Connection &connection);
    void acceptFailed(const QString &reason); // the listener tries again shortly after
};

} // namespace Amp
