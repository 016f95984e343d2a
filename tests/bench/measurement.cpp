// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/measurement.h"

#include <algorithm>
#include <limits>

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace Amp::Bench {

namespace {

constexpr std::size_t maxLatencies = 4'000'000; // enough for every percentile that is shown

} // namespace

Measurement::Measurement(const LoadOptions &options)
    : m_options(options)
{
    m_latencies.reserve(maxLatencies);
}

void Measurement::begin()
{
    setState(State::Running);
}

void Measurement::end()
{
    setState(State::Ended);
}

// WarmingUp -> Running -> Ended.
void Measurement::setState(State state)
{
    m_state = state;
    (state == State::Running ? m_before : m_after) = takeSnapshot();
}

Measurement::Snapshot Measurement::takeSnapshot() const
{
    Snapshot snapshot;
    snapshot.server = usageOf(m_options.server);
    snapshot.workers = usageOf(m_options.workers);
    snapshot.client = usageOf({QCoreApplication::applicationPid()});
    snapshot.moment = Clock::now();
    return snapshot;
}

void Measurement::addCall(Clock::duration latency)
{
    ++m_total;
    if (m_state != State::Running)
        return;
    ++m_calls;
    if (m_latencies.size() < maxLatencies)
        m_latencies.push_back(quint32(
            std::min<qint64>(latency.count(), qint64(std::numeric_limits<quint32>::max()))));
}

double Measurement::percentile(double share)
{
    if (m_latencies.empty())
        return 0;
    const auto rank = std::ptrdiff_t(share * double(m_latencies.size()));
    const auto at = m_latencies.begin() + std::min(rank, std::ptrdiff_t(m_latencies.size()) - 1);
    std::nth_element(m_latencies.begin(), at, m_latencies.end());
    return *at / 1000.0;
}

LoadFigures Measurement::figures()
{
    const double seconds = std::chrono::duration<double>(m_after.moment - m_before.moment).count();
    const double calls = double(std::max<quint64>(m_calls, 1));
    const auto cpu = [calls](const ProcessUsage &before, const ProcessUsage &after) {
        return double(after.cpuNanoseconds - before.cpuNanoseconds) / calls / 1000;
    };
    const auto switches = [calls](const ProcessUsage &before, const ProcessUsage &after) {
        return double(after.voluntarySwitches - before.voluntarySwitches) / calls;
    };
    LoadFigures figures;
    figures.calls = m_calls;
    figures.seconds = seconds;
    figures.rate = double(m_calls) / seconds;
    figures.megabytesPerSecond = figures.rate * m_options.payloadBytes / 1e6;
    figures.p50 = percentile(0.50);
    figures.p90 = percentile(0.90);
    figures.p99 = percentile(0.99);
    figures.serverCpu = cpu(m_before.server, m_after.server);
    figures.workerCpu = cpu(m_before.workers, m_after.workers);
    figures.clientCpu = cpu(m_before.client, m_after.client);
    figures.serverSwitches = switches(m_before.server, m_after.server);
    figures.workerSwitches = switches(m_before.workers, m_after.workers);
    figures.total = m_total;
    return figures;
}

QByteArray Measurement::report()
{
    const LoadFigures f = figures();
    const QJsonObject report{{QStringLiteral("calls"), qint64(f.calls)},
                             {QStringLiteral("sec"), f.seconds},
                             {QStringLiteral("rate"), f.rate},
                             {QStringLiteral("mbps"), f.megabytesPerSecond},
                             {QStringLiteral("p50"), f.p50},
                             {QStringLiteral("p99"), f.p99},
                             {QStringLiteral("cpu_server"), f.serverCpu},
                             {QStringLiteral("cpu_worker"), f.workerCpu},
                             {QStringLiteral("cpu_client"), f.clientCpu},
                             {QStringLiteral("sw_server"), f.serverSwitches},
                             {QStringLiteral("sw_worker"), f.workerSwitches},
                             {QStringLiteral("total"), qint64(f.total)}};
    return QJsonDocument(report).toJson(QJsonDocument::Compact);
}

} // namespace Amp::Bench
