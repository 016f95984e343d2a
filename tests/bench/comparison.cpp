// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/comparison.h"

#include <thread>

#include <QCoreApplication>
#include <QDeadlineTimer>

#include "tests/bench/oneprocessor.h"
#include "tests/bench/relayworker.h"
#include "tests/bench/startedserver.h"
#include "tests/bench/wireconnection.h"
#include "tests/bench/wireload.h"

namespace Amp::Bench {

namespace {

using namespace std::chrono_literals;

constexpr int measurementsPerRound = 10; // five of each
constexpr quint64 asManyAsFit = 1'000'000'000;
constexpr quint64 queuedCalls = 200'000;

// One of the two that are compared, and how it is started.
struct Side
{
    LoadPath path = LoadPath::Wire;
    ServerCommand command;
    QString pausedArgument;
};

Side ampSide(const BenchOptions &options)
{
    return {LoadPath::Wire,
            {options.server,
             {QStringLiteral("--listen=127.0.0.1:0"),
              QStringLiteral("--workers=%1").arg(options.workers)},
             "amp-worker",
             options.workers},
            QStringLiteral("--paused")};
}

Side relaySide(const BenchOptions &options)
{
    return {LoadPath::Relay,
            {QCoreApplication::applicationFilePath(),
             {QStringLiteral("relay"), QString::number(options.workers)},
             relayWorkerName,
             options.workers},
            QStringLiteral("paused")};
}

LoadOptions loadOf(const StartedServer &server, LoadPath path,
                   std::chrono::duration<double> seconds)
{
    LoadOptions load;
    load.path = path;
    load.mode = LoadMode::Throughput;
    load.port = server.port();
    load.calls = asManyAsFit;
    load.seconds = seconds;
    load.server = {server.pid()};
    load.workers = server.workers();
    return load;
}

// Until it has taken everything that was sent: then it uses no processor time.
void waitUntilIdle(qint64 pid)
{
    const QDeadlineTimer deadline(patience);
    quint64 before = 0;
    quint64 now = usageOf({pid}).cpuNanoseconds;
    while (!deadline.hasExpired() && now != before) {
        std::this_thread::sleep_for(200ms);
        before = std::exchange(now, usageOf({pid}).cpuNanoseconds);
    }
}

Result<double> bytesPerQueuedCall(Side side)
{
    side.command.arguments.append(side.pausedArgument);
    const auto server = StartedServer::start(side.command);
    if (!server)
        return server.error();
    const LoadOptions load = loadOf(**server, side.path, 1s);
    Measurement measurement(load);
    const auto connection = WireConnection::open(load, int(queuedCalls), measurement);
    if (!connection)
        return connection.error();
    waitUntilIdle((*server)->pid());
    const qint64 before = residentBytes((*server)->pid());
    (*connection)->topUp();
    if (const auto sent = (*connection)->flush(); !sent)
        return sent.error();
    waitUntilIdle((*server)->pid());
    return double(residentBytes((*server)->pid()) - before) / double(queuedCalls);
}

// A server that runs, and what is known of it.
class MeasuredServer
{
public:
    Result<Done> start(const Side &side, const BenchOptions &options);

    using Load = Result<Done> (*)(const LoadOptions &options, Measurement &measurement);
    Result<Done> measure(LoadFigures ServerFigures::*to, Load load, int clients, int depth,
                         int payloadBytes);

    [[nodiscard]] std::vector<qint64> processes() const;
    [[nodiscard]] const ServerFigures &figures() const { return m_figures; }

private:
    LoadOptions m_load;
    std::unique_ptr<StartedServer> m_server;
    ServerFigures m_figures;
};

Result<Done> MeasuredServer::start(const Side &side, const BenchOptions &options)
{
    const Result<double> queued = bytesPerQueuedCall(side);
    if (!queued)
        return queued.error();
    auto server = StartedServer::start(side.command);
    if (!server)
        return server.error();
    m_server = std::move(server).value();
    m_load = loadOf(*m_server, side.path, options.seconds);
    waitUntilIdle(m_server->pid());
    m_figures.idleMebibytes = double(residentBytes(m_server->pid())) / (1 << 20);
    m_figures.bytesPerQueuedCall = *queued;
    return Done();
}

Result<Done> MeasuredServer::measure(LoadFigures ServerFigures::*to, Load load, int clients,
                                     int depth, int payloadBytes)
{
    LoadOptions options = m_load;
    options.clients = clients;
    options.depth = depth;
    options.payloadBytes = payloadBytes;
    Measurement measurement(options);
    const auto done = load(options, measurement);
    m_figures.*to = measurement.figures();
    return done;
}

std::vector<qint64> MeasuredServer::processes() const
{
    std::vector<qint64> pids = m_server->workers();
    pids.push_back(m_server->pid());
    return pids;
}

struct Task
{
    LoadFigures ServerFigures::*to;
    MeasuredServer::Load load;
    int clients;
    int depth;
    int payloadBytes;
    bool pinned;
};

constexpr Task tasks[] = {
    {&ServerFigures::single, measureThroughput, 1, 1'000, 16, false},
    {&ServerFigures::many, measureThroughput, 16, 64, 16, false},
    {&ServerFigures::large, measureThroughput, 1, 32, 64 * 1024, false},
    {&ServerFigures::alone, measureLatency, 1, 1, 16, false},
    {&ServerFigures::pinned, measureLatency, 1, 1, 16, true},
};

Result<Done> perform(const Task &task, MeasuredServer &server)
{
    std::optional<OneProcessor> pinned;
    if (task.pinned)
        pinned.emplace(server.processes());
    return server.measure(task.to, task.load, task.clients, task.depth, task.payloadBytes);
}

} // namespace

Result<ComparedRound> compareOnce(const BenchOptions &options)
{
    MeasuredServer relay;
    MeasuredServer amp;
    if (const auto started = relay.start(relaySide(options), options); !started)
        return started.error();
    if (const auto started = amp.start(ampSide(options), options); !started)
        return started.error();
    for (const Task &task : tasks) {
        for (MeasuredServer *server : {&relay, &amp}) {
            if (const auto done = perform(task, *server); !done)
                return done.error();
        }
    }
    return ComparedRound{relay.figures(), amp.figures()};
}

std::chrono::duration<double> durationOf(const BenchOptions &options)
{
    const std::chrono::duration<double> starting = 10s;
    return options.rounds * (measurementsPerRound * (options.seconds + warmUp) + starting);
}

} // namespace Amp::Bench
