// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdio>

#include <QElapsedTimer>

namespace Amp {

// One line at the bottom of a terminal that shows how many of the calls have ended. It draws
// nothing into files and pipes, and at most ten times a second.
class ProgressBar
{
public:
    // The file stays the caller's.
    explicit ProgressBar(int total, std::FILE *file = stderr);

    void show(int ended, int failed);
    void clear(); // before something else is printed

    static QByteArray line(int ended, int failed, int total);

private:
    int m_total;
    std::FILE *m_file;
    bool m_isTerminal;
    bool m_isVisible = false;
    QElapsedTimer m_lastDrawn;
};

} // namespace Amp
