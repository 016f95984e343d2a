// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/Procedure>

#include "core/procedures/invocation.h"
#include "core/procedures/receivedcall.h"
#include "core/procedures/replysink.h"

namespace Amp {

// Runs calls in this thread, each to its end, and sends their Results or Errors to the sink, after
// all that they say meanwhile. It keeps what each call would otherwise allocate.
class CallRunner
{
public:
    explicit CallRunner(ReplySink &sink)
        : m_sink(sink)
    {}

    // An error instead of a procedure is the answer.
    void run(const ReceivedCall &call, const Result<const Procedure *> &procedure);

    // To be told of what takes time between two calls.
    RunClock &clock() { return m_clock; }

private:
    Outcome outcomeOf(const ReceivedCall &call, const Result<const Procedure *> &procedure);
    Outcome runWith(CallContext::Metadata metadata, const ReceivedCall &call,
                    const Procedure &procedure);
    void flushOutput();
    void reply(const ReceivedCall &call, const Outcome &outcome);
    void replyError(const ReceivedCall &call, const Outcome &outcome, const Error &error);
    void forgetCall();

    ReplySink &m_sink;
    RunClock m_clock;
    QVariantList m_arguments; // of the running call
    QByteArray m_frame;       // its reply
};

// The same for a single call.
void runCall(const ReceivedCall &call, const Result<const Procedure *> &procedure, ReplySink &sink);

} // namespace Amp
