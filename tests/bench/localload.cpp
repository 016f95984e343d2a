// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/localload.h"

#include <algorithm>
#include <optional>

#include <QEventLoop>

#include <sys/resource.h>

#include "tests/bench/echoers.h"
#include "tests/bench/processusage.h"

namespace Amp::Bench {

namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

struct Figures
{
    QString name;
    double callsPerSecond = 0;
    double p50 = 0; // us, of one call at a time
    double p99 = 0;
    double cpu = 0; // us for a call, of the program and all who work for it
};

double seconds(const timeval &time)
{
    return double(time.tv_sec) + double(time.tv_usec) / 1e6;
}

// This program, its children that have ended, and those that live.
double cpuSeconds(const Echoer &echoer)
{
    double sum = double(usageOf(echoer.workers()).cpuNanoseconds) / 1e9;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage = {};
        ::getrusage(who, &usage);
        sum += seconds(usage.ru_utime) + seconds(usage.ru_stime);
    }
    return sum;
}

// Keeps so many calls in flight until the time is over.
class Run
{
public:
    Run(Echoer &echoer, const QByteArray &payload, int depth)
        : m_echoer(echoer)
        , m_payload(payload)
        , m_depth(depth)
    {}

    void take(std::chrono::duration<double> time)
    {
        m_latencies.clear();
        m_isOver = false;
        m_end = Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
        const auto begin = Clock::now();
        fill();
        m_loop.exec();
        m_seconds = Clock::now() - begin;
    }

    bool failed() const { return m_failed; }
    qsizetype calls() const { return qsizetype(m_latencies.size()); }
    double callsPerSecond() const { return double(calls()) / m_seconds.count(); }

    double percentile(double share)
    {
        const auto rank = std::ptrdiff_t(share * double(m_latencies.size() - 1));
        const auto at = m_latencies.begin() + rank;
        std::nth_element(m_latencies.begin(), at, m_latencies.end());
        return Microseconds(*at).count();
    }

private:
    void fill()
    {
        for (; m_inFlight < m_depth; ++m_inFlight) {
            m_answered.push_back(false);
            m_echoer.echo(m_payload,
                          [this, call = m_answered.size() - 1, begin = Clock::now()](bool right) {
                              const bool isFirst = !m_answered[call];
                              m_answered[call] = true;
                              onDone(begin, right && isFirst);
                          });
        }
    }

    void onDone(Clock::time_point begin, bool right)
    {
        const auto now = Clock::now();
        --m_inFlight;
        m_latencies.push_back(now - begin);
        m_failed = m_failed || !right;
        m_isOver = m_failed || now >= m_end;
        if (!m_isOver)
            fill();
        else if (m_inFlight == 0 || m_failed)
            m_loop.quit();
    }

    Echoer &m_echoer;
    const QByteArray m_payload;
    const int m_depth;
    int m_inFlight = 0;
    bool m_isOver = false;
    bool m_failed = false;
    Clock::time_point m_end;
    std::chrono::duration<double> m_seconds{0};
    std::vector<Clock::duration> m_latencies;
    std::vector<bool> m_answered; // by call: an answer that comes twice is none
    QEventLoop m_loop;
};

Result<Figures> measure(Echoer &echoer, const LocalOptions &options)
{
    const QByteArray payload(options.payloadBytes, 'x');
    Figures figures{echoer.name()};
    Run latency(echoer, payload, 1);
    latency.take(options.seconds / 10);
    latency.take(options.seconds);
    figures.p50 = latency.percentile(0.50);
    figures.p99 = latency.percentile(0.99);
    Run throughput(echoer, payload, std::min(options.depth, echoer.usefulDepth()));
    throughput.take(options.seconds / 10);
    const double before = cpuSeconds(echoer);
    throughput.take(options.seconds);
    figures.cpu = 1e6 * (cpuSeconds(echoer) - before) / double(throughput.calls());
    figures.callsPerSecond = throughput.callsPerSecond();
    if (latency.failed() || throughput.failed())
        return {ErrorCode::ProcedureFailed,
                QStringLiteral("%1 did not return what it was given, once.").arg(echoer.name())};
    return figures;
}

QString row(const Figures &figures, const Figures &first)
{
    return QStringLiteral("| %1 | %2 | %3 | %4 | %5 | %6 |\n")
        .arg(figures.name)
        .arg(figures.callsPerSecond, 0, 'f', 0)
        .arg(figures.p50, 0, 'f', 1)
        .arg(figures.p99, 0, 'f', 1)
        .arg(figures.cpu, 0, 'f', 1)
        .arg(figures.callsPerSecond / first.callsPerSecond, 0, 'f', 1);
}

} // namespace

Result<QString> compareLocally(const LocalOptions &options)
{
    QString table = QStringLiteral("| | calls/s | p50 us | p99 us | CPU us per call | times the "
                                   "first |\n|---|--:|--:|--:|--:|--:|\n");
    std::optional<Figures> first;
    for (auto *make : {processPerCall, localDispatcher, threadDispatcher, qtConcurrent}) {
        const std::unique_ptr<Echoer> echoer = make(); // one at a time, so that none disturbs
        if (!echoer)
            continue;
        const Result<Figures> figures = measure(*echoer, options);
        if (!figures)
            return figures.error();
        if (!first)
            first = *figures;
        table += row(*figures, *first);
    }
    return table;
}

} // namespace Amp::Bench
