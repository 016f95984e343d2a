// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/recentservers.h"

#include <algorithm>

#include <QCoreApplication>
#include <QSettings>

namespace Amp::RecentServers {

namespace {

constexpr std::size_t maxServers = 12;

void save(const std::vector<RecentServer> &servers)
{
    QSettings settings;
    settings.beginWriteArray(QStringLiteral("servers"), int(servers.size()));
    for (std::size_t i = 0; i < servers.size(); ++i) {
        settings.setArrayIndex(int(i));
        settings.setValue(QStringLiteral("name"), servers[i].name);
        settings.setValue(QStringLiteral("address"), servers[i].address);
        settings.setValue(QStringLiteral("mayOperate"), servers[i].mayOperate);
        settings.setValue(QStringLiteral("lastSeen"), servers[i].lastSeen);
    }
    settings.endArray();
}

std::vector<RecentServer> without(const QString &address)
{
    std::vector<RecentServer> servers = load();
    std::erase_if(servers, [&](const RecentServer &s) { return s.address == address; });
    return servers;
}

} // namespace

std::vector<RecentServer> load()
{
    QSettings settings;
    std::vector<RecentServer> servers;
    const int count = settings.beginReadArray(QStringLiteral("servers"));
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        RecentServer server;
        server.name = settings.value(QStringLiteral("name")).toString();
        server.address = settings.value(QStringLiteral("address")).toString();
        server.mayOperate = settings.value(QStringLiteral("mayOperate")).toBool();
        server.lastSeen = settings.value(QStringLiteral("lastSeen")).toDateTime();
        if (!server.address.isEmpty())
            servers.push_back(server);
    }
    return servers;
}

void remember(const RecentServer &server)
{
    std::vector<RecentServer> servers = without(server.address);
    servers.insert(servers.begin(), server);
    if (servers.size() > maxServers)
        servers.resize(maxServers);
    save(servers);
}

void forget(const QString &address)
{
    save(without(address));
}

QString nameFor(const QString &address)
{
    const bool isHere = address.startsWith(QLatin1String("local:")) ||
                        address.startsWith(QLatin1String("127.")) ||
                        address.startsWith(QLatin1String("[::1]")) ||
                        address.startsWith(QLatin1String("localhost:"));
    if (isHere)
        return QCoreApplication::translate("Amp::RecentServers", "this machine");
    return address.section(QLatin1Char(':'), 0, -2);
}

} // namespace Amp::RecentServers
