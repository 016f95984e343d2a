// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/dispatch/calloptions.h"
#include "core/dispatch/callresult.h"
#include "core/protocol/result.h"

namespace Amp {

// The Call frame for a caller's arguments. Fails with what the call is to end with:
// NotSerializable, TooLarge, or NoSuchProcedure for a name that no procedure can have.
Result<QByteArray> encodeCallFrame(CallId id, const CallOptions &options, QByteArrayView procedure,
                                   const QVariantList &arguments);

} // namespace Amp
