// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/clientactivity.h"

namespace Amp {

std::vector<Feed::ClientRow> ClientRates::update(std::vector<ClientActivity> clients)
{
    const QHash<quint64, ClientActivity> before = std::exchange(m_before, {});
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - m_updatedAt).count();
    m_updatedAt = now;
    std::vector<Feed::ClientRow> rows;
    rows.reserve(clients.size());
    for (ClientActivity &client : clients) {
        if (const auto known = before.constFind(client.row.id); known != before.constEnd()) {
            client.row.callsPerSecond = double(client.row.calls - known->row.calls) / seconds;
            client.row.bytesInPerSecond = double(client.bytesIn - known->bytesIn) / seconds;
            client.row.bytesOutPerSecond = double(client.bytesOut - known->bytesOut) / seconds;
        }
        rows.push_back(client.row);
        m_before.insert(client.row.id, client);
    }
    return rows;
}

} // namespace Amp
