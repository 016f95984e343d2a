// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/demoload.h"

#include <algorithm>

#include "monitor/sources/demopast.h"
#include "monitor/timeunits.h"

namespace Amp {

using Feed::CallState;
using Feed::WorkerState;
using Scenario = DemoLoad::Scenario;

namespace {

constexpr qint64 stepLength = 5 * millisecond;
constexpr qint64 tick = 100 * millisecond;
constexpr qint64 runThrough = 75 * second; // before the beginning
constexpr qint64 historyShown = 15 * minute;
constexpr double usualQueue = 38; // of the Python pool
constexpr int nativeWorkers = 4;
constexpr int nativeRowsPerStep = 9; // 2,000 rows a second travel, as from a real server
constexpr qint64 nativeRun = 140;    // of a call that is shown running
constexpr quint32 freeWorker = 12;
constexpr quint32 slowWorker = 7;
constexpr quint32 crashingWorker = 14;
constexpr qint64 reloadedAgo = 35 * second;
constexpr qint64 slowFor = 3 * minute + 12 * second;
constexpr qint64 crashesAfter = 184 * millisecond;

qint64 uptimeOf(Scenario scenario)
{
    switch (scenario) {
    case Scenario::Healthy:
        return 64 * minute + 8 * second;
    case Scenario::CrashLoop:
        return 99 * minute + 12 * second;
    case Scenario::Restarted:
        return 10 * minute + 31 * second;
    case Scenario::Idle:
        break;
    }
    return 38 * second;
}

// How long of it is run through.
qint64 seenOf(Scenario scenario)
{
    return std::min(runThrough, uptimeOf(scenario));
}

double secondsBefore(Scenario scenario)
{
    return double(uptimeOf(scenario) - seenOf(scenario)) / second;
}

const DemoSetup &setupOf(Scenario scenario)
{
    return scenario == Scenario::Idle ? Demo::idleSetup() : Demo::busySetup();
}

} // namespace

DemoLoad::DemoLoad(Scenario scenario, quint64 seed, qint64 now)
    : m_scenario(scenario)
    , m_setup(setupOf(scenario))
    , m_lookedAt(now)
    , m_startedAt(now - uptimeOf(scenario))
    , m_dice(seed)
    , m_books(m_setup, m_startedAt, secondsBefore(scenario))
    , m_server(m_setup, m_dice, m_books, m_startedAt, now - seenOf(scenario))
    , m_secondEnds(m_server.now() + second)
{
    for (const DemoProcedure &procedure : m_setup.procedures)
        m_nativePerSecond += procedure.pool == Demo::nativePool ? procedure.perSecond : 0;
    if (scenario != Scenario::Idle) {
        for (int worker = 1; worker <= nativeWorkers; ++worker)
            m_server.place(quint32(worker)).endsByItself = false;
        noteEarlierRestarts();
        fillPools();
    }
    if (scenario == Scenario::CrashLoop)
        beginSlowCall();
    // In the steps of a watcher, so that the timeline has as many samples as if one had watched.
    for (qint64 at = m_server.now() + tick; at < now; at += tick)
        advance(at);
    advance(now);
    m_books.completePast(m_dice);
    drawPast();
}

void DemoLoad::noteEarlierRestarts()
{
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
        if (m_lookedAt - restart.ago <= m_startedAt)
            continue;
        Feed::WorkerRow &row = m_server.place(restart.worker).row;
        row.restarts = 1;
        row.lastRestartAt = m_lookedAt - restart.ago;
        row.lastRestartWhy = QString::fromUtf8(restart.why);
    }
}

// The server did not begin just now: most workers are in the middle of a call.
void DemoLoad::fillPools()
{
    for (Place &place : m_server.places()) {
        const bool isKeptFree = place.row.id == freeWorker ||
                                (m_scenario == Scenario::CrashLoop && place.row.id == slowWorker);
        if (place.pool == Demo::nativePool || isKeptFree)
            continue;
        const auto workTime = [&place](const DemoProcedure &procedure) {
            return procedure.pool == place.pool ? procedure.perSecond * procedure.medianRun : 0;
        };
        const int procedure = int(m_dice.pick(m_setup.procedures, workTime));
        DemoServer::Call call = m_server.makeCall(procedure, callerOf(procedure), 0);
        const auto done = qint64(m_dice.chance() * double(call.runFor));
        call.row.acceptedAt = m_server.now() - done - 300 * millisecond;
        m_server.start(place, std::move(call));
        place.call->row.startedAt -= done;
        place.call->endsAt -= done;
        place.row.since = place.call->row.startedAt;
    }
}

