// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/snapshotjson.h"

#include <QJsonArray>

#include "core/protocol/errorcode.h"

namespace Amp {

namespace {

using Feed::CallState;
using Feed::WorkerState;

// Fields in the order of the feed; those that say nothing are left out.
class Fields
{
public:
    template <typename T>
    Fields &add(const char *name, const T &value)
    {
        if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
            m_object.insert(QLatin1String(name), qint64(value));
        else
            m_object.insert(QLatin1String(name), QJsonValue(value));
        return *this;
    }
    template <typename T>
    Fields &addIfAny(const char *name, const T &value)
    {
        return value == T() ? *this : add(name, value);
    }
    const QJsonObject &object() const { return m_object; }

private:
    QJsonObject m_object;
};

QString nameOf(WorkerState state)
{
    switch (state) {
    case WorkerState::Starting:
        return QStringLiteral("starting");
    case WorkerState::Idle:
        return QStringLiteral("idle");
    case WorkerState::Running:
        return QStringLiteral("running");
    case WorkerState::Ending:
        return QStringLiteral("ending");
    case WorkerState::Backoff:
        return QStringLiteral("back-off");
    }
    return {};
}

QString nameOf(CallState state)
{
    switch (state) {
    case CallState::Queued:
        return QStringLiteral("queued");
    case CallState::Running:
        return QStringLiteral("running");
    case CallState::Succeeded:
        return QStringLiteral("succeeded");
    case CallState::Failed:
        return QStringLiteral("failed");
    case CallState::Cancelled:
        return QStringLiteral("cancelled");
    case CallState::TimedOut:
        return QStringLiteral("timed out");
    }
    return {};
}

QString nameOf(Priority priority)
{
    switch (priority) {
    case Priority::Low:
        return QStringLiteral("low");
    case Priority::Normal:
        return QStringLiteral("normal");
    case Priority::High:
        return QStringLiteral("high");
    }
    return {};
}

QString nameOf(Feed::LogLine::Level level)
{
    using Level = Feed::LogLine::Level;
    switch (level) {
    case Level::Debug:
        return QStringLiteral("debug");
    case Level::Info:
        return QStringLiteral("info");
    case Level::Warning:
        return QStringLiteral("warning");
    case Level::Error:
        return QStringLiteral("error");
    case Level::Output:
        return QStringLiteral("output");
    }
    return {};
}

QJsonObject toJson(const Feed::Percentiles &times)
{
    return Fields()
        .add("p50", times.p50)
        .add("p95", times.p95)
        .add("p99", times.p99)
        .add("max", times.max)
        .object();
}

QJsonObject toJson(const Feed::Summary &summary)
{
    return Fields()
        .add("now", summary.now)
        .add("startedAt", summary.startedAt)
        .add("version", summary.version)
        .add("paused", summary.paused)
        .add("draining", summary.draining)
        .add("accepted", summary.accepted)
        .add("succeeded", summary.succeeded)
        .add("failed", summary.failed)
        .add("crashed", summary.crashed)
        .add("cancelled", summary.cancelled)
        .add("timedOut", summary.timedOut)
        .add("queued", summary.queued)
        .add("queuedBytes", summary.queuedBytes)
        .add("running", summary.running)
        .addIfAny("oldestQueuedAt", summary.oldestQueuedAt)
        .add("workers", summary.workers)
        .add("busy", summary.busy)
        .add("idle", summary.idle)
        .add("starting", summary.starting)
        .add("inBackoff", summary.inBackoff)
        .add("clients", summary.clients)
        .object();
}

QJsonObject toJson(const Feed::PoolRow &pool)
{
    return Fields()
        .add("name", pool.name)
        .addIfAny("about", pool.about)
        .add("workers", pool.workers)
        .add("queued", pool.queued)
        .object();
}

QJsonObject toJson(const Feed::WorkerRow &worker)
{
    return Fields()
        .add("id", worker.id)
        .add("pool", worker.pool)
        .add("state", nameOf(worker.state))
        .addIfAny("pid", worker.pid)
        .addIfAny("call", worker.call)
        .addIfAny("procedure", worker.procedure)
        .addIfAny("since", worker.since)
        .addIfAny("slow", worker.slow)
        .add("callsDone", worker.callsDone)
        .add("memoryBytes", worker.memoryBytes)
        .add("cpuPermille", worker.cpuPermille)
        .add("restarts", worker.restarts)
        .addIfAny("lastRestartAt", worker.lastRestartAt)
        .addIfAny("lastRestartWhy", worker.lastRestartWhy)
        .addIfAny("startsAt", worker.startsAt)
        .object();
}

QJsonObject toJson(const Feed::CallRow &call)
{
    Fields fields;
    fields.add("id", call.id)
        .add("state", nameOf(call.state))
        .add("procedure", call.procedure)
        .addIfAny("client", call.client)
        .addIfAny("address", call.address)
        .addIfAny("worker", call.worker)
        .addIfAny("pid", call.pid)
        .add("priority", nameOf(call.priority))
        .add("idempotent", call.idempotent)
        .add("attempts", call.attempts)
        .add("acceptedAt", call.acceptedAt)
        .addIfAny("startedAt", call.startedAt)
        .addIfAny("endedAt", call.endedAt)
        .addIfAny("deadlineAt", call.deadlineAt)
        .addIfAny("timeout", call.timeout)
        .add("argumentBytes", call.argumentBytes)
        .addIfAny("resultBytes", call.resultBytes)
        .addIfAny("progressDone", call.progressDone)
        .addIfAny("progressTotal", call.progressTotal)
        .addIfAny("progressText", call.progressText)
        .addIfAny("cancelling", call.cancelling)
        .addIfAny("message", call.message);
    if (call.code != ErrorCode::None)
        fields.add("error", QString::fromUtf8(nameOf(call.code)));
    return fields.object();
}

QJsonObject toJson(const Feed::ProcedureRow &procedure)
{
    return Fields()
        .add("name", procedure.name)
        .addIfAny("pool", procedure.pool)
        .addIfAny("signature", procedure.signature)
        .addIfAny("documentation", procedure.documentation)
        .add("calls", procedure.calls)
        .add("failed", procedure.failed)
        .add("runningTime", procedure.runningTime)
        .add("perSecond", procedure.perSecond)
        .add("waiting", toJson(procedure.waiting))
        .add("running", toJson(procedure.running))
        .add("total", toJson(procedure.total))
        .object();
}

QJsonObject toJson(const Feed::ClientRow &client)
{
    return Fields()
        .add("id", client.id)
        .add("program", client.program)
        .add("address", client.address)
        .addIfAny("identity", client.identity)
        .addIfAny("pid", client.pid)
        .add("inFlight", client.inFlight)
        .add("calls", client.calls)
        .add("failed", client.failed)
        .add("callsPerSecond", client.callsPerSecond)
        .add("bytesInPerSecond", client.bytesInPerSecond)
        .add("bytesOutPerSecond", client.bytesOutPerSecond)
        .add("bufferBytes", client.bufferBytes)
        .add("connectedAt", client.connectedAt)
        .object();
}

QJsonObject toJson(const Feed::HistoryPoint &point)
{
    return Fields()
        .add("at", point.at)
        .add("seconds", point.seconds)
        .add("ended", point.ended)
        .add("failed", point.failed)
        .add("crashed", point.crashed)
        .add("queued", point.queued)
        .add("running", point.running)
        .add("oldestWait", point.oldestWait)
        .add("busy", point.busy)
        .add("workers", point.workers)
        .add("clients", point.clients)
        .add("waitingTime", toJson(point.waiting))
        .add("runningTime", toJson(point.runningTime))
        .add("totalTime", toJson(point.total))
        .object();
}

QJsonObject toJson(const Feed::LogLine &line)
{
    return Fields()
        .add("at", line.at)
        .add("level", nameOf(line.level))
        .addIfAny("worker", line.worker)
        .addIfAny("call", line.call)
        .add("text", line.text)
        .object();
}

template <typename Row>
QJsonArray toJson(const std::vector<Row> &rows)
{
    QJsonArray array;
    for (const Row &row : rows)
        array.append(toJson(row));
    return array;
}

} // namespace

QJsonObject snapshotToJson(const Feed::Update &snapshot)
{
    Fields fields;
    if (snapshot.summary)
        fields.add("summary", toJson(*snapshot.summary));
    return fields.add("mayOperate", snapshot.mayOperate)
        .add("pools", toJson(snapshot.pools))
        .add("workers", toJson(snapshot.workers))
        .add("calls", toJson(snapshot.calls))
        .add("procedures", toJson(snapshot.procedures))
        .add("clients", toJson(snapshot.clients))
        .add("history", toJson(snapshot.history))
        .add("log", toJson(snapshot.log))
        .object();
}

} // namespace Amp
