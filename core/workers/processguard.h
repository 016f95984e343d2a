// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGlobal>

namespace Amp {

// A tiny process that outlives this one for a moment and ends the process groups that it has left
// behind, however it ended. Workers of AMP end by themselves when the server is gone; a program of
// --binary, and what it has started, need not.
class ProcessGuard
{
public:
    // Forks, so it must come before the program has a second thread. Without descriptors or memory
    // for it there is no guard, and everything else works.
    ProcessGuard();
    ~ProcessGuard();
    Q_DISABLE_COPY_MOVE(ProcessGuard)

    void add(quint32 processGroup);
    void remove(quint32 processGroup);

private:
    void tell(qint32 message);

    int m_pipe = -1;
};

} // namespace Amp