void DemoLoad::beginSlowCall()
{
    Place &place = m_server.place(slowWorker);
    DemoServer::Call call = m_server.makeCall(Demo::transcode, Demo::backoffice, 0);
    call.runFor = 180 * minute;
    call.row.timeout = 0;
    call.row.acceptedAt = m_lookedAt - slowFor - 12'400;
    call.outcome = CallState::Succeeded;
    m_server.start(place, std::move(call));
    place.call->row.startedAt = m_lookedAt - slowFor;
    place.row.since = place.call->row.startedAt;
    place.row.slow = true;
}

void DemoLoad::drawPast()
{
    const DemoPast::Span span = {
        m_scenario == Scenario::Idle ? m_lookedAt : m_lookedAt - historyShown,
        m_lookedAt - seenOf(m_scenario), m_scenario == Scenario::Restarted ? m_startedAt : 0};
    m_olderHistory = DemoPast::history(m_books.history().seconds(), span, m_dice);
    for (const Place &place : m_server.places()) {
        const double usual = place.pool == Demo::nativePool ? 0.75 : 0.97;
        DemoPast::addBusySamples(m_olderBusy, place.row.id, usual, span, m_dice);
    }
}

Feed::Update DemoLoad::snapshot()
{
    m_server.takeNews(); // is in what follows
    Feed::Update update = m_server.remembered();
    update.history.insert(update.history.begin(), m_olderHistory.begin(), m_olderHistory.end());
    update.busy.insert(update.busy.begin(), m_olderBusy.begin(), m_olderBusy.end());
    if (m_scenario == Scenario::Restarted)
        update.marks.insert(update.marks.begin(), {m_startedAt, Feed::HistoryMark::Kind::Restarted,
                                                   QStringLiteral("server restarted")});
    m_server.describe(update);
    return update;
}

Feed::Update DemoLoad::advance(qint64 to)
{
    while (m_server.now() < to)
        step(std::min(m_server.now() + stepLength, to));
    m_server.sampleBusy();
    if (m_scenario != Scenario::Idle)
        showNativeWorkers();
    return m_server.takeNews();
}

void DemoLoad::step(qint64 to)
{
    const qint64 span = to - m_server.now();
    m_server.setNow(to);
    if (m_scenario != Scenario::Idle) {
        for (int i = 0; i < Demo::firstNative; ++i)
            arrive(i, span);
        m_server.finishDue();
        beginFilms();
        if (m_scenario == Scenario::CrashLoop && isReloaded())
            crashAgain();
        m_server.handOut(Demo::mediaPool);
        m_server.handOut(Demo::pythonPool);
        runNative(span);
    }
    if (to >= m_secondEnds) {
        m_server.endSecond(m_secondEnds);
        m_secondEnds += second;
        m_sway = 0.6 * m_sway + 0.03 * (m_dice.chance() - 0.5);
    }
}

// Arrivals lean towards the usual length of the queue: a pool that is nearly full would otherwise
// wander far off.
double DemoLoad::eagerness(int pool) const
{
    const auto queued = double(m_server.queued(pool));
    if (m_server.isPaused())
        return 1;
    if (pool == Demo::pythonPool)
        return std::clamp(1.06 + 0.02 * (usualQueue - queued), 0.2, 2.0);
    if (m_scenario == Scenario::CrashLoop && isReloaded())
        return queued > 12 ? 0 : 1.2; // more than seven workers can do
    return queued == 0 ? 1 : 0.1;
}

// Films come from those who make them, reports at fixed hours.
std::size_t DemoLoad::callerOf(int procedure)
{
    if (procedure == Demo::report)
        return Demo::cron;
    if (procedure == Demo::transcode)
        return Demo::backoffice;
    return m_dice.pick(m_setup.clients, [](const DemoClient &client) { return client.weight; });
}

void DemoLoad::arrive(int index, qint64 span)
{
    const DemoProcedure &procedure = m_setup.procedures[std::size_t(index)];
    const double expected = procedure.perSecond * eagerness(procedure.pool) * double(span) / second;
    for (int n = m_dice.arrivals(expected); n > 0; --n) {
        const auto ago = qint64(m_dice.chance() * double(span));
        m_server.enqueue(m_server.makeCall(index, callerOf(index), m_server.now() - ago));
    }
}

