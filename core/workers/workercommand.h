// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QString>
#include <QStringList>

namespace Amp {

class ThreadProcedures;

// What is run as a worker: a program or, if it has procedures, a thread of this one.
struct WorkerCommand
{
    QString program; // found in PATH when it has no slash; of a thread: what people call it
    QStringList arguments;
    // It gets SIGTERM when the thread that started it ends, in addition to all else. Only for a
    // program that starts workers from its main thread.
    bool endsWithThread = false;
    // It takes a ring, see resources/docs/ring.md.
    bool takesRing = false;
    // It may spin through waits that prove short.
    bool spins = true;
    std::shared_ptr<ThreadProcedures> procedures = {};
};

} // namespace Amp
