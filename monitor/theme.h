// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

namespace Amp {

// How one kind of deviation is painted: fill for bars, marks and edges; ink for text and icons;
// tint behind messages.
struct Accent
{
    QColor fill;
    QColor ink;
    QColor tint;
};

// The colours of the window, made from a palette, so that they follow the desktop from light to
// dark. AMP's own two palettes have exact values; any other is mixed from its base and text.
struct Theme
{
    bool isDark = false;
    QColor window;
    QColor base;
    QColor text;
    QColor secondary;
    QColor disabled;
    QColor stale;
    QColor line; // between panes
    QColor grid; // inside charts and tables
    QColor fieldBorder;
    QColor button;
    QColor highlight;
    QColor focus;
    QColor selectedRow;
    QColor selectedRowUnfocused;
    QColor doneBar; // bars of the timeline and of histograms
    Accent running;
    Accent slow;
    Accent failed;
    Accent done;
    Accent paused;
    QColor danger; // buttons that destroy

    static Theme of(const QPalette &palette);
    // What is older than 5 s: text becomes secondary, secondary stale, fills 45 % over base.
    Theme staled() const;

    static QPalette lightPalette();
    static QPalette darkPalette();
};

QColor mixed(const QColor &over, const QColor &under, double share);

// The sizes of the look, in pixels at 96 dpi, of the application's font. Digits have equal widths
// in numberFont.
namespace Type {
enum class Role {
    Figure,
    FigureSmall,
    DetailTitle,
    EmptyTitle,
    Body,
    BodyBold,
    PaneTitle,
    ChartTitle,
    Header,
    Unit,
    Mono,
    MonoLog
};
QFont font(Role role);
QFont numberFont(Role role);
} // namespace Type

} // namespace Amp
