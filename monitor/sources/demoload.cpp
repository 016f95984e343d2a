// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/demoload.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "monitor/sources/demoprocedures.h"

namespace Amp {

using Feed::CallState;
using Feed::WorkerState;
using Level = Feed::LogLine::Level;

namespace {

constexpr qint64 millisecond = 1'000;
constexpr qint64 second = 1'000'000;
constexpr qint64 minute = 60 * second;
constexpr qint64 stepLength = 5 * millisecond;
constexpr qint64 tick = 100 * millisecond;
constexpr qint64 runThrough = 75 * second; // before the beginning
constexpr qint64 barFrom = 100 * millisecond;
constexpr qint64 nativeRun = 140;    // of a call that is shown running
constexpr int nativeRowsPerStep = 9; // 2,000 rows a second travel, as from a real server
constexpr std::size_t keptRecent = 4'000;
constexpr std::size_t keptFailures = 400;
constexpr std::size_t keptLog = 2'000;
constexpr double usualQueue = 38;
constexpr quint32 slowWorker = 7;
constexpr quint32 crashingWorker = 14;
constexpr int transcode = 6;
constexpr int report = 4;
constexpr int crashingProcedure = 0;
constexpr qint64 startTime = 900 * millisecond; // of a process
constexpr quint32 crashesInARow = 6;            // before starts are spaced
constexpr qint64 firstBackoff = 200 * millisecond;
constexpr qint64 longestBackoff = 30 * second;
constexpr double frames = 2'400;
constexpr quint64 mostDrawn = 4'000;

Feed::Percentiles told(const LatencyHistogram &histogram)
{
    const LatencyHistogram::Percentiles p = histogram.percentiles();
    return {p.p50, p.p95, p.p99, p.max};
}

std::vector<quint64> bars(const LatencyHistogram &histogram)
{
    const auto counts = histogram.eightPerOctave();
    return {counts.begin(), counts.end()};
}

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

bool isFailure(CallState outcome)
{
    return outcome == CallState::Failed || outcome == CallState::TimedOut;
}

quint64 quantile(std::vector<quint64> &values, double share)
{
    if (values.empty())
        return 0;
    const auto at = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

Feed::Percentiles percentilesOf(std::vector<quint64> &values)
{
    Feed::Percentiles p;
    p.p50 = quantile(values, 0.5);
    p.p95 = quantile(values, 0.95);
    p.p99 = quantile(values, 0.99);
    p.max = quantile(values, 1);
    return p;
}

// A call that was queued, ran and ended within a tick is told once.
void keepLatest(std::vector<Feed::CallRow> &calls)
{
    std::unordered_set<quint64> seen;
    const auto isOld = [&seen](const Feed::CallRow &row) { return !seen.insert(row.id).second; };
    const auto kept = std::remove_if(calls.rbegin(), calls.rend(), isOld);
    calls.erase(calls.begin(), kept.base());
}

template <typename Queue>
void keepLast(Queue &queue, std::size_t count)
{
    while (queue.size() > count)
        queue.pop_front();
}

} // namespace

DemoLoad::DemoLoad(Scenario scenario, quint64 seed, qint64 now)
    : m_scenario(scenario)
    , m_random(seed)
    , m_now(now - runThrough)
    , m_lookedAt(now)
{
    m_procedures.resize(Demo::procedures().size());
    if (scenario == Scenario::Idle) {
        makeIdleServer();
        runThroughTo(now);
        return;
    }
    const qint64 uptime = scenario == Scenario::Restarted   ? 10 * minute + 31 * second
                          : scenario == Scenario::CrashLoop ? 99 * minute + 12 * second
                                                            : 64 * minute + 8 * second;
    m_startedAt = now - uptime;
    m_secondEnds = m_now + second;
    makePlaces();
    makeClients();
    makeTotals(uptime - runThrough);
    fillPools();
    if (scenario == Scenario::CrashLoop)
        beginTroubles();
    runThroughTo(now);
    const qint64 drawnUntil = now - runThrough;
    drawHistory(now - 15 * minute, drawnUntil);
    drawTimeline(now - 15 * minute, drawnUntil);
}

// In the steps of a watcher, so that the timeline has as many samples as if one had watched.
void DemoLoad::runThroughTo(qint64 now)
{
    for (qint64 at = m_now + tick; at < now; at += tick)
        advance(at);
    advance(now);
}

void DemoLoad::makePlaces()
{
    quint32 id = 0;
    int pool = 0;
    for (const DemoPool &demoPool : Demo::pools()) {
        for (int i = 0; i < demoPool.workers; ++i) {
            Place place;
            place.pool = pool;
            place.row.id = ++id;
            place.row.pool = text(demoPool.name);
            place.row.state = WorkerState::Idle;
            place.row.pid = m_lastPid += 5;
            place.row.since = m_now;
            place.busySince = m_now;
            place.row.memoryBytes = (pool == Demo::nativePool  ? 40 + quint64(chance() * 4)
                                     : pool == Demo::mediaPool ? 380 + quint64(chance() * 60)
                                                               : 100 + quint64(chance() * 30))
                                    << 20;
            const double uptime = double(m_now - m_startedAt) / second;
            const double rate = pool == Demo::nativePool  ? (i < 2 ? 4'900 : 1'240)
                                : pool == Demo::mediaPool ? 0.27
                                                          : 2.4;
            place.row.callsDone = quint64(uptime * rate * (0.9 + 0.2 * chance()));
            m_places.push_back(place);
        }
        ++pool;
    }
    // What has happened to some of them earlier.
    const struct
    {
        quint32 worker;
        qint64 ago;
        const char *why;
    } restarts[] = {{22, 8 * second, "pdf_text passed its time-out of 30 s"},
                    {37, 47 * second, "pdf_text passed its time-out of 30 s"},
                    {58, 15 * minute, "pdf_text passed its time-out of 30 s"},
                    {17, 20 * minute, "recycled at 512 MiB"},
                    {19, 30 * minute, "recycled at 512 MiB"},
                    {8, 37 * minute, "ended by an operator"},
                    {26, 40 * minute, "recycled at 512 MiB"},
                    {33, 50 * minute, "exit code 1, out of memory"}};
    for (const auto &restart : restarts) {
        const qint64 at = m_now + runThrough - restart.ago;
        if (at <= m_startedAt)
            continue;
        Place &place = m_places[restart.worker - 1];
        place.row.restarts = 1;
        place.row.lastRestartAt = at;
        place.row.lastRestartWhy = text(restart.why);
    }
}

void DemoLoad::makeClients()
{
    quint64 id = 0;
    for (const DemoClient &client : Demo::clients()) {
        ClientCounts counts;
        counts.row.id = ++id;
        counts.row.program = text(client.program);
        counts.row.address = text(client.address);
        counts.row.identity = counts.row.program;
        counts.row.pid = 900 + quint32(37 * id);
        counts.row.connectedAt = m_startedAt + qint64(id) * 3 * second;
        m_clients.push_back(counts);
    }
}

// What happened from the server's start until the demo looks closely: a few thousand calls are
// drawn, and each stands for many.
void DemoLoad::makeTotals(qint64 uptime)
{
    for (int i = 0; i < int(m_procedures.size()); ++i) {
        const DemoProcedure &procedure = Demo::procedures()[std::size_t(i)];
        const auto wanted = quint64(procedure.perSecond * double(uptime) / second);
        int doublings = 0;
        while ((wanted >> doublings) > mostDrawn)
            ++doublings;
        ProcedureCounts &counts = m_procedures[std::size_t(i)];
        drawCalls(i, wanted >> doublings);
        for (int n = 0; n < doublings; ++n) {
            for (LatencyHistogram *histogram : {&counts.waiting, &counts.running, &counts.total})
                histogram->merge(LatencyHistogram(*histogram));
        }
        counts.runningTime <<= doublings;
        counts.calls = counts.total.count();
        counts.failed = quint64(std::llround(double(counts.calls) * procedure.failures));
        const quint64 p99 = counts.total.percentiles().p99;
        for (int n = 0; n < 60; ++n)
            counts.recentP99.push_back(quint64(double(p99) * (0.9 + 0.2 * chance())));
        counts.recentEnds.assign(10, quint64(procedure.perSecond));
        m_counts.succeeded += counts.calls - counts.failed;
        m_counts.failed += counts.failed;
    }
    shareAmongClients();
}

void DemoLoad::drawCalls(int index, quint64 number)
{
    const int pool = Demo::procedures()[std::size_t(index)].pool;
    ProcedureCounts &counts = m_procedures[std::size_t(index)];
    for (quint64 n = 0; n < number; ++n) {
        const auto ran = quint64(runTime(index));
        const double waited = pool == Demo::nativePool  ? 20 + chance() * 60
                              : pool == Demo::mediaPool ? 12'000 + chance() * 20'000
                                                        : 200'000 + chance() * 180'000;
        counts.waiting.record(quint64(waited));
        counts.running.record(ran);
        counts.total.record(quint64(waited) + ran);
        counts.runningTime += ran;
    }
}

void DemoLoad::shareAmongClients()
{
    m_serial = m_counts.succeeded + m_counts.failed;
    double weights = 0;
    for (const DemoClient &client : Demo::clients())
        weights += client.weight;
    for (std::size_t i = 0; i < m_clients.size(); ++i) {
        const double share = Demo::clients()[i].weight / weights;
        m_clients[i].row.calls = quint64(double(m_serial) * share);
        m_clients[i].row.failed = quint64(double(m_counts.failed) * share);
    }
}

void DemoLoad::makeIdleServer()
{
    m_startedAt = m_now + runThrough - 38 * second;
    m_now = m_startedAt;
    m_secondEnds = m_now + second;
    for (quint32 id = 1; id <= 4; ++id) {
        Place place;
        place.pool = Demo::pythonPool;
        place.row.id = id;
        place.row.pool = QStringLiteral("python");
        place.row.state = WorkerState::Idle;
        place.row.pid = 4'710 + id;
        place.row.since = m_now;
        place.row.memoryBytes = 11 << 20;
        place.busySince = m_now;
        m_places.push_back(place);
    }
    m_procedures.clear();
    ClientCounts client;
    client.row.id = 1;
    client.row.program = QStringLiteral("web-1");
    client.row.address = QStringLiteral("127.0.0.1:51544");
    client.row.identity = client.row.program;
    client.row.connectedAt = m_now;
    m_clients.push_back(client);
}

// The server did not begin just now: most workers are in the middle of a call.
void DemoLoad::fillPools()
{
    double weights[3] = {};
    for (const DemoProcedure &procedure : Demo::procedures())
        weights[procedure.pool] += procedure.perSecond * procedure.medianRun;
    for (Place &place : m_places) {
        const bool isKeptFree =
            place.row.id == 12 || (m_scenario == Scenario::CrashLoop && place.row.id == slowWorker);
        if (place.pool == Demo::nativePool || isKeptFree)
            continue;
        double draw = chance() * weights[place.pool];
        int procedure = 0;
        for (const DemoProcedure &candidate : Demo::procedures()) {
            if (candidate.pool == place.pool) {
                draw -= candidate.perSecond * candidate.medianRun;
                if (draw <= 0)
                    break;
            }
            ++procedure;
        }
        Call call = makeCall(std::min(procedure, int(m_procedures.size()) - 1), m_now);
        const auto done = qint64(chance() * double(call.runFor));
        call.row.acceptedAt = m_now - done - 300 * millisecond;
        start(place, call);
        place.call->row.startedAt -= done;
        place.call->endsAt -= done;
        place.row.since = place.call->row.startedAt;
    }
}

Feed::Update DemoLoad::snapshot()
{
    Feed::Update update;
    update.isSnapshot = true;
    update.history.assign(m_history.begin(), m_history.end());
    update.marks = m_marks;
    update.busy.assign(m_busy.begin(), m_busy.end());
    update.bars.assign(m_bars.begin(), m_bars.end());
    update.calls.assign(m_recent.begin(), m_recent.end());
    update.calls.insert(update.calls.end(), m_failures.begin(), m_failures.end());
    for (const auto &queue : m_queues) {
        for (const Call &call : queue)
            update.calls.push_back(call.row);
    }
    update.log.assign(m_log.begin(), m_log.end());
    for (const DemoPool &pool : Demo::pools())
        update.pools.push_back({text(pool.name), text(pool.about), quint32(pool.workers), 0});
    if (m_scenario == Scenario::Idle)
        update.pools = {{QStringLiteral("python"), QStringLiteral("procedures.py"), 4, 0}};
    addRows(update);
    m_next = {};
    return update;
}

Feed::Update DemoLoad::advance(qint64 to)
{
    while (m_now < to)
        step(std::min(m_now + stepLength, to));
    for (Place &place : m_places)
        sampleBusy(place);
    if (m_scenario != Scenario::Idle)
        showNativeWorkers();
    Feed::Update update = std::exchange(m_next, {});
    addRows(update);
    keepLatest(update.calls);
    return update;
}

// What every message has: the present state.
void DemoLoad::addRows(Feed::Update &update)
{
    update.sequence = ++m_sequence;
    update.epoch = quint64(m_startedAt);
    update.mayOperate = true;
    update.topics = Feed::allTopics;
    update.summary = summarize();
    const bool isSlow = update.isSnapshot || !update.history.empty(); // what changes once a second
    for (Place &place : m_places) {
        if (isSlow || !(place.row == place.told))
            update.workers.push_back(place.told = place.row);
        if (place.call && makeProgress(*place.call, update.isSnapshot))
            update.calls.push_back(place.call->row);
    }
    for (int i = 0; isSlow && i < int(m_procedures.size()); ++i)
        update.procedures.push_back(describe(i));
    for (const ClientCounts &client : m_clients) {
        if (isSlow)
            update.clients.push_back(client.row);
    }
}

Feed::Summary DemoLoad::summarize() const
{
    Feed::Summary summary = m_counts;
    summary.now = m_now;
    summary.startedAt = m_startedAt;
    summary.version = QStringLiteral("1.0.0");
    summary.paused = m_paused;
    for (const auto &queue : m_queues) {
        summary.queued += queue.size();
        for (const Call &call : queue) {
            summary.queuedBytes += call.row.argumentBytes;
            if (summary.oldestQueuedAt == 0 || call.row.acceptedAt < summary.oldestQueuedAt)
                summary.oldestQueuedAt = call.row.acceptedAt;
        }
    }
    for (const Place &place : m_places) {
        ++summary.workers;
        summary.busy += place.row.state == WorkerState::Running;
        summary.idle += place.row.state == WorkerState::Idle;
        summary.starting += place.row.state == WorkerState::Starting;
        summary.inBackoff += place.row.state == WorkerState::Backoff;
        summary.running += place.call.has_value();
    }
    summary.clients = quint32(m_clients.size());
    summary.accepted = m_serial;
    return summary;
}

Feed::ProcedureRow DemoLoad::describe(int index) const
{
    const DemoProcedure &procedure = Demo::procedures()[std::size_t(index)];
    const ProcedureCounts &counts = m_procedures[std::size_t(index)];
    Feed::ProcedureRow row;
    row.name = text(procedure.name);
    row.pool = text(Demo::pools()[std::size_t(procedure.pool)].name);
    row.signature = text(procedure.signature);
    row.documentation = text(procedure.documentation);
    row.calls = counts.calls;
    row.failed = counts.failed;
    row.runningTime = counts.runningTime;
    for (const quint64 ends : counts.recentEnds)
        row.perSecond += double(ends) / double(counts.recentEnds.size());
    row.waiting = told(counts.waiting);
    row.running = told(counts.running);
    row.total = told(counts.total);
    row.waitingHistogram = bars(counts.waiting);
    row.runningHistogram = bars(counts.running);
    row.totalHistogram = bars(counts.total);
    row.recentP99 = counts.recentP99;
    return row;
}

void DemoLoad::step(qint64 to)
{
    const qint64 span = to - m_now;
    m_now = to;
    if (m_scenario != Scenario::Idle) {
        for (int i = 0; i < int(m_procedures.size()); ++i) {
            if (Demo::procedures()[std::size_t(i)].pool != Demo::nativePool)
                arrive(i, span);
        }
        for (Place &place : m_places)
            finishDue(place);
        makeTroubles();
        handOut(Demo::mediaPool);
        handOut(Demo::pythonPool);
        runNative(span);
    }
    if (m_now >= m_secondEnds)
        endSecond();
}

// Arrivals lean towards the usual length of the queue: a pool that is nearly full would otherwise
// wander far off.
double DemoLoad::eagerness(int pool) const
{
    const auto &queue = m_queues[std::size_t(pool)];
    if (m_paused)
        return 1;
    if (pool == Demo::pythonPool)
        return std::clamp(1.06 + 0.02 * (usualQueue - double(queue.size())), 0.2, 2.0);
    if (m_scenario == Scenario::CrashLoop && !m_marks.empty())
        return queue.size() > 12 ? 0 : 1.2; // more than seven workers can do
    return queue.empty() ? 1 : 0.1;
}

void DemoLoad::arrive(int index, qint64 span)
{
    const DemoProcedure &procedure = Demo::procedures()[std::size_t(index)];
    const double expected = procedure.perSecond * eagerness(procedure.pool) * double(span) / second;
    for (int n = arrivals(expected); n > 0; --n) {
        Call call = makeCall(index, m_now - qint64(chance() * double(span)));
        m_next.calls.push_back(call.row);
        m_queues[std::size_t(procedure.pool)].push_back(std::move(call));
    }
}

DemoLoad::Call DemoLoad::makeCall(int index, qint64 at)
{
    const DemoProcedure &procedure = Demo::procedures()[std::size_t(index)];
    // Films come from those who make them, reports at fixed hours.
    const std::size_t client = index == report ? 10 : index == transcode ? 11 : anyClient();
    Call call;
    call.procedure = index;
    call.runFor = runTime(index);
    call.row.id = ++m_serial;
    call.row.state = CallState::Queued;
    call.row.procedure = text(procedure.name);
    call.row.client = m_clients[client].row.program;
    call.row.address = m_clients[client].row.address;
    call.row.acceptedAt = at;
    call.row.argumentBytes = quint32(double(procedure.argumentBytes) * (0.9 + 0.2 * chance()));
    if (chance() < procedure.failures)
        call.outcome =
            procedure.code == ErrorCode::TimedOut ? CallState::TimedOut : CallState::Failed;
    if (call.outcome == CallState::TimedOut) {
        call.row.timeout = 30 * second;
        call.runFor = call.row.timeout;
    }
    if (index == transcode) {
        call.row.timeout = 120 * second;
        call.row.progressTotal = quint64(frames);
    }
    return call;
}

void DemoLoad::handOut(int pool)
{
    auto &queue = m_queues[std::size_t(pool)];
    if (queue.empty() || m_paused)
        return;
    // From another worker each time, as if they became idle at random.
    const std::size_t first = m_random() % m_places.size();
    for (std::size_t i = 0; i < m_places.size() && !queue.empty(); ++i) {
        Place &place = m_places[(first + i) % m_places.size()];
        if (place.pool != pool || place.row.state != WorkerState::Idle)
            continue;
        Call call = std::move(queue.front());
        queue.pop_front();
        start(place, std::move(call));
    }
}

void DemoLoad::start(Place &place, Call call)
{
    call.row.state = CallState::Running;
    call.row.startedAt = m_now;
    call.row.worker = place.row.id;
    call.row.pid = place.row.pid;
    call.row.attempts = 1;
    call.endsAt = m_now + call.runFor;
    place.row.state = WorkerState::Running;
    place.row.since = m_now;
    place.row.call = call.row.id;
    place.row.procedure = call.row.procedure;
    if (call.procedure == transcode)
        say(Level::Output, place.row.id, call.row.id,
            QStringLiteral("1920x1080, 25 frames/s, 2,400 frames"));
    m_next.calls.push_back(call.row);
    place.call = std::move(call);
}

void DemoLoad::finishDue(Place &place)
{
    if (place.row.state == WorkerState::Backoff && m_now >= place.row.startsAt) {
        place.row.state = WorkerState::Starting;
        place.row.since = m_now;
        place.row.startsAt = 0;
        place.row.pid = m_lastPid += 3;
    } else if (place.row.state == WorkerState::Starting && m_now - place.row.since >= startTime) {
        place.row.state = WorkerState::Idle;
        place.row.since = m_now;
    } else if (place.call && place.pool != Demo::nativePool && m_now >= place.call->endsAt) {
        finish(place, place.call->endsAt);
    }
}

void DemoLoad::finish(Place &place, qint64 at)
{
    Call call = std::move(*place.call);
    place.call.reset();
    const DemoProcedure &procedure = Demo::procedures()[std::size_t(call.procedure)];
    Feed::CallRow &row = call.row;
    row.endedAt = std::max(at, row.startedAt);
    row.state = call.outcome;
    row.cancelling = false;
    if (row.state == CallState::Succeeded)
        row.resultBytes = quint32(double(procedure.resultBytes) * (0.9 + 0.2 * chance()));
    else if (row.state == CallState::Cancelled)
        row.code = ErrorCode::Cancelled;
    else if (row.code == ErrorCode::None) {
        row.code = procedure.code;
        row.message = text(procedure.failure);
    }
    // What was before the present sample is in the samples before.
    place.busyTime += std::max<qint64>(0, row.endedAt - std::max(row.startedAt, place.busySince));
    place.row.state = WorkerState::Idle;
    place.row.since = m_now;
    place.row.call = 0;
    place.row.slow = false;
    place.row.procedure.clear();
    ++place.row.callsDone;
    const auto client = std::find_if(m_clients.begin(), m_clients.end(),
                                     [&row](const auto &c) { return c.row.program == row.client; });
    count(call.procedure, std::size_t(client - m_clients.begin()), row.startedAt - row.acceptedAt,
          row.endedAt - row.startedAt, row.state);
    if (row.endedAt - row.startedAt >= barFrom) {
        m_next.bars.push_back(
            {row.worker, row.id, row.procedure, row.startedAt, row.endedAt, row.state, false});
        m_bars.push_back(m_next.bars.back());
    }
    m_next.calls.push_back(row);
    (isFailure(row.state) ? m_failures : m_recent).push_back(row);
    if (isFailure(row.state))
        say(Level::Error, row.worker, row.id, row.procedure + QStringLiteral(": ") + row.message);
}

void DemoLoad::count(int index, std::size_t client, qint64 waited, qint64 ran, CallState outcome)
{
    ProcedureCounts &counts = m_procedures[std::size_t(index)];
    const bool failed = isFailure(outcome);
    ++counts.calls;
    counts.failed += failed;
    counts.runningTime += quint64(ran);
    ++counts.endsThisSecond;
    counts.waiting.record(quint64(waited));
    counts.running.record(quint64(ran));
    counts.total.record(quint64(waited + ran));
    ++m_clients[client].row.calls;
    m_clients[client].row.failed += failed;
    ++m_clients[client].endsThisSecond;
    ++m_endedThisSecond;
    m_failedThisSecond += failed;
    ++m_next.callsEnded;
    m_waitingTimes.push_back(quint64(waited));
    m_runningTimes.push_back(quint64(ran));
    m_totalTimes.push_back(quint64(waited + ran));
    switch (outcome) {
    case CallState::Cancelled:
        ++m_counts.cancelled;
        break;
    case CallState::TimedOut:
        ++m_counts.timedOut;
        break;
    case CallState::Failed:
        ++m_counts.failed;
        break;
    default:
        ++m_counts.succeeded;
    }
}

// The calls of the native pool are too many and too short to be looked at one by one.
void DemoLoad::runNative(qint64 span)
{
    if (m_paused)
        return;
    double perSecond = 0;
    for (const DemoProcedure &procedure : Demo::procedures())
        perSecond += procedure.pool == Demo::nativePool ? procedure.perSecond : 0;
    m_nativeOwed += perSecond * (1 + m_sway) * double(span) / second;
    int shown = 0;
    while (m_nativeOwed >= 1) {
        m_nativeOwed -= 1;
        double draw = chance() * perSecond;
        int index = 7;
        while (draw > Demo::procedures()[std::size_t(index)].perSecond &&
               index + 1 < int(Demo::procedures().size()))
            draw -= Demo::procedures()[std::size_t(index++)].perSecond;
        const auto waited = qint64(20 + 60 * chance());
        const qint64 ran = runTime(index);
        const bool failed = chance() < Demo::procedures()[std::size_t(index)].failures;
        const double place = chance();
        Place &worker = m_places[place < 0.27 ? 0 : place < 0.54 ? 1 : place < 0.77 ? 2 : 3];
        worker.busyTime += ran;
        ++worker.row.callsDone;
        ++m_serial;
        if (failed || shown++ < nativeRowsPerStep)
            showNativeCall(index, waited, ran, worker.row.id, failed);
        else
            count(index, anyClient(), waited, ran, CallState::Succeeded);
    }
}

void DemoLoad::showNativeCall(int index, qint64 waited, qint64 ran, quint32 worker, bool failed)
{
    const DemoProcedure &procedure = Demo::procedures()[std::size_t(index)];
    const std::size_t client = anyClient();
    Feed::CallRow row;
    row.id = m_serial;
    row.state = failed ? CallState::Failed : CallState::Succeeded;
    row.procedure = text(procedure.name);
    row.client = m_clients[client].row.program;
    row.address = m_clients[client].row.address;
    row.worker = worker;
    row.pid = m_places[worker - 1].row.pid;
    row.attempts = 1;
    row.endedAt = m_now - qint64(chance() * double(stepLength));
    row.startedAt = row.endedAt - ran;
    row.acceptedAt = row.startedAt - waited;
    row.argumentBytes = procedure.argumentBytes;
    if (failed) {
        row.code = procedure.code;
        row.message = text(procedure.failure);
        m_failures.push_back(row);
    } else {
        row.resultBytes = procedure.resultBytes;
        m_recent.push_back(row);
    }
    count(index, client, waited, ran, row.state);
    m_next.calls.push_back(row);
}

// Whoever looks finds two of the native workers in the middle of a call.
void DemoLoad::showNativeWorkers()
{
    for (std::size_t i = 0; i < 4; ++i) {
        Place &place = m_places[i];
        if (place.call)
            finish(place, place.call->row.startedAt + nativeRun);
        if (i >= 2 || m_paused)
            continue;
        Call call = makeCall(chance() < 0.4 ? 7 : 9, m_now - 60);
        start(place, call);
    }
}

void DemoLoad::sampleBusy(Place &place)
{
    if (place.call && place.pool != Demo::nativePool)
        place.busyTime += m_now - std::max(place.call->row.startedAt, place.busySince);
    const qint64 length = m_now - place.busySince;
    if (length <= 0)
        return;
    const double share = std::clamp(double(place.busyTime) / double(length), 0.0, 1.0);
    m_next.busy.push_back({place.row.id, place.busySince, m_now, quint8(share * 255)});
    m_busy.push_back(m_next.busy.back());
    if (place.pool != Demo::pythonPool)
        place.row.cpuPermille = quint32(10 * std::llround(share * 98));
    else
        place.row.cpuPermille = place.call ? 930 + quint32(chance() * 50) : 20;
    place.busySince = m_now;
    place.busyTime = 0;
}

void DemoLoad::endSecond()
{
    m_history.push_back(pointNow());
    m_next.history.push_back(m_history.back());
    m_secondEnds += second;
    m_sway = 0.6 * m_sway + 0.03 * (chance() - 0.5);
    for (ProcedureCounts &counts : m_procedures) {
        counts.recentEnds.push_back(std::exchange(counts.endsThisSecond, 0));
        keepLast(counts.recentEnds, 10);
    }
    for (ClientCounts &client : m_clients) {
        const auto ends = double(std::exchange(client.endsThisSecond, 0));
        client.row.callsPerSecond = ends;
        client.row.bytesInPerSecond = ends * 340;
        client.row.bytesOutPerSecond = ends * 260;
        client.row.inFlight = 0;
    }
    const auto flies = [this](const Feed::CallRow &row) {
        for (ClientCounts &client : m_clients)
            client.row.inFlight += client.row.program == row.client;
    };
    for (const auto &queue : m_queues) {
        for (const Call &call : queue)
            flies(call.row);
    }
    for (const Place &place : m_places) {
        if (place.call)
            flies(place.call->row);
    }
    keepLast(m_recent, keptRecent);
    keepLast(m_failures, keptFailures);
    keepLast(m_log, keptLog);
    keepLast(m_busy, 64 * 1'200);
}

Feed::HistoryPoint DemoLoad::pointNow()
{
    const Feed::Summary summary = summarize();
    Feed::HistoryPoint point;
    point.at = m_secondEnds;
    point.ended = std::exchange(m_endedThisSecond, 0);
    point.failed = std::exchange(m_failedThisSecond, 0);
    point.crashed = std::exchange(m_crashedThisSecond, 0);
    point.queued = summary.queued;
    point.running = summary.running;
    point.oldestWait = summary.oldestQueuedAt ? m_now - summary.oldestQueuedAt : 0;
    point.busy = quint32(busyIn(Demo::mediaPool) + busyIn(Demo::pythonPool)) +
                 (m_scenario == Scenario::Idle ? 0 : 2 + quint32(chance() < 0.3));
    point.workers = summary.workers;
    point.clients = summary.clients;
    point.waiting = percentilesOf(m_waitingTimes);
    point.runningTime = percentilesOf(m_runningTimes);
    point.total = percentilesOf(m_totalTimes);
    m_waitingTimes.clear();
    m_runningTimes.clear();
    m_totalTimes.clear();
    return point;
}

// What is older than the demo has run through looks like what it has run through.
void DemoLoad::drawHistory(qint64 from, qint64 to)
{
    if (m_history.empty())
        return;
    const qint64 restartedAt = m_scenario == Scenario::Restarted ? m_startedAt : 0;
    const std::deque<Feed::HistoryPoint> seen = m_history;
    std::deque<Feed::HistoryPoint> drawn;
    for (qint64 at = from; at <= to - second; at += second) {
        Feed::HistoryPoint point = seen[m_random() % seen.size()];
        point.at = at;
        const double sinceRestart = double(at - restartedAt) / second;
        if (restartedAt && sinceRestart > -2 && sinceRestart <= 0)
            continue;
        if (restartedAt && sinceRestart > 0 && sinceRestart < 12) {
            const double burst = std::exp(-sinceRestart / 3);
            point.queued += quint64(260 * burst);
            point.total.p99 += quint64(double(point.total.p99) * 2 * burst);
            point.total.p95 += quint64(200'000 * burst * burst);
            point.ended = quint64(double(point.ended) * (1 - 0.7 * burst));
        }
        drawn.push_back(point);
    }
    m_history.insert(m_history.begin(), drawn.begin(), drawn.end());
    if (restartedAt)
        m_marks.push_back(
            {restartedAt, Feed::HistoryMark::Kind::Restarted, QStringLiteral("server restarted")});
}

void DemoLoad::drawTimeline(qint64 from, qint64 to)
{
    std::deque<Feed::BusySample> drawn;
    for (const Place &place : m_places) {
        for (qint64 at = from; at < to; at += 2 * second) {
            const double usual =
                place.pool == Demo::nativePool ? (place.row.id <= 2 ? 0.55 : 0.4) : 0.97;
            const bool away = m_scenario == Scenario::Restarted && at > m_startedAt - 3 * second &&
                              at < m_startedAt;
            const double share = away ? 0 : std::min(1.0, usual + 0.12 * (chance() - 0.5));
            drawn.push_back({place.row.id, at, at + 2 * second, quint8(share * 255)});
        }
    }
    m_busy.insert(m_busy.begin(), drawn.begin(), drawn.end());
}

void DemoLoad::beginTroubles()
{
    Place &slow = m_places[slowWorker - 1];
    Call call = makeCall(transcode, m_now);
    call.runFor = 3 * 3'600 * second;
    start(slow, call);
    slow.call->row.startedAt = m_now + runThrough - 3 * minute - 12 * second;
    slow.call->row.acceptedAt = slow.call->row.startedAt - 12'400;
    slow.call->row.timeout = 0;
    slow.row.since = slow.call->row.startedAt;
    slow.row.slow = true;
}

// Two films that whoever begins to look finds on their way.
void DemoLoad::beginFilms()
{
    const struct
    {
        quint32 worker;
        qint64 ago;
        qint64 runFor;
    } films[] = {{9, 21'600 * millisecond, 30 * second}, {6, 7'300 * millisecond, 25 * second}};
    for (const auto &film : films) {
        const qint64 at = m_lookedAt - film.ago;
        if (m_now < at || m_now - stepLength >= at)
            continue;
        Place &place = m_places[film.worker - 1];
        if (place.call)
            finish(place, m_now);
        Call call = makeCall(transcode, m_now - 12'400);
        call.runFor = film.runFor;
        call.outcome = CallState::Succeeded;
        start(place, call);
    }
}

void DemoLoad::makeTroubles()
{
    beginFilms();
    if (m_scenario != Scenario::CrashLoop)
        return;
    const qint64 sinceReload = m_now - (m_startedAt + 99 * minute + 12 * second - 35 * second);
    if (sinceReload < 0)
        return;
    if (m_marks.empty()) {
        m_marks.push_back(
            {m_now, Feed::HistoryMark::Kind::Reloaded, QStringLiteral("includes reloaded")});
        m_next.marks.push_back(m_marks.back());
        say(Level::Info, 0, 0, QStringLiteral("Includes reloaded."));
    }
    letCrash(m_places[crashingWorker - 1]);
}

// Each process that is started on this place finds the same invoice.
void DemoLoad::letCrash(Place &place)
{
    if (place.row.state == WorkerState::Running && place.call->procedure != crashingProcedure)
        finish(place, m_now);
    if (place.row.state == WorkerState::Idle) {
        Call call = makeCall(crashingProcedure, m_now - 312 * millisecond);
        call.runFor = minute; // it does not come to its end
        start(place, call);
    } else if (place.row.state == WorkerState::Running &&
               m_now - place.call->row.startedAt >= 184 * millisecond)
    {
        crash(place, m_now, QStringLiteral("signal 11 (SIGSEGV)"));
    }
}

void DemoLoad::crash(Place &place, qint64 at, const QString &why)
{
    static constexpr const char *lastWords[] = {
        "Fatal Python error: Segmentation fault",
        "Current thread 0x7f3b1c9fe740 (most recent first):",
        "  File \"/srv/amp/render.py\", line 212, draw_logo",
        "  File \"/srv/amp/render.py\", line 148, page",
        "  File \"/srv/amp/render.py\", line 61, render",
        "Extension modules: cairo._cairo, lxml.etree"};
    const qint64 ran = at - place.call->row.startedAt;
    for (const char *line : lastWords)
        say(Level::Output, place.row.id, place.call->row.id, text(line));
    place.call->outcome = CallState::Failed;
    place.call->row.code = ErrorCode::WorkerCrashed;
    place.call->row.message =
        QStringLiteral(
            "w%1 (pid %2) ended by %3, %4 ms into this call. Not idempotent: not run again.")
            .arg(place.row.id, 2, 10, QLatin1Char('0'))
            .arg(place.row.pid)
            .arg(why)
            .arg(ran / millisecond);
    finish(place, at);
    --m_counts.failed; // it was counted as such
    ++m_counts.crashed;
    ++m_crashedThisSecond;
    ++place.row.restarts;
    place.row.lastRestartAt = at;
    place.row.lastRestartWhy = why;
    if (place.row.restarts > crashesInARow)
        place.backoff = std::clamp(2 * place.backoff, firstBackoff, longestBackoff);
    place.row.state = WorkerState::Backoff;
    place.row.since = at;
    place.row.startsAt = at + place.backoff;
    place.row.pid = 0;
}

// Whether the row is to be told again.
bool DemoLoad::makeProgress(Call &call, bool isSnapshot) const
{
    if (call.procedure != transcode)
        return isSnapshot;
    const double share = std::min(0.99, double(m_now - call.row.startedAt) /
                                            double(std::max<qint64>(1, call.runFor)));
    call.row.progressDone = quint64(share * frames);
    call.row.progressText = QStringLiteral("frame %L1 of %L2").arg(call.row.progressDone).arg(2400);
    return true;
}

void DemoLoad::say(Level level, quint32 worker, quint64 call, const QString &line)
{
    Feed::LogLine entry;
    entry.sequence = ++m_lastLogLine;
    entry.at = m_now;
    entry.level = level;
    entry.worker = worker;
    entry.call = call;
    entry.text = line;
    m_next.log.push_back(entry);
    m_log.push_back(entry);
}

bool DemoLoad::cancelCall(quint64 id)
{
    for (Place &place : m_places) {
        if (place.call && place.call->row.id == id) {
            place.call->outcome = CallState::Cancelled;
            place.call->row.cancelling = true;
            m_next.calls.push_back(place.call->row);
            place.call->endsAt = m_now + 800 * millisecond;
            return true;
        }
    }
    for (auto &queue : m_queues) {
        const auto found = std::find_if(queue.begin(), queue.end(),
                                        [id](const Call &call) { return call.row.id == id; });
        if (found == queue.end())
            continue;
        Feed::CallRow row = found->row;
        queue.erase(found);
        row.state = CallState::Cancelled;
        row.code = ErrorCode::Cancelled;
        row.endedAt = m_now;
        m_next.calls.push_back(row);
        m_recent.push_back(row);
        ++m_counts.cancelled;
        ++m_next.callsEnded;
        return true;
    }
    return false;
}

bool DemoLoad::killWorker(quint32 id)
{
    Place *place = find(id);
    if (!place)
        return false;
    if (place->call)
        crash(*place, m_now, QStringLiteral("signal 9 (SIGKILL), ended by an operator"));
    return true;
}

bool DemoLoad::restartWorker(quint32 id)
{
    Place *place = find(id);
    if (!place)
        return false;
    place->row.startsAt = m_now;
    ++place->row.restarts;
    place->row.lastRestartAt = m_now;
    place->row.lastRestartWhy = QStringLiteral("restarted by an operator");
    return true;
}

void DemoLoad::setPaused(bool paused)
{
    m_paused = paused;
    const auto kind = paused ? Feed::HistoryMark::Kind::Paused : Feed::HistoryMark::Kind::Resumed;
    m_marks.push_back({m_now, kind, paused ? QStringLiteral("paused") : QStringLiteral("resumed")});
    m_next.marks.push_back(m_marks.back());
}

DemoLoad::Place *DemoLoad::find(quint32 worker)
{
    return worker >= 1 && worker <= m_places.size() ? &m_places[worker - 1] : nullptr;
}

int DemoLoad::busyIn(int pool) const
{
    return int(std::count_if(m_places.begin(), m_places.end(), [pool](const Place &place) {
        return place.pool == pool && place.call;
    }));
}

int DemoLoad::arrivals(double expected)
{
    return expected > 0 ? std::poisson_distribution<int>(expected)(m_random) : 0;
}

double DemoLoad::chance()
{
    return double(m_random() >> 11) / 9007199254740992.0;
}

qint64 DemoLoad::runTime(int index)
{
    const DemoProcedure &procedure = Demo::procedures()[std::size_t(index)];
    // Irwin-Hall: close enough to a normal distribution, and cheap.
    const double normal = chance() + chance() + chance() + chance() + chance() + chance() - 3;
    const double run = procedure.medianRun * std::exp(procedure.spread * normal * 1.414);
    return std::max<qint64>(1, qint64(run * millisecond));
}

std::size_t DemoLoad::anyClient()
{
    double weights = 0;
    for (const DemoClient &client : Demo::clients())
        weights += client.weight;
    double draw = chance() * weights;
    for (std::size_t i = 0; i < m_clients.size(); ++i) {
        draw -= Demo::clients()[i].weight;
        if (draw <= 0)
            return i;
    }
    return 0;
}

} // namespace Amp
