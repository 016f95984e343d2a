// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/tilebar.h"

#include <numeric>

#include <QResizeEvent>

namespace Amp {

namespace {

constexpr int fullHeight = 72;
constexpr int compactHeight = 56;
using Shares = std::array<int, TileFacts::kindCount>;
constexpr Shares fullShares = {200, 230, 350, 200, 200, 200};
constexpr Shares compactShares = {145, 169, 270, 146, 147, 147}; // Latency needs its figures' width

} // namespace

TileBar::TileBar(const ServerState &state, ViewState &view, QWidget *parent)
    : QWidget(parent)
{
    for (int i = 0; i < TileFacts::kindCount; ++i) {
        const auto kind = TileFacts::Kind(i);
        auto *const tile = new Tile(kind, state, view, this);
        connect(tile, &Tile::clicked, this, [this, kind] { Q_EMIT tileClicked(kind); });
        m_tiles[std::size_t(i)] = tile;
    }
    m_tiles.back()->setLast(true);
    setFixedHeight(fullHeight);
}

void TileBar::setCompact(bool compact)
{
    for (Tile *const tile : m_tiles)
        tile->setCompact(compact);
    setFixedHeight(compact ? compactHeight : fullHeight);
}

QSize TileBar::sizeHint() const
{
    return {1440, height()};
}

void TileBar::resizeEvent(QResizeEvent *event)
{
    const Shares &shares = height() == compactHeight ? compactShares : fullShares;
    const int whole = std::accumulate(shares.begin(), shares.end(), 0);
    int sum = 0;
    int left = 0;
    for (std::size_t i = 0; i < m_tiles.size(); ++i) {
        sum += shares[i];
        const int right = qRound(double(event->size().width()) * sum / whole);
        m_tiles[i]->setGeometry(left, 0, right - left, height());
        left = right;
    }
}

} // namespace Amp
