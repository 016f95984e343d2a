// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/demoserver.h"

#include <algorithm>
#include <unordered_set>

#include "monitor/timeunits.h"

namespace Amp {

using Feed::CallState;
using Feed::WorkerState;
using Level = Feed::LogLine::Level;

namespace {

constexpr qint64 barFrom = 100 * millisecond;
constexpr qint64 cancelTakes = 800 * millisecond;
constexpr qint64 startTime = 900 * millisecond; // of a process
constexpr quint32 crashesInARow = 6;            // before starts are spaced
constexpr qint64 firstBackoff = 200 * millisecond;
constexpr qint64 longestBackoff = 30 * second;
constexpr std::size_t keptRecent = 4'000;
constexpr std::size_t keptFailures = 400;
constexpr std::size_t keptBars = 20'000;
constexpr std::size_t samplesOfAWorker = 1'200;
constexpr int frames = 2'400; // of every film

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

template <typename Queue>
void keepLast(Queue &queue, std::size_t count)
{
    while (queue.size() > count)
        queue.pop_front();
}

// A call that was queued, ran and ended within a tick is told once.
void keepLatest(std::vector<Feed::CallRow> &calls)
{
    std::unordered_set<quint64> seen;
    const auto isOld = [&seen](const Feed::CallRow &row) { return !seen.insert(row.id).second; };
    const auto kept = std::remove_if(calls.rbegin(), calls.rend(), isOld);
    calls.erase(calls.begin(), kept.base());
}

} // namespace

DemoServer::DemoServer(const DemoSetup &setup, DemoDice &dice, DemoBooks &books, qint64 startedAt,
                       qint64 now)
    : m_setup(setup)
    , m_dice(dice)
    , m_books(books)
    , m_startedAt(startedAt)
    , m_now(now)
    , m_serial(books.callsBefore())
    , m_queues(setup.pools.size())
{
    makePlaces();
}

void DemoServer::makePlaces()
{
    const double uptime = double(m_now - m_startedAt) / second;
    for (std::size_t pool = 0; pool < m_setup.pools.size(); ++pool) {
        const DemoPool &setup = m_setup.pools[pool];
        for (int i = 0; i < setup.workers; ++i) {
            Place place;
            place.pool = int(pool);
            place.row.id = quint32(m_places.size()) + 1;
            place.row.pool = text(setup.name);
            place.row.state = WorkerState::Idle;
            place.row.pid = m_lastPid += 5;
            place.row.since = m_now;
            place.row.memoryBytes = quint64(setup.memoryMiB * m_dice.between(0.9, 1.1)) << 20;
            place.row.callsDone = quint64(uptime * setup.callsPerSecond * m_dice.between(0.9, 1.1));
            place.busySince = m_now;
            m_places.push_back(std::move(place));
        }
    }
}

DemoServer::Call DemoServer::makeCall(int index, std::size_t client, qint64 acceptedAt)
{
    const DemoProcedure &procedure = m_setup.procedures[std::size_t(index)];
    Call call;
    call.procedure = index;
    call.client = client;
    call.runFor = m_dice.runTime(procedure);
    call.row.id = nextSerial();
    call.row.procedure = text(procedure.name);
    call.row.client = m_books.clients()[client].program;
    call.row.address = m_books.clients()[client].address;
    call.row.acceptedAt = acceptedAt;
    call.row.argumentBytes = quint32(procedure.argumentBytes * m_dice.between(0.9, 1.1));
    if (m_dice.chance() < procedure.failures)
        call.outcome =
            procedure.code == ErrorCode::TimedOut ? CallState::TimedOut : CallState::Failed;
    if (call.outcome == CallState::TimedOut)
        call.row.timeout = call.runFor = 30 * second;
    if (index == Demo::transcode) {
        call.row.timeout = 120 * second;
        call.row.progressTotal = frames;
    }
    return call;
}

void DemoServer::enqueue(Call call)
{
    m_news.calls.push_back(call.row);
    const int pool = m_setup.procedures[std::size_t(call.procedure)].pool;
    m_queues[std::size_t(pool)].push_back(std::move(call));
}

void DemoServer::handOut(int pool)
{
    auto &queue = m_queues[std::size_t(pool)];
    if (queue.empty() || m_isPaused)
        return;
    // From another worker each time, as if they became idle at random.
    const std::size_t first = m_dice.below(m_places.size());
    for (std::size_t i = 0; i < m_places.size() && !queue.empty(); ++i) {
        Place &place = m_places[(first + i) % m_places.size()];
        if (place.pool != pool || place.row.state != WorkerState::Idle)
            continue;
        Call call = std::move(queue.front());
        queue.pop_front();
        start(place, std::move(call));
    }
}

void DemoServer::start(Place &place, Call call)
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
    if (call.procedure == Demo::transcode)
        say(Level::Output, place.row.id, call.row.id,
            QStringLiteral("1920x1080, 25 frames/s, 2,400 frames"));
    m_news.calls.push_back(call.row);
    place.call = std::move(call);
}

