// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QColor>
#include <QIcon>
#include <QPainter>

namespace Amp {

// The window's icons: painted, on a grid of 16 units, with strokes of 1.4, in any colour and size.
enum class Icon {
    Running,    // triangle
    Queued,     // ring
    Done,       // tick
    Failed,     // cross
    Slow,       // warning triangle
    TimedOut,   // clock
    Cancelled,  // slashed ring
    Paused,     // bars
    Restarting, // loop
    Pending,    // dotted ring
    Idle,       // dash
    Search,
    Clock,
    Queue,
    Pool,
    Key,
    Lock,
    Menu,
    ChevronDown,
    ChevronUp,
    Plus,
    Close,
    Copy,
    Follow,
    Columns,
    Export,
    Dot // filled, of the connection's state
};

void paintIcon(QPainter &painter, Icon icon, const QRectF &square, const QColor &color);
// For buttons and actions, sharp at every scale.
QIcon makeIcon(Icon icon, const QColor &color, const QColor &disabled);

} // namespace Amp
