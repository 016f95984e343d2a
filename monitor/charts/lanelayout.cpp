// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/lanelayout.h"

#include <algorithm>

namespace Amp {

LaneLayout::LaneLayout(const ServerState &state)
{
    const auto add = [this](const QString &pool, quint32 worker) {
        m_rows.push_back({pool, worker, height()});
    };
    for (const auto &[id, worker] : state.workers()) {
        if (m_rows.empty() || m_rows.back().pool != worker.pool)
            add(worker.pool, 0);
        add(worker.pool, id);
    }
}

const LaneLayout::Row *LaneLayout::at(double y) const
{
    const int index = y < 0 ? -1 : int(y) / rowHeight;
    return index >= 0 && index < int(m_rows.size()) ? &m_rows[std::size_t(index)] : nullptr;
}

const LaneLayout::Row *LaneLayout::of(quint32 worker) const
{
    const auto row = std::find_if(m_rows.begin(), m_rows.end(), [worker](const Row &each) {
        return each.worker == worker && worker != 0;
    });
    return row == m_rows.end() ? nullptr : &*row;
}

const LaneLayout::Row *LaneLayout::lane(quint32 worker, int further) const
{
    std::vector<const Row *> lanes;
    int current = further > 0 ? -1 : 0;
    for (const Row &row : m_rows) {
        if (row.worker == worker && worker != 0)
            current = int(lanes.size());
        if (row.worker != 0)
            lanes.push_back(&row);
    }
    if (lanes.empty())
        return nullptr;
    return lanes[std::size_t(std::clamp(current + further, 0, int(lanes.size()) - 1))];
}

} // namespace Amp