void DemoServer::finishDue()
{
    for (Place &place : m_places) {
        if (place.row.state == WorkerState::Backoff && m_now >= place.row.startsAt)
            startProcess(place);
        else if (place.row.state == WorkerState::Starting && m_now - place.row.since >= startTime)
            becomeIdle(place);
        else if (place.call && place.endsByItself && m_now >= place.call->endsAt)
            finish(place, place.call->endsAt);
    }
}

void DemoServer::startProcess(Place &place)
{
    place.row.state = WorkerState::Starting;
    place.row.since = m_now;
    place.row.startsAt = 0;
    place.row.pid = m_lastPid += 3;
}

void DemoServer::becomeIdle(Place &place)
{
    place.row.state = WorkerState::Idle;
    place.row.since = m_now;
    place.row.call = 0;
    place.row.slow = false;
    place.row.procedure.clear();
}

void DemoServer::finish(Place &place, qint64 at)
{
    const Call call = *std::exchange(place.call, std::nullopt);
    const DemoProcedure &procedure = m_setup.procedures[std::size_t(call.procedure)];
    Feed::CallRow row = call.row;
    row.endedAt = std::max(at, row.startedAt);
    row.state = call.outcome;
    row.cancelling = false;
    if (row.state == CallState::Succeeded) {
        row.resultBytes = quint32(procedure.resultBytes * m_dice.between(0.9, 1.1));
    } else if (row.state == CallState::Cancelled) {
        row.code = ErrorCode::Cancelled;
    } else if (row.code == ErrorCode::None) {
        row.code = procedure.code;
        row.message = text(procedure.failure);
    }
    // What was before the present sample is in the samples before.
    place.busyTime += std::max<qint64>(0, row.endedAt - std::max(row.startedAt, place.busySince));
    becomeIdle(place);
    ++place.row.callsDone;
    m_books.count({call.procedure, call.client, row.startedAt - row.acceptedAt,
                   row.endedAt - row.startedAt, row.state, call.crashes});
    ++m_news.callsEnded;
    if (row.endedAt - row.startedAt >= barFrom) {
        m_news.bars.push_back(
            {row.worker, row.id, row.procedure, row.startedAt, row.endedAt, row.state, false});
        m_bars.push_back(m_news.bars.back());
    }
    remember(row);
    if (isDemoFailure(row.state))
        say(Level::Error, row.worker, row.id, row.procedure + QStringLiteral(": ") + row.message);
}

void DemoServer::countPassing(Place &place, const DemoBooks::End &end)
{
    place.busyTime += end.ran;
    ++place.row.callsDone;
    ++m_news.callsEnded;
    m_books.count(end);
}

void DemoServer::showPassing(Feed::CallRow row)
{
    row.pid = place(row.worker).row.pid;
    row.attempts = 1;
    remember(row);
}

void DemoServer::remember(const Feed::CallRow &row)
{
    m_news.calls.push_back(row);
    (isDemoFailure(row.state) ? m_failures : m_recent).push_back(row);
}

void DemoServer::crash(Place &place, const QString &why)
{
    static constexpr const char *lastWords[] = {
        "Fatal Python error: Segmentation fault",
        "Current thread 0x7f3b1c9fe740 (most recent first):",
        "  File \"/srv/amp/render.py\", line 212, draw_logo",
        "  File \"/srv/amp/render.py\", line 148, page",
        "  File \"/srv/amp/render.py\", line 61, render",
        "Extension modules: cairo._cairo, lxml.etree"};
    for (const char *line : lastWords)
        say(Level::Output, place.row.id, place.call->row.id, text(line));
    place.call->outcome = CallState::Failed;
    place.call->crashes = true;
    place.call->row.code = ErrorCode::WorkerCrashed;
    place.call->row.message =
        QStringLiteral(
            "w%1 (pid %2) ended by %3, %4 ms into this call. Not idempotent: not run again.")
            .arg(place.row.id, 2, 10, QLatin1Char('0'))
            .arg(place.row.pid)
            .arg(why)
            .arg((m_now - place.call->row.startedAt) / millisecond);
    finish(place, m_now);
    ++place.row.restarts;
    place.row.lastRestartAt = m_now;
    place.row.lastRestartWhy = why;
    if (place.row.restarts > crashesInARow)
        place.backoff = std::clamp(2 * place.backoff, firstBackoff, longestBackoff);
    place.row.state = WorkerState::Backoff;
    place.row.since = m_now;
    place.row.startsAt = m_now + place.backoff;
    place.row.pid = 0;
}

