// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearrayview.h>

namespace Amp {

// Where a running call says what it has to say, and hears whether anybody listens. It is used in
// the thread that runs the call.
class ReplySink
{
public:
    // A whole frame, which has been taken when this returns.
    virtual void sendFrame(QByteArrayView frame) = 0;
    virtual bool isCancelled() = 0;

protected:
    ~ReplySink() = default;
};

} // namespace Amp
