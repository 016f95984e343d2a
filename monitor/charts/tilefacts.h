// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <vector>

#include <QCoreApplication>
#include <QString>

#include "client/models/serverstate.h"
#include "monitor/icons.h"
#include "monitor/viewstate.h"

namespace Amp {

// What one tile says, found from what is known of the server.
struct TileFacts
{
    Q_DECLARE_TR_FUNCTIONS(Amp::TileFacts)

public:
    enum class Kind { Calls, Queued, Latency, Failed, Busy, Clients };
    static constexpr int kindCount = 6;
    enum class Level { Normal, Slow, Failed, Paused };
    struct Figure
    {
        QString name; // before it: "p50"
        QString text;
        QString unit; // after it: "ms", "/ 64"
        bool isMain = true;
    };

    QString label;
    QString unit;
    std::vector<Figure> figures;
    QString remark; // beside the figure: "oldest 0.4 s"
    QString state;
    Icon icon = Icon::Slow; // of a state that deviates
    Level level = Level::Normal;
    std::vector<std::optional<double>> sparkline; // the last 60 s, one value a second

    static TileFacts of(Kind kind, const ServerState &state, const ViewState &view);
    // All of it in one sentence, for those who do not see the tile.
    QString spoken() const;

private:
    void tellCalls(const ServerState &state);
    void tellQueued(const ServerState &state);
    void tellLatency(const ServerState &state);
    void tellFailed(const ServerState &state);
    void tellBusy(const ServerState &state);
    void tellClients(const ServerState &state);
};

} // namespace Amp