bool DemoServer::cancelCall(quint64 id)
{
    for (Place &place : m_places) {
        if (!place.call || place.call->row.id != id)
            continue;
        place.call->outcome = CallState::Cancelled;
        place.call->row.cancelling = true;
        place.call->endsAt = m_now + cancelTakes;
        m_news.calls.push_back(place.call->row);
        return true;
    }
    for (auto &queue : m_queues) {
        const auto found =
            std::ranges::find_if(queue, [id](const Call &call) { return call.row.id == id; });
        if (found == queue.end())
            continue;
        Feed::CallRow row = found->row;
        queue.erase(found);
        row.state = CallState::Cancelled;
        row.code = ErrorCode::Cancelled;
        row.endedAt = m_now;
        m_books.countCancelled();
        ++m_news.callsEnded;
        remember(row);
        return true;
    }
    return false;
}

bool DemoServer::killWorker(quint32 id)
{
    Place *place = find(id);
    if (!place || place->row.pid == 0)
        return false;
    const QString why = QStringLiteral("signal 9 (SIGKILL), ended by an operator");
    if (place->call) {
        crash(*place, why);
        return true;
    }
    ++place->row.restarts;
    place->row.lastRestartAt = m_now;
    place->row.lastRestartWhy = why;
    startProcess(*place);
    return true;
}

// After its call, which the demo does not wait for; one in back-off starts now.
bool DemoServer::restartWorker(quint32 id)
{
    Place *place = find(id);
    if (!place)
        return false;
    if (place->call)
        finish(*place, m_now);
    ++place->row.restarts;
    place->row.lastRestartAt = m_now;
    place->row.lastRestartWhy = QStringLiteral("restarted by an operator");
    startProcess(*place);
    return true;
}

void DemoServer::setPaused(bool paused)
{
    m_isPaused = paused;
    mark(paused ? Feed::HistoryMark::Kind::Paused : Feed::HistoryMark::Kind::Resumed,
         paused ? QStringLiteral("paused") : QStringLiteral("resumed"));
}

void DemoServer::mark(Feed::HistoryMark::Kind kind, const QString &text)
{
    m_marks.push_back({m_now, kind, text});
    m_news.marks.push_back(m_marks.back());
}

void DemoServer::say(Level level, quint32 worker, quint64 call, const QString &line)
{
    Feed::LogLine entry;
    entry.at = m_now;
    entry.level = level;
    entry.worker = worker;
    entry.call = call;
    entry.text = line;
    m_log.append(std::move(entry));
    m_news.log.push_back(m_log.lines().back());
}

DemoServer::Place *DemoServer::find(quint32 worker)
{
    return worker >= 1 && worker <= m_places.size() ? &m_places[worker - 1] : nullptr;
}

void DemoServer::sampleBusy()
{
    for (Place &place : m_places) {
        if (place.call && place.endsByItself)
            place.busyTime += m_now - std::max(place.call->row.startedAt, place.busySince);
        const qint64 length = m_now - place.busySince;
        if (length <= 0)
            continue;
        const double share = std::clamp(double(place.busyTime) / double(length), 0.0, 1.0);
        m_news.busy.push_back({place.row.id, place.busySince, m_now, quint8(share * 255)});
        m_busy.push_back(m_news.busy.back());
        place.row.cpuPermille = quint32(share * m_dice.between(930, 990));
        place.busySince = m_now;
        place.busyTime = 0;
    }
}

void DemoServer::endSecond(qint64 at)
{
    const Feed::Summary summary = summarize();
    Feed::HistoryPoint gauges;
    gauges.at = at;
    gauges.queued = summary.queued;
    gauges.running = summary.running;
    gauges.oldestWait = summary.oldestQueuedAt ? m_now - summary.oldestQueuedAt : 0;
    gauges.busy = summary.busy;
    gauges.workers = summary.workers;
    gauges.clients = summary.clients;
    m_news.history.push_back(m_books.endSecond(gauges));
    countInFlight();
    forgetOldest();
}

