// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>

#include <QWidget>

#include "monitor/charts/tile.h"

namespace Amp {

// The six tiles in a row: what a person sees in the first second.
class TileBar : public QWidget
{
    Q_OBJECT

public:
    TileBar(const ServerState &state, ViewState &view, QWidget *parent = nullptr);

    Tile *tile(TileFacts::Kind kind) const { return m_tiles[std::size_t(kind)]; }
    // Below a window's width of 1280: 56 high, with only the states that deviate.
    void setCompact(bool compact);
    QSize sizeHint() const override;

Q_SIGNALS:
    void tileClicked(Amp::TileFacts::Kind which);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    std::array<Tile *, TileFacts::kindCount> m_tiles{};
};

} // namespace Amp
