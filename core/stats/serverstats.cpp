// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/stats/serverstats.h"

#include "core/dispatch/calloutcome.h"
#include "core/protocol/messages.h"

namespace Amp {

namespace {

constexpr std::size_t busySecondsKept = 15 * 60;
constexpr std::size_t busyTenthsKept = 60 * 10;
constexpr quint32 quarterMinute = 15; // s
constexpr qsizetype maxMessageChars = 1000;

Feed::CallState stateOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::None:
        return Feed::CallState::Succeeded;
    case ErrorCode::Cancelled:
    case ErrorCode::ShuttingDown:
        return Feed::CallState::Cancelled;
    case ErrorCode::TimedOut:
    case ErrorCode::Expired:
        return Feed::CallState::TimedOut;
    default:
        return Feed::CallState::Failed;
    }
}

} // namespace

ServerStats::ServerStats()
    : m_busySeconds(busySecondsKept, m_clock.now())
    , m_busyTenths(busyTenthsKept, m_clock.now())
{
    m_procedures.emplace_back(QByteArrayLiteral("(other)"));
}

quint16 ServerStats::procedureNumber(const QByteArray &name)
{
    if (const auto known = m_procedureNumbers.constFind(name);
        known != m_procedureNumbers.constEnd())
        return *known;
    if (m_procedures.size() > proceduresKept)
        return 0;
    const auto number = quint16(m_procedures.size());
    m_procedures.emplace_back(name);
    m_procedureNumbers.insert(name, number);
    return number;
}

void ServerStats::callEnded(const CallRecord &call, const CallOutcome &outcome, quint32 place)
{
    EndedCall &entry = m_ended.add();
    fill(entry, call, outcome, place);
    const bool started = entry.startedAt != 0;
    const bool failed = entry.isFailure();
    const auto total = quint64(entry.endedAt - entry.acceptedAt);
    m_procedures[entry.procedure].record(outcome.waitedMicroseconds, outcome.ranMicroseconds, total,
                                         started, failed);
    m_history.record(outcome.waitedMicroseconds, outcome.ranMicroseconds, total, started, failed,
                     outcome.code == ErrorCode::WorkerCrashed);
    if (started) {
        m_busySeconds.addEnded(place, entry.startedAt, entry.endedAt);
        m_busyTenths.addEnded(place, entry.startedAt, entry.endedAt);
        if (failed || entry.isLong())
            m_bars.append(entry);
    }
    if (failed)
        m_failures.append({entry, outcome.message.left(maxMessageChars)});
    if (!m_progress.isEmpty())
        m_progress.remove(entry.serial);
}

// In place: it is written for every call, and of an earlier one before.
void ServerStats::fill(EndedCall &entry, const CallRecord &call, const CallOutcome &outcome,
                       quint32 place) const
{
    entry.serial = call.serial;
    entry.acceptedAt = m_clock.at(call.acceptedAt);
    entry.startedAt = call.attempts > 0 && place != 0 ? m_clock.at(call.startedAt) : 0;
    entry.endedAt = m_clock.at(outcome.endedAt);
    entry.deadlineAt = call.hasDeadline() ? m_clock.at(call.deadline()) : 0;
    entry.timeoutMs = quint32(call.timeout().count());
    entry.argumentBytes = quint32(call.argumentBytes());
    entry.resultBytes = quint32(outcome.value.size());
    entry.client = call.client;
    entry.place = place;
    entry.pid = outcome.workerPid;
    entry.procedure = call.procedureNumber();
    entry.code = outcome.code;
    entry.outcome = stateOf(outcome.code);
    entry.priority = call.priority;
    entry.attempts = call.attempts;
    entry.idempotent = call.flags & Wire::Call::idempotentFlag;
    entry.slow = entry.startedAt != 0 && quint64(entry.endedAt - entry.startedAt) >
                                             m_procedures[entry.procedure].slowAfter();
}

void ServerStats::callProgressed(const CallRecord &call, const Wire::Progress &progress)
{
    m_progress.insert(call.serial, {progress.done, progress.total,
                                    QString::fromUtf8(progress.text).left(maxMessageChars)});
}

const ServerStats::Progress *ServerStats::progressOf(quint64 serial) const
{
    const auto found = m_progress.constFind(serial);
    return found == m_progress.constEnd() ? nullptr : &*found;
}

void ServerStats::endSecond(const Feed::HistoryPoint &gauges,
                            const std::vector<BusyTimes::Running> &workers)
{
    m_history.endSecond(gauges);
    m_busySeconds.endInterval(gauges.at, workers);
    ++m_seconds;
    for (ProcedureStats &procedure : m_procedures)
        procedure.endSecond(m_seconds % quarterMinute == 0);
}

void ServerStats::endTenth(const std::vector<BusyTimes::Running> &workers)
{
    m_busyTenths.endInterval(m_clock.now(), workers);
}

} // namespace Amp
