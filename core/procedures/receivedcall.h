// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/CallContext>

#include "core/protocol/messages.h"

namespace Amp {

// A call as the worker got it; it owns what it holds, since a link is read on while it runs.
struct ReceivedCall
{
    quint64 id = 0;
    QByteArray procedure;
    CallContext::Metadata metadata;
    Result<QVariantList> arguments = QVariantList();

    static ReceivedCall from(quint64 id, const Wire::Call &message);
};

} // namespace Amp
