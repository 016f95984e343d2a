// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <vector>

#include "client/models/serverstate.h"

namespace Amp {

// The rows of the timeline: a heading for each pool, and a lane for each of its workers. Lanes keep
// their order, whatever happens on them.
class LaneLayout
{
public:
    static constexpr int rowHeight = 20;

    struct Row
    {
        QString pool;
        quint32 worker = 0; // 0: the pool's heading
        int top = 0;
    };

    LaneLayout() = default;
    explicit LaneLayout(const ServerState &state);

    const std::vector<Row> &rows() const { return m_rows; }
    int height() const { return int(m_rows.size()) * rowHeight; }
    const Row *at(double y) const;
    const Row *of(quint32 worker) const;
    // The lane that many lanes further on; the first or last one where there is none.
    const Row *lane(quint32 worker, int further) const;

private:
    std::vector<Row> m_rows;
};

} // namespace Amp
