// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/stats/feedcodec.h"

#include "core/stats/feedarchive.h"

namespace Amp::Feed {

namespace {

constexpr quint64 maxProcedures = 1024; // their lists can be long and cost few bytes

// The fields of each row, in the order of the wire, for both directions.

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<Summary> s)
{
    a.times(s.now, s.startedAt, s.oldestQueuedAt);
    a(s.version, s.paused, s.draining, s.accepted, s.succeeded, s.failed, s.crashed, s.cancelled,
      s.timedOut, s.queued, s.queuedBytes, s.running, s.workers, s.busy, s.idle, s.starting,
      s.inBackoff, s.clients);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<Percentiles> p)
{
    a(p.p50, p.p95, p.p99, p.max);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<HistoryPoint> p)
{
    a.times(p.at);
    a(p.seconds, p.ended, p.failed, p.crashed, p.queued, p.running, p.oldestWait, p.busy, p.workers,
      p.clients);
    fields<Archive>(a, p.waiting);
    fields<Archive>(a, p.runningTime);
    fields<Archive>(a, p.total);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<HistoryMark> m)
{
    a.times(m.at);
    a(m.kind, m.text);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<PoolRow> p)
{
    a(p.name, p.about, p.workers, p.queued);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<WorkerRow> w)
{
    a.times(w.since, w.lastRestartAt, w.startsAt);
    a(w.id, w.pool, w.state, w.pid, w.call, w.procedure, w.slow, w.callsDone, w.memoryBytes,
      w.cpuPermille, w.restarts, w.lastRestartWhy, w.removed);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<BusySample> b)
{
    a.times(b.from, b.to);
    a(b.worker, b.share);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<TimelineBar> b)
{
    a.times(b.from, b.to);
    a(b.worker, b.call, b.procedure, b.outcome, b.slow);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<CallRow> c)
{
    a.times(c.acceptedAt, c.startedAt, c.endedAt, c.deadlineAt);
    a(c.id, c.state, c.procedure, c.client, c.address, c.worker, c.pid, c.priority, c.idempotent,
      c.attempts, c.timeout, c.argumentBytes, c.resultBytes, c.progressDone, c.progressTotal,
      c.progressText, c.cancelling, c.code, c.message);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<ProcedureRow> p)
{
    a(p.name, p.pool, p.signature, p.documentation, p.calls, p.failed, p.runningTime, p.perSecond);
    fields<Archive>(a, p.waiting);
    fields<Archive>(a, p.running);
    fields<Archive>(a, p.total);
    a(p.waitingHistogram, p.runningHistogram, p.totalHistogram, p.recentP99);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<CatalogRow> p)
{
    a(p.name, p.signature, p.documentation);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<ClientRow> c)
{
    a.times(c.connectedAt);
    a(c.id, c.program, c.address, c.identity, c.pid, c.inFlight, c.calls, c.failed,
      c.callsPerSecond, c.bytesInPerSecond, c.bytesOutPerSecond, c.bufferBytes, c.removed);
}

template <typename Archive>
void fields(Archive &a, typename Archive::template Ref<LogLine> l)
{
    a.times(l.at);
    a(l.sequence, l.level, l.worker, l.call, l.text);
}

template <typename Row>
void rows(SectionWriter &a, const std::vector<Row> &list)
{
    a.number(list.size());
    for (const Row &row : list)
        fields<SectionWriter>(a, row);
}

template <typename Row>
void rows(SectionReader &a, std::vector<Row> &list)
{
    const quint64 count = a.count();
    if (std::is_same_v<Row, ProcedureRow> && count > maxProcedures)
        return a.fail();
    for (quint64 left = count; left > 0 && !a.failed(); --left)
        fields<SectionReader>(a, list.emplace_back());
}

void rows(SectionWriter &a, const std::vector<quint64> &list)
{
    a.number(list.size());
    for (const quint64 number : list)
        a(number);
}

void rows(SectionReader &a, std::vector<quint64> &list)
{
    for (quint64 left = a.count(); left > 0 && !a.failed(); --left)
        a(list.emplace_back());
}

void rows(SectionWriter &a, const std::optional<Summary> &summary)
{
    fields<SectionWriter>(a, summary.value_or(Summary()));
}

void rows(SectionReader &a, std::optional<Summary> &summary)
{
    fields<SectionReader>(a, summary.emplace());
}

// The body of a section, for both directions.
template <typename Archive>
void body(Archive &a, Topic topic, typename Archive::template Ref<Update> update)
{
    switch (topic) {
    case Topic::Summary:
        rows(a, update.summary);
        return;
    case Topic::History:
        rows(a, update.history);
        rows(a, update.marks);
        return;
    case Topic::Workers:
        rows(a, update.pools);
        rows(a, update.workers);
        return;
    case Topic::Timeline:
        rows(a, update.busy);
        rows(a, update.bars);
        return;
    case Topic::Calls:
        rows(a, update.calls);
        rows(a, update.goneCalls);
        a(update.callsEnded);
        return;
    case Topic::Procedures:
        rows(a, update.procedures);
        return;
    case Topic::Clients:
        rows(a, update.clients);
        return;
    case Topic::Log:
        rows(a, update.log);
        return;
    case Topic::Catalog:
        rows(a, update.catalog);
        return;
    }
}

bool isKnown(quint8 topic)
{
    return topic >= 1 && topic <= topicCount;
}

Error malformed(quint8 topic)
{
    return {ErrorCode::ProtocolError,
            QStringLiteral("What the server tells of topic %1 does not have the fields of the "
                           "protocol.")
                .arg(topic)};
}

bool readSection(Topic topic, QByteArrayView bytes, Update &update)
{
    SectionReader reader(bytes);
    body(reader, topic, update);
    update.topics |= bit(topic);
    return !reader.failed() && reader.atEnd();
}

Amp::Result<Update> decodeSections(Update update, QByteArrayView sections)
{
    ByteReader in(sections);
    while (!in.atEnd()) {
        const auto topic = in.read<quint8>();
        const QByteArrayView bytes = in.takeBytes();
        if (in.failed())
            return malformed(topic);
        if (!isKnown(topic))
            continue;
        if ((update.topics & bit(Topic(topic))) || !readSection(Topic(topic), bytes, update))
            return malformed(topic);
    }
    return update;
}

} // namespace

void writeSection(QByteArray &out, Topic topic, const Update &update)
{
    ByteWriter writer(out);
    writer.write(quint8(topic));
    const qsizetype length = out.size();
    writer.write(quint32(0));
    const qsizetype start = out.size();
    {
        SectionWriter section(out);
        body(section, topic, update);
    }
    writer.patch(length, quint32(out.size() - start));
}

void writeSections(QByteArray &out, const Update &update)
{
    for (int topic = 1; topic <= topicCount; ++topic) {
        if (update.topics & bit(Topic(topic)))
            writeSection(out, Topic(topic), update);
    }
}

Amp::Result<Update> decode(const Wire::Snapshot &snapshot)
{
    Update update;
    update.isSnapshot = true;
    update.sequence = snapshot.sequence;
    update.epoch = snapshot.epoch;
    update.mayOperate = snapshot.flags & Wire::Snapshot::mayOperateFlag;
    update.skippedTicks = snapshot.skippedTicks;
    return decodeSections(std::move(update), snapshot.sections);
}

Amp::Result<Update> decode(const Wire::Delta &delta)
{
    Update update;
    update.sequence = delta.sequence;
    update.skippedTicks = delta.skippedTicks;
    return decodeSections(std::move(update), delta.sections);
}

} // namespace Amp::Feed
