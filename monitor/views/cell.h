// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <vector>

#include <QString>

#include "monitor/icons.h"
#include "monitor/theme.h"

namespace Amp {

// What text and icons of a cell say about their row; Normal and Secondary are healthy.
enum class Tone { Normal, Secondary, Running, Slow, Failed, Done, Paused };

QColor inkOf(Tone tone, const Theme &theme);

// What a cell shows, to be painted without knowing what it means.
struct Cell
{
    QString text;
    Tone tone = Tone::Normal;
    QString secondary = {}; // behind the text, paler
    std::optional<Icon> icon = {};
    Tone iconTone = Tone::Normal;
    bool isBold = false;
    bool isSecondaryOptional = false;            // left out of narrow windows
    std::optional<double> share = {};            // of a bar, from 0 to 1
    const std::vector<quint64> *trend = nullptr; // of the model; valid until its next update

    bool operator==(const Cell &) const = default;
};

// How all cells of a column, and its header, are laid out.
struct ColumnLook
{
    enum class Layout {
        Left,
        Right,
        Decimal,  // figures aligned at their points
        ShareBar, // a figure, and a bar that fills the rest
        Progress, // a bar and its percentage where there is a share, otherwise text
        Trend     // a line
    };
    QString title;
    QString unit; // small, behind the title
    Layout layout = Layout::Left;
    int width = 0;       // the last column takes the rest
    int narrowWidth = 0; // in windows below 1280 px; 0: left out
    bool isMono = false;
};

} // namespace Amp
