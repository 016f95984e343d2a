// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Calls of all sizes and lengths, while workers are killed, stopped and continued and calls are
// cancelled at random. Seeded: AMP_SEED=n starts elsewhere, AMP_CHAOS_CALLS=n makes so many calls;
// one million need QTEST_FUNCTION_TIMEOUT=3600000 beside it.

#include <csignal>
#include <random>

#include <QSet>
#include <QTest>

#include "tests/support/serverprocess.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using namespace std::chrono_literals;

namespace {

constexpr int workers = 3;
constexpr int inFlight = 400;

bool overStream()
{
    return qgetenv("AMP_LINK_KIND") == "stream";
}

QByteArray payload(quint64 number, qsizetype bytes)
{
    QByteArray text = QByteArray::number(number) + ' ';
    text.resize(std::max(bytes, text.size()), char('a' + number % 26));
    return text;
}

} // namespace

class TestChaos : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyCallEndsOnce();
    void stoppedWorkerHoldsNobodyUp();
    void longCallHoldsNobodyUp();
    void crashTakesNobodyAlong();

private:
    struct Expected
    {
        QByteArray value;
        bool isCancelled = false;
    };

    void callOnce();
    void onResult(const CallResult &result);
    void disturb();
    std::vector<qint64> workerPids() const;
    quint32 below(quint32 bound) { return quint32(m_random()) % bound; }

    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<JobDispatcher> m_client;
    std::mt19937 m_random;
    std::unordered_map<CallId, Expected> m_underWay;
    QSet<qint64> m_stopped;
    quint64 m_made = 0;
    quint64 m_goal = 0;
    int m_kills = 0;
    int m_crashed = 0;
    int m_succeeded = 0;
    int m_cancelled = 0;
    QStringList m_surprises;
};

void TestChaos::initTestCase()
{
    m_server =
        std::make_unique<ServerProcess>(QStringList{QStringLiteral("--workers=%1").arg(workers)});
    QVERIFY2(!m_server->address().isEmpty(), qPrintable(m_server->output()));
    m_client = std::make_unique<JobDispatcher>();
    m_client->connectToServer(m_server->address());
    // What every pace is known of may be handed ahead.
    for (int i = 0; i < 20; ++i)
        QCOMPARE(callAndWait(*m_client, "echo", i).value(), QVariant(i));
}

std::vector<qint64> TestChaos::workerPids() const
{
    std::vector<qint64> pids;
    for (const qint64 pid : childrenOf(m_server->pid()))
        pids.push_back(pid);
    return pids;
}

void TestChaos::callOnce()
{
    const quint64 number = ++m_made;
    const quint32 dice = below(1000);
    if (dice < 10) {
        m_client->call(
            this, [this](const CallResult &r) { onResult(r); }, "sleep", 0.002);
        return;
    }
    const qsizetype bytes = dice < 12 ? 900'000 : dice < 40 ? below(60'000) : below(200);
    const QByteArray value = payload(number, bytes);
    const CallId id = m_client->call(
        this, [this](const CallResult &r) { onResult(r); }, "echo", value);
    m_underWay[id].value = value;
    if (below(50) == 0) {
        m_underWay[id].isCancelled = true;
        m_client->cancel(id);
    }
}

void TestChaos::onResult(const CallResult &result)
{
    const auto call = m_underWay.extract(result.callId());
    const bool isSleep = call.empty();
    switch (result.error().code()) {
    case ErrorCode::None:
        ++m_succeeded;
        if (!isSleep && result.value<QByteArray>() != call.mapped().value)
            m_surprises.append(QStringLiteral("wrong bytes"));
        break;
    case ErrorCode::Cancelled:
        ++m_cancelled;
        if (isSleep || !call.mapped().isCancelled)
            m_surprises.append(QStringLiteral("cancelled by nobody"));
        break;
    case ErrorCode::WorkerCrashed:
        ++m_crashed;
        break;
    default:
        m_surprises.append(result.error().message());
    }
    if (m_made < m_goal)
        callOnce();
}

void TestChaos::disturb()
{
    const std::vector<qint64> pids = workerPids();
    for (const qint64 pid : std::exchange(m_stopped, {}))
        ::kill(pid_t(pid), SIGCONT);
    if (pids.empty())
        return;
    const qint64 pid = pids[below(quint32(pids.size()))];
    if (below(3) == 0) {
        m_stopped.insert(pid);
        ::kill(pid_t(pid), SIGSTOP);
    } else if (::kill(pid_t(pid), SIGKILL) == 0) {
        ++m_kills;
    }
}

