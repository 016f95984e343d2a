// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>

namespace Amp {

// The programs that run as workers.
struct WorkerPrograms
{
    QString native; // amp-worker
    QString python; // amp_worker.py, the script
    QString interpreter = QStringLiteral("python3");

    // Each is, in this order, what AMP_WORKER or AMP_PYTHON_WORKER names, beside this program,
    // where the programs of its installation are, or where those of AMP's library are. When none of
    // these exists, it is the place where it was expected first.
    static WorkerPrograms find();
};

} // namespace Amp
