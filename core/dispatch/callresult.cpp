// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/callresult.h"

namespace Amp {

CallResult::CallResult(CallId id, const Error &error, Execution execution, const CallRun &run)
    : m_callId(id)
    , m_execution(execution)
    , m_error(error ? std::make_shared<const Error>(error) : nullptr)
    , m_run(run)
{}

const Error &CallResult::error() const
{
    static const Error none;
    return m_error ? *m_error : none;
}

} // namespace Amp