void DemoServer::countInFlight()
{
    for (Feed::ClientRow &client : m_books.clients())
        client.inFlight = 0;
    for (const auto &queue : m_queues) {
        for (const Call &call : queue)
            ++m_books.clients()[call.client].inFlight;
    }
    for (const Place &place : m_places) {
        if (place.call)
            ++m_books.clients()[place.call->client].inFlight;
    }
}

void DemoServer::forgetOldest()
{
    keepLast(m_recent, keptRecent);
    keepLast(m_failures, keptFailures);
    keepLast(m_bars, keptBars);
    keepLast(m_busy, m_places.size() * samplesOfAWorker);
}

Feed::Update DemoServer::takeNews()
{
    Feed::Update update = std::exchange(m_news, {});
    describe(update);
    keepLatest(update.calls);
    return update;
}

Feed::Update DemoServer::remembered() const
{
    Feed::Update update;
    update.isSnapshot = true;
    m_books.history().seconds().forEachFrom(
        0, [&](const Feed::HistoryPoint &point) { update.history.push_back(point); });
    update.marks = m_marks;
    update.busy.assign(m_busy.begin(), m_busy.end());
    update.bars.assign(m_bars.begin(), m_bars.end());
    update.calls.assign(m_recent.begin(), m_recent.end());
    update.calls.insert(update.calls.end(), m_failures.begin(), m_failures.end());
    for (const auto &queue : m_queues) {
        for (const Call &call : queue)
            update.calls.push_back(call.row);
    }
    update.log.assign(m_log.lines().begin(), m_log.lines().end());
    for (const DemoPool &pool : m_setup.pools)
        update.pools.push_back({text(pool.name), text(pool.about), quint32(pool.workers), 0});
    return update;
}

void DemoServer::describe(Feed::Update &update)
{
    update.sequence = ++m_sequence;
    update.epoch = quint64(m_startedAt);
    update.mayOperate = true;
    update.topics = Feed::allTopics;
    update.summary = summarize();
    const bool hasAll = update.isSnapshot || !update.history.empty(); // once a second
    for (Place &place : m_places) {
        if (hasAll || !(place.row == place.told))
            update.workers.push_back(place.told = place.row);
        if (place.call && noteProgress(*place.call, update.isSnapshot))
            update.calls.push_back(place.call->row);
    }
    for (std::size_t i = 0; hasAll && i < m_books.procedures(); ++i)
        update.procedures.push_back(m_books.procedure(i));
    if (hasAll)
        update.clients = m_books.clients();
}

// Whether the row is to be told again.
bool DemoServer::noteProgress(Call &call, bool isSnapshot) const
{
    if (call.row.progressTotal == 0)
        return isSnapshot;
    const double share = std::min(0.99, double(m_now - call.row.startedAt) /
                                            double(std::max<qint64>(1, call.runFor)));
    call.row.progressDone = quint64(share * frames);
    call.row.progressText =
        QStringLiteral("frame %L1 of %L2").arg(call.row.progressDone).arg(frames);
    return true;
}

Feed::Summary DemoServer::summarize() const
{
    Feed::Summary summary = m_books.ends();
    summary.now = m_now;
    summary.startedAt = m_startedAt;
    summary.version = QStringLiteral("1.0.0");
    summary.paused = m_isPaused;
    summary.accepted = m_serial;
    summary.clients = quint32(m_books.clients().size());
    summary.workers = quint32(m_places.size());
    for (const auto &queue : m_queues) {
        summary.queued += queue.size();
        for (const Call &call : queue) {
            summary.queuedBytes += call.row.argumentBytes;
            if (summary.oldestQueuedAt == 0 || call.row.acceptedAt < summary.oldestQueuedAt)
                summary.oldestQueuedAt = call.row.acceptedAt;
        }
    }
    for (const Place &place : m_places) {
        summary.busy += place.row.state == WorkerState::Running;
        summary.idle += place.row.state == WorkerState::Idle;
        summary.starting += place.row.state == WorkerState::Starting;
        summary.inBackoff += place.row.state == WorkerState::Backoff;
        summary.running += place.call.has_value();
    }
    return summary;
}

} // namespace Amp
