// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QDateTime>
#include <QString>

namespace Amp {

// A server that this user has watched before.
struct RecentServer
{
    QString name;
    QString address;
    bool mayOperate = false;
    QDateTime lastSeen;
};

// The servers in the user's settings, the last one first.
namespace RecentServers {

std::vector<RecentServer> load();
void remember(const RecentServer &server);
void forget(const QString &address);
// What a server without a name of its own is called: "this machine", or its host.
QString nameFor(const QString &address);

} // namespace RecentServers

} // namespace Amp
