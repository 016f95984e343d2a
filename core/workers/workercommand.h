// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>
#include <QStringList>

namespace Amp {

// What is run as a worker.
struct WorkerCommand
{
    QString program; // found in PATH when it has no slash
    QStringList arguments;
};

} // namespace Amp