// The calls of the native pool are too many and too short to be looked at one by one.
void DemoLoad::runNative(qint64 span)
{
    if (m_server.isPaused())
        return;
    m_nativeOwed += m_nativePerSecond * (1 + m_sway) * double(span) / second;
    const auto native = m_setup.procedures.subspan(Demo::firstNative);
    for (int n = 0; m_nativeOwed >= 1; ++n) {
        m_nativeOwed -= 1;
        const std::size_t which =
            m_dice.pick(native, [](const DemoProcedure &p) { return p.perSecond; });
        passNative(Demo::firstNative + int(which), n < nativeRowsPerStep);
    }
}

void DemoLoad::passNative(int index, bool isShown)
{
    const DemoProcedure &procedure = m_setup.procedures[std::size_t(index)];
    DemoBooks::End end;
    end.procedure = index;
    end.client = callerOf(index);
    end.waited = qint64(m_dice.between(20, 80));
    end.ran = m_dice.runTime(procedure);
    const bool failed = m_dice.chance() < procedure.failures;
    end.outcome = failed ? CallState::Failed : CallState::Succeeded;
    Place &place = m_server.places()[m_dice.below(nativeWorkers)];
    m_server.countPassing(place, end);
    Feed::CallRow row;
    row.id = m_server.nextSerial();
    if (!isShown && !failed)
        return;
    const Feed::ClientRow &client = m_books.clients()[end.client];
    row.state = end.outcome;
    row.procedure = QString::fromUtf8(procedure.name);
    row.client = client.program;
    row.address = client.address;
    row.worker = place.row.id;
    row.endedAt = m_server.now() - qint64(m_dice.chance() * double(stepLength));
    row.startedAt = row.endedAt - end.ran;
    row.acceptedAt = row.startedAt - end.waited;
    row.argumentBytes = procedure.argumentBytes;
    row.resultBytes = failed ? 0 : procedure.resultBytes;
    row.code = failed ? procedure.code : ErrorCode::None;
    row.message = failed ? QString::fromUtf8(procedure.failure) : QString();
    m_server.showPassing(std::move(row));
}

// Whoever looks finds two of the native workers in the middle of a call.
void DemoLoad::showNativeWorkers()
{
    const auto native = m_setup.procedures.subspan(Demo::firstNative);
    for (int i = 0; i < nativeWorkers; ++i) {
        Place &place = m_server.places()[std::size_t(i)];
        if (place.call)
            m_server.finish(place, place.call->row.startedAt + nativeRun);
        if (i >= nativeWorkers / 2 || m_server.isPaused() || place.row.state != WorkerState::Idle)
            continue;
        const int procedure =
            Demo::firstNative +
            int(m_dice.pick(native, [](const DemoProcedure &p) { return p.perSecond; }));
        m_server.start(place,
                       m_server.makeCall(procedure, callerOf(procedure), m_server.now() - 60));
    }
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
        if (m_server.now() < at || m_server.now() - stepLength >= at)
            continue;
        Place &place = m_server.place(film.worker);
        if (place.call)
            m_server.finish(place, m_server.now());
        DemoServer::Call call =
            m_server.makeCall(Demo::transcode, Demo::backoffice, m_server.now() - 12'400);
        call.runFor = film.runFor;
        call.outcome = CallState::Succeeded;
        m_server.start(place, std::move(call));
    }
}

bool DemoLoad::isReloaded() const
{
    return m_server.now() >= m_lookedAt - reloadedAgo;
}

// Each process that is started on this place finds the same invoice.
void DemoLoad::crashAgain()
{
    if (m_server.marks().empty()) {
        m_server.mark(Feed::HistoryMark::Kind::Reloaded, QStringLiteral("includes reloaded"));
        m_server.say(Feed::LogLine::Level::Info, 0, 0, QStringLiteral("Includes reloaded."));
    }
    Place &place = m_server.place(crashingWorker);
    if (place.call && place.call->procedure != Demo::invoice)
        m_server.finish(place, m_server.now());
    if (place.row.state == WorkerState::Idle) {
        DemoServer::Call call = m_server.makeCall(Demo::invoice, callerOf(Demo::invoice),
                                                  m_server.now() - 312 * millisecond);
        call.runFor = minute; // it does not come to its end
        m_server.start(place, std::move(call));
    } else if (place.call && m_server.now() - place.call->row.startedAt >= crashesAfter) {
        m_server.crash(place, QStringLiteral("signal 11 (SIGSEGV)"));
    }
}

} // namespace Amp
