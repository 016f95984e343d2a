// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/callerror.h"

namespace Amp {

CallError::CallError(const CallResult &result)
    : m_result(result)
    , m_what(result.error().message().toUtf8())
{}

CallError::~CallError() = default;

void CallError::raise() const
{
    throw *this;
}

CallError *CallError::clone() const
{
    return new CallError(*this);
}

} // namespace Amp
