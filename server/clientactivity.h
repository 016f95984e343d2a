// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <vector>

#include <QHash>

#include "core/stats/feed.h"

namespace Amp {

// A client as its session knows it: its row, without rates, and what rates are made of.
struct ClientActivity
{
    Feed::ClientRow row;
    quint64 bytesIn = 0;
    quint64 bytesOut = 0;
};

// Makes rates from what clients have done at two moments.
class ClientRates
{
public:
    // Rows with the rates since the time before.
    std::vector<Feed::ClientRow> update(std::vector<ClientActivity> clients);

private:
    using Clock = std::chrono::steady_clock;

    QHash<quint64, ClientActivity> m_before;
    Clock::time_point m_updatedAt;
};

} // namespace Amp
