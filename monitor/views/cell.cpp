// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/cell.h"

namespace Amp {

QColor inkOf(Tone tone, const Theme &theme)
{
    switch (tone) {
    case Tone::Normal:
        return theme.text;
    case Tone::Secondary:
        return theme.secondary;
    case Tone::Running:
        return theme.running.ink;
    case Tone::Slow:
        return theme.slow.ink;
    case Tone::Failed:
        return theme.failed.ink;
    case Tone::Done:
        return theme.done.ink;
    case Tone::Paused:
        return theme.paused.ink;
    }
    Q_UNREACHABLE();
}

} // namespace Amp