void TestChaos::everyCallEndsOnce()
{
    m_random.seed(quint32(qEnvironmentVariableIntValue("AMP_SEED")));
    m_goal = quint64(std::max(20'000, qEnvironmentVariableIntValue("AMP_CHAOS_CALLS")));
    QTimer chaos;
    chaos.callOnTimeout(this, [this] { disturb(); });
    chaos.start(40ms);
    for (int i = 0; i < inFlight; ++i)
        callOnce();
    const auto ended = [this] {
        return quint64(m_succeeded + m_cancelled + m_crashed) + quint64(m_surprises.size());
    };
    while (ended() < m_goal) {
        const quint64 before = ended();
        QVERIFY2(QTest::qWaitFor([&] { return ended() > before; }, 30'000),
                 qPrintable(QStringLiteral("%1 of %2 have ended. The server: %3")
                                .arg(ended())
                                .arg(m_goal)
                                .arg(m_server->output().right(4000))));
    }
    chaos.stop();
    for (const qint64 pid : std::exchange(m_stopped, {}))
        ::kill(pid_t(pid), SIGCONT);
    qInfo("%d succeeded, %d cancelled, %d crashed by %d kills", m_succeeded, m_cancelled, m_crashed,
          m_kills);
    QVERIFY2(m_surprises.isEmpty(), qPrintable(m_surprises.join(u'\n')));
    QVERIFY(m_underWay.empty());
    QCOMPARE(m_client->outstanding(), 0);
    QVERIFY(m_crashed <= m_kills);
    QVERIFY(m_succeeded > 0 && m_cancelled > 0 && m_kills > 0);
    QTRY_COMPARE(workerPids().size(), size_t(workers));
    QCOMPARE(callAndWait(*m_client, "add", 1, 2).value(), QVariant(3));
}

// The others do its work: what it had not started is taken back.
void TestChaos::stoppedWorkerHoldsNobodyUp()
{
    QTRY_COMPARE(workerPids().size(), size_t(workers));
    const qint64 pid = workerPids().front();
    ::kill(pid_t(pid), SIGSTOP);
    Results results;
    constexpr int calls = 3000;
    for (int i = 0; i < calls; ++i)
        m_client->call(this, results.taker(), "echo", i);
    // Over the ring it was not running anything when it was stopped. Over the stream nobody knows
    // that it has not started its one call.
    const int kept = overStream() ? 1 : 0;
    const bool othersEnded = results.waitFor(calls - kept);
    ::kill(pid_t(pid), SIGCONT);
    QVERIFY(othersEnded);
    QVERIFY(results.waitFor(calls));
    QCOMPARE(results.count(ErrorCode::None), calls);
}

void TestChaos::longCallHoldsNobodyUp()
{
    Results longOnes;
    Results shortOnes;
    for (int i = 0; i < workers - 1; ++i)
        m_client->call(this, longOnes.taker(), "sleep", 60.0);
    for (int i = 0; i < 2000; ++i)
        m_client->call(this, shortOnes.taker(), "echo", i);
    QVERIFY(shortOnes.waitFor(2000));
    QCOMPARE(shortOnes.count(ErrorCode::None), 2000);
    QVERIFY(longOnes.all().isEmpty());
    m_client.reset();
    m_client = std::make_unique<JobDispatcher>();
    m_client->connectToServer(m_server->address());
}

// A procedure that has always been short ends its worker: the calls behind it run elsewhere.
void TestChaos::crashTakesNobodyAlong()
{
    Results echoes;
    Results crashes;
    constexpr int calls = 2000;
    for (int i = 0; i < calls; ++i) {
        if (i % 200 == 100)
            m_client->call(this, crashes.taker(), "crash");
        m_client->call(this, echoes.taker(), "echo", i);
    }
    QVERIFY(echoes.waitFor(calls));
    QVERIFY(crashes.waitFor(calls / 200));
    QCOMPARE(echoes.count(ErrorCode::None), calls);
    QCOMPARE(crashes.count(ErrorCode::WorkerCrashed), calls / 200);
}

QTEST_GUILESS_MAIN(TestChaos)
#include "tst_chaos.moc"
