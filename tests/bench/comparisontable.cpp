// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <thread>

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include "tests/bench/comparison.h"

namespace Amp::Bench {

namespace {

using Text = QLatin1StringView;
using Value = double (*)(const ServerFigures &figures);

// One line of the table, and one member of the JSON object.
struct Row
{
    Text key;
    Text label;
    int decimals;
    Value value;
};

template <LoadFigures ServerFigures::*load, double LoadFigures::*figure>
double of(const ServerFigures &figures)
{
    return figures.*load.*figure;
}

template <double ServerFigures::*figure>
double of(const ServerFigures &figures)
{
    return figures.*figure;
}

using S = ServerFigures;
using L = LoadFigures;

constexpr Row rows[] = {
    {Text("single_rate"), Text("1 connection, 1,000 in flight, calls/s"), 0,
     of<&S::single, &L::rate>},
    {Text("many_rate"), Text("16 connections, 64 in flight each, calls/s"), 0,
     of<&S::many, &L::rate>},
    {Text("large_mbps"), Text("64 KiB, 32 in flight, MB/s"), 0,
     of<&S::large, &L::megabytesPerSecond>},
    {Text("alone_p50"), Text("one at a time, p50 us"), 1, of<&S::alone, &L::p50>},
    {Text("alone_p90"), Text("p90"), 1, of<&S::alone, &L::p90>},
    {Text("alone_p99"), Text("p99"), 1, of<&S::alone, &L::p99>},
    {Text("pinned_p50"), Text("one at a time, all on one processor, p50 us"), 1,
     of<&S::pinned, &L::p50>},
    {Text("pinned_p90"), Text("p90"), 1, of<&S::pinned, &L::p90>},
    {Text("pinned_p99"), Text("p99"), 1, of<&S::pinned, &L::p99>},
    {Text("single_cpu_server"), Text("1 x 1,000: server's CPU per call, us"), 3,
     of<&S::single, &L::serverCpu>},
    {Text("single_cpu_workers"), Text("workers'"), 3, of<&S::single, &L::workerCpu>},
    {Text("many_cpu_server"), Text("16 x 64: server's CPU per call, us"), 3,
     of<&S::many, &L::serverCpu>},
    {Text("many_cpu_workers"), Text("workers'"), 3, of<&S::many, &L::workerCpu>},
    {Text("idle_mib"), Text("idle server, MiB resident"), 1, of<&S::idleMebibytes>},
    {Text("queued_bytes"), Text("bytes per queued call"), 0, of<&S::bytesPerQueuedCall>},
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

struct Medians
{
    double relay = 0;
    double amp = 0;
    double ratio = 0;
};

Medians mediansOf(const std::vector<ComparedRound> &rounds, Value value)
{
    std::vector<double> relay;
    std::vector<double> amp;
    std::vector<double> ratios;
    for (const ComparedRound &round : rounds) {
        relay.push_back(value(round.relay));
        amp.push_back(value(round.amp));
        ratios.push_back(relay.back() > 0 ? amp.back() / relay.back() : 0);
    }
    return {median(relay), median(amp), median(ratios)};
}

} // namespace

QByteArray comparisonTable(const std::vector<ComparedRound> &rounds)
{
    QString table = QStringLiteral("| | relay | AMP | AMP / relay |\n|---|--:|--:|--:|\n");
    const QLocale english(QLocale::English, QLocale::UnitedStates);
    for (const Row &row : rows) {
        const Medians medians = mediansOf(rounds, row.value);
        table += QStringLiteral("| %1 | %2 | %3 | %4 |\n")
                     .arg(row.label, english.toString(medians.relay, 'f', row.decimals),
                          english.toString(medians.amp, 'f', row.decimals),
                          english.toString(medians.ratio, 'f', 2));
    }
    return table.toUtf8();
}

QByteArray comparisonJson(const BenchOptions &options, const std::vector<ComparedRound> &rounds)
{
    QJsonObject object{{QStringLiteral("workers"), options.workers},
                       {QStringLiteral("rounds"), options.rounds},
                       {QStringLiteral("seconds"), options.seconds.count()},
                       {QStringLiteral("processors"), int(std::thread::hardware_concurrency())}};
    for (const Row &row : rows) {
        const Medians medians = mediansOf(rounds, row.value);
        object.insert(row.key, QJsonObject{{QStringLiteral("relay"), medians.relay},
                                           {QStringLiteral("amp"), medians.amp},
                                           {QStringLiteral("ratio"), medians.ratio}});
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace Amp::Bench
