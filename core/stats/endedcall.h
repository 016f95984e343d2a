// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/protocol/errorcode.h"
#include "core/stats/feed.h"

namespace Amp {

// A call that has ended, as ServerStats keeps it: without texts, which are looked up in its tables
// by number when somebody wants to see them.
struct EndedCall
{
    quint64 serial = 0;
    qint64 acceptedAt = 0; // of the FeedClock
    qint64 startedAt = 0;  // 0: no worker was given it
    qint64 endedAt = 0;
    qint64 deadlineAt = 0;
    quint32 timeoutMs = 0;
    quint32 argumentBytes = 0;
    quint32 resultBytes = 0;
    quint32 client = 0;
    quint32 place = 0;
    quint32 pid = 0;
    quint16 procedure = 0;
    ErrorCode code = ErrorCode::None;
    Feed::CallState outcome = Feed::CallState::Succeeded;
    Priority priority = Priority::Normal;
    quint8 attempts = 0;
    bool idempotent = false;
    bool slow = false; // ran for over twice its procedure's p99

    static constexpr qint64 longRun = 100'000; // us; what is shorter is not seen in a timeline

    bool isFailure() const
    {
        return outcome == Feed::CallState::Failed || outcome == Feed::CallState::TimedOut;
    }
    bool isLong() const { return startedAt != 0 && endedAt - startedAt >= longRun; }
};

// One that has failed, with the sentence that says why.
struct FailedCall
{
    EndedCall call;
    QString message;
};

} // namespace Amp
