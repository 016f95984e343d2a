// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/demobooks.h"

#include <cmath>

namespace Amp {

using Feed::CallState;

namespace {

constexpr quint32 quarterMinute = 15; // seconds
constexpr std::size_t p99sKept = 60;
constexpr qint64 connectsEvery = 3'000'000; // us
constexpr double bytesInPerCall = 340;
constexpr double bytesOutPerCall = 260;

void scale(std::vector<quint64> &histogram, double factor)
{
    for (quint64 &count : histogram)
        count = quint64(std::llround(double(count) * factor));
}

void add(std::vector<quint64> &to, const std::vector<quint64> &histogram)
{
    to.resize(std::max(to.size(), histogram.size()));
    for (std::size_t i = 0; i < histogram.size(); ++i)
        to[i] += histogram[i];
}

} // namespace

bool isDemoFailure(CallState outcome)
{
    return outcome == CallState::Failed || outcome == CallState::TimedOut;
}

DemoBooks::DemoBooks(const DemoSetup &setup, qint64 startedAt, double secondsBefore)
    : m_setup(setup)
{
    for (const DemoProcedure &procedure : setup.procedures) {
        m_procedures.emplace_back(procedure.name);
        Feed::ProcedureRow before;
        before.calls = quint64(procedure.perSecond * secondsBefore);
        before.failed = quint64(std::llround(double(before.calls) * procedure.failures));
        m_callsBefore += before.calls;
        m_ends.failed += before.failed;
        m_before.push_back(std::move(before));
    }
    m_ends.succeeded = m_callsBefore - m_ends.failed;
    makeClients(startedAt);
}

void DemoBooks::makeClients(qint64 startedAt)
{
    double weights = 0;
    for (const DemoClient &client : m_setup.clients)
        weights += client.weight;
    for (const DemoClient &client : m_setup.clients) {
        Feed::ClientRow row;
        row.id = m_clients.size() + 1;
        row.program = QString::fromUtf8(client.program);
        row.address = QString::fromUtf8(client.address);
        row.identity = row.program;
        row.pid = 900 + quint32(37 * row.id);
        row.connectedAt = startedAt + qint64(row.id) * connectsEvery;
        row.calls = quint64(double(m_callsBefore) * client.weight / weights);
        row.failed = quint64(double(m_ends.failed) * client.weight / weights);
        m_clientCalls.push_back(row.calls);
        m_clients.push_back(std::move(row));
    }
}

void DemoBooks::count(const End &end)
{
    const bool failed = isDemoFailure(end.outcome);
    const auto waited = quint64(end.waited);
    const auto ran = quint64(end.ran);
    m_procedures[std::size_t(end.procedure)].record(waited, ran, waited + ran, true, failed);
    m_history.record(waited, ran, waited + ran, true, failed, end.crashed);
    ++m_clients[end.client].calls;
    m_clients[end.client].failed += failed;
    m_ends.crashed += end.crashed;
    m_ends.cancelled += end.outcome == CallState::Cancelled;
    m_ends.timedOut += end.outcome == CallState::TimedOut;
    m_ends.failed += end.outcome == CallState::Failed && !end.crashed;
    m_ends.succeeded += end.outcome == CallState::Succeeded;
}

const Feed::HistoryPoint &DemoBooks::endSecond(const Feed::HistoryPoint &gauges)
{
    ++m_seconds;
    for (ProcedureStats &procedure : m_procedures)
        procedure.endSecond(m_seconds % quarterMinute == 0);
    for (std::size_t i = 0; i < m_clients.size(); ++i) {
        Feed::ClientRow &client = m_clients[i];
        client.callsPerSecond =
            double(client.calls - std::exchange(m_clientCalls[i], client.calls));
        client.bytesInPerSecond = client.callsPerSecond * bytesInPerCall;
        client.bytesOutPerSecond = client.callsPerSecond * bytesOutPerCall;
    }
    m_history.endSecond(gauges);
    return m_history.seconds().at(m_history.seconds().end() - 1);
}

void DemoBooks::completePast(DemoDice &dice)
{
    for (std::size_t i = 0; i < m_procedures.size(); ++i) {
        Feed::ProcedureRow seen;
        m_procedures[i].fill(seen);
        Feed::ProcedureRow &before = m_before[i];
        const double factor = double(before.calls) / double(std::max<quint64>(1, seen.calls));
        before.runningTime = quint64(double(seen.runningTime) * factor);
        before.waitingHistogram = seen.waitingHistogram;
        before.runningHistogram = seen.runningHistogram;
        before.totalHistogram = seen.totalHistogram;
        for (auto *histogram :
             {&before.waitingHistogram, &before.runningHistogram, &before.totalHistogram})
            scale(*histogram, factor);
        while (before.recentP99.size() + seen.recentP99.size() < p99sKept)
            before.recentP99.push_back(quint64(double(seen.total.p99) * dice.between(0.9, 1.1)));
    }
}

Feed::ProcedureRow DemoBooks::procedure(std::size_t index) const
{
    const DemoProcedure &procedure = m_setup.procedures[index];
    const Feed::ProcedureRow &before = m_before[index];
    Feed::ProcedureRow row;
    m_procedures[index].fill(row);
    row.pool = QString::fromUtf8(m_setup.pools[std::size_t(procedure.pool)].name);
    row.signature = QString::fromUtf8(procedure.signature);
    row.documentation = QString::fromUtf8(procedure.documentation);
    row.calls += before.calls;
    row.failed += before.failed;
    row.runningTime += before.runningTime;
    add(row.waitingHistogram, before.waitingHistogram);
    add(row.runningHistogram, before.runningHistogram);
    add(row.totalHistogram, before.totalHistogram);
    row.recentP99.insert(row.recentP99.begin(), before.recentP99.begin(), before.recentP99.end());
    if (row.recentP99.size() > p99sKept)
        row.recentP99.erase(row.recentP99.begin(), row.recentP99.end() - std::ptrdiff_t(p99sKept));
    return row;
}

} // namespace Amp
