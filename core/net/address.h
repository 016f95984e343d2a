// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qstring.h>
#include <QtCore/qstringview.h>
#include <QtNetwork/qhostaddress.h>

#include "core/protocol/result.h"

namespace Amp {

// Where a server listens or is reached, as people write it:
// 127.0.0.1:1337, *:1337, [::]:1337, [fe80::1%eth0]:1337, localhost:1337, local:NAME
struct AMP_CORE_EXPORT Address
{
    enum class Kind { Tcp, Local };
    enum class Purpose { Listen, Connect };

    Kind kind = Kind::Tcp;
    QString host;      // Tcp: a name, an IP address without brackets, or "*"
    quint16 port = 0;  // Tcp: 0 lets the system pick one, for listening only
    QString localName; // Local: a name, or an absolute path

    // An error is one BadArguments sentence that shows how it is written.
    static Result<Address> parse(QStringView text, Purpose purpose);

    // The address to bind a TCP listener to. "*" is all of IPv4 and "[::]" all of IPv6, each
    // without the other; a link-local address without a scope gets the interface that owns it.
    Result<QHostAddress> listenAddress() const;

    QString toString() const; // parse() reads it back
    bool operator==(const Address &other) const = default;
};

// Also true for an IPv4 loopback address inside IPv6 (::ffff:127.0.0.1).
bool isLoopback(const QHostAddress &address);

} // namespace Amp
