// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/procedures/autoloader.h"
#include "server/worker/workerlink.h"

namespace Amp {

// Runs the calls of a link, each to its end before it returns, and answers them.
class Executor : public QObject
{
    Q_OBJECT

public:
    Executor(WorkerLink &link, Autoloader &procedures);
};

} // namespace Amp
