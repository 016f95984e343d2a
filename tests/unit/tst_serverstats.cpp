// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QTest>

#include "core/dispatch/calloutcome.h"
#include "core/protocol/messages.h"
#include "core/stats/loghistory.h"
#include "core/stats/serverstats.h"

using namespace Amp;
using namespace std::chrono_literals;

namespace {

QByteArray callFrame()
{
    Wire::Call message;
    message.procedure = "p";
    QByteArray frame;
    Wire::write(frame, 1, message);
    return frame;
}

// Calls that have run for a while, as a pool tells of them.
class Calls
{
public:
    explicit Calls(ServerStats &stats)
        : m_stats(stats)
    {}

    void end(quint16 procedure, std::chrono::microseconds ran, ErrorCode code = ErrorCode::None)
    {
        ProcedurePace pace(procedure);
        CallRecord call = accepted(pace);
        call.startedAt = call.acceptedAt - ran;
        call.acceptedAt = call.startedAt;
        call.attempts = 1;
        CallOutcome outcome;
        outcome.code = code;
        outcome.ranMicroseconds = quint64(ran.count());
        outcome.endedAt = call.startedAt + ran;
        outcome.message = QStringLiteral("call %1").arg(m_serial);
        m_stats.callEnded(call, outcome, 1);
    }
    void endWithoutStart(quint16 procedure, ErrorCode code)
    {
        ProcedurePace pace(procedure);
        CallRecord call = accepted(pace);
        CallOutcome outcome;
        outcome.code = code;
        outcome.endedAt = call.acceptedAt;
        m_stats.callEnded(call, outcome, 0);
    }

private:
    // One that has been accepted just now.
    CallRecord accepted(ProcedurePace &pace)
    {
        CallRecord call;
        call.serial = ++m_serial;
        call.pace = &pace;
        call.frame.assign(callFrame());
        call.acceptedAt = CallRecord::Clock::now();
        return call;
    }

    ServerStats &m_stats;
    quint64 m_serial = 0;
};

Feed::ProcedureRow rowOf(const ServerStats &stats, quint16 procedure)
{
    Feed::ProcedureRow row;
    stats.procedures()[procedure].fill(row);
    return row;
}

} // namespace

class TestServerStats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failuresOutliveSuccesses();
    void outcomes_data();
    void outcomes();
    void proceduresBeyondTheirNumberAreOthers();
    void figuresOfAProcedure();
    void ratesFade();
    void slowIsTwiceThe99th();
    void historyHasSecondsAndTens();
    void busyTimes();
    void progressIsForgottenWithItsCall();
    void clientsThatHaveLeftAreRemembered();
    void logIsBounded();
};

void TestServerStats::failuresOutliveSuccesses()
{
    ServerStats stats;
    Calls calls(stats);
    for (int i = 0; i < 10; ++i)
        calls.end(0, 10us, ErrorCode::ProcedureFailed);
    for (int i = 0; i < 10'000'000 / (qEnvironmentVariableIsSet("AMP_FULL") ? 1 : 20); ++i)
        calls.end(0, 10us);
    QCOMPARE(stats.failures().size(), std::size_t(10));
    QCOMPARE(stats.failures().at(0).message, QStringLiteral("call 1"));
    QCOMPARE(stats.ended().size(), ServerStats::endedKept);
    QCOMPARE(stats.ended().at(stats.ended().end() - 1).serial, stats.ended().end());
}

void TestServerStats::outcomes_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<Feed::CallState>("outcome");
    QTest::addColumn<bool>("failed");
    using State = Feed::CallState;
    QTest::newRow("result") << ErrorCode::None << State::Succeeded << false;
    QTest::newRow("threw") << ErrorCode::ProcedureFailed << State::Failed << true;
    QTest::newRow("crash") << ErrorCode::WorkerCrashed << State::Failed << true;
    QTest::newRow("time-out") << ErrorCode::TimedOut << State::TimedOut << true;
    QTest::newRow("expired") << ErrorCode::Expired << State::TimedOut << true;
    QTest::newRow("cancelled") << ErrorCode::Cancelled << State::Cancelled << false;
    QTest::newRow("end of server") << ErrorCode::ShuttingDown << State::Cancelled << false;
}

void TestServerStats::outcomes()
{
    QFETCH(ErrorCode, code);
    QFETCH(bool, failed);
    ServerStats stats;
    Calls(stats).end(0, 10us, code);
    QTEST(stats.ended().at(0).outcome, "outcome");
    QCOMPARE(stats.failures().size(), std::size_t(failed));
    QCOMPARE(stats.bars().size(), std::size_t(failed));
    QCOMPARE(rowOf(stats, 0).failed, quint64(failed));
}

void TestServerStats::proceduresBeyondTheirNumberAreOthers()
{
    ServerStats stats;
    for (std::size_t i = 1; i <= ServerStats::proceduresKept; ++i)
        QCOMPARE(stats.procedureNumber("p" + QByteArray::number(i)), quint16(i));
    QCOMPARE(stats.procedureNumber("p1"), quint16(1));
    QCOMPARE(stats.procedureNumber("one more"), quint16(0));
    QCOMPARE(rowOf(stats, 0).name, QStringLiteral("(other)"));
}

void TestServerStats::figuresOfAProcedure()
{
    ServerStats stats;
    Calls calls(stats);
    const quint16 add = stats.procedureNumber("add");
    for (int i = 0; i < 98; ++i)
        calls.end(add, 1000us);
    calls.end(add, 1s);
    calls.end(add, 1s, ErrorCode::ProcedureFailed);
    calls.endWithoutStart(add, ErrorCode::Expired);
    const Feed::ProcedureRow row = rowOf(stats, add);
    QCOMPARE(row.name, QStringLiteral("add"));
    QCOMPARE(row.calls, quint64(101));
    QCOMPARE(row.failed, quint64(2));
    QCOMPARE(row.runningTime, quint64(98 * 1000 + 2'000'000));
    QVERIFY(row.running.p50 >= 969 && row.running.p50 <= 1031);
    QVERIFY(row.running.p99 >= 969'000);
    QCOMPARE(row.running.max, quint64(1'000'000));
    QCOMPARE(row.waiting.max, quint64(0));
}

void TestServerStats::ratesFade()
{
    ServerStats stats;
    Calls calls(stats);
    for (int i = 0; i < 50; ++i)
        calls.end(0, 10us);
    stats.endSecond({}, {});
    QCOMPARE(rowOf(stats, 0).perSecond, 5.0);
    for (int i = 0; i < 9; ++i)
        stats.endSecond({}, {});
    QCOMPARE(rowOf(stats, 0).perSecond, 5.0);
    const quint64 version = stats.procedures()[0].version();
    stats.endSecond({}, {});
    QCOMPARE(rowOf(stats, 0).perSecond, 0.0);
    QVERIFY(stats.procedures()[0].version() != version);
}

void TestServerStats::slowIsTwiceThe99th()
{
    ServerStats stats;
    Calls calls(stats);
    for (int i = 0; i < 200; ++i)
        calls.end(0, 100ms);
    stats.endSecond({}, {});
    calls.end(0, 180ms);
    calls.end(0, 220ms);
    const Ring<EndedCall> &bars = stats.bars();
    QVERIFY(!bars.at(bars.end() - 2).slow);
    QVERIFY(bars.at(bars.end() - 1).slow);
}

void TestServerStats::historyHasSecondsAndTens()
{
    ServerStats stats;
    Calls calls(stats);
    for (int second = 1; second <= 1000; ++second) {
        calls.end(0, second <= 10 ? 5ms : 1ms);
        calls.end(0, 1ms, ErrorCode::WorkerCrashed);
        Feed::HistoryPoint gauges;
        gauges.at = second;
        gauges.queued = 3;
        stats.endSecond(gauges, {});
    }
    const ServerHistory &history = stats.history();
    QCOMPARE(history.seconds().size(), std::size_t(900));
    QCOMPARE(history.tens().size(), std::size_t(100));
    const Feed::HistoryPoint second = history.seconds().at(history.seconds().end() - 1);
    QCOMPARE(second.at, qint64(1000));
    QCOMPARE(second.ended, quint64(2));
    QCOMPARE(second.crashed, quint64(1));
    QCOMPARE(second.queued, quint64(3));
    QVERIFY(second.runningTime.p99 < 1100);
    const Feed::HistoryPoint ten = history.tens().at(0);
    QCOMPARE(ten.seconds, 10u);
    QCOMPARE(ten.ended, quint64(20));
    QVERIFY(ten.runningTime.p99 > 4800);
}

void TestServerStats::busyTimes()
{
    BusyTimes times(2, 1000);
    times.addEnded(1, 500, 1500); // half of the interval; it began before
    times.endInterval(2000, {{1, 0}, {2, 1000}, {3, 0}});
    const BusyTimes::Frame &frame = times.frames().at(0);
    QCOMPARE(frame.size(), std::size_t(3));
    QCOMPARE(int(frame[0].share), 127);
    QCOMPARE(int(frame[1].share), 255);
    QCOMPARE(int(frame[2].share), 0);
    QCOMPARE(frame[0].from, qint64(1000));
    QCOMPARE(frame[0].to, qint64(2000));
    times.endInterval(3000, {{1, 0}});
    times.endInterval(4000, {{1, 0}});
    QCOMPARE(int(times.frames().at(1)[0].share), 0);
    QCOMPARE(times.frames().first(), quint64(1));
    times.restart(9000);
    QCOMPARE(times.frames().size(), std::size_t(0));
    times.endInterval(9100, {{1, 0}});
    QCOMPARE(times.frames().at(3)[0].from, qint64(9000));
}

void TestServerStats::progressIsForgottenWithItsCall()
{
    ServerStats stats;
    CallRecord call;
    call.serial = 7;
    call.frame.assign(callFrame());
    stats.callProgressed(call, {3, 10, "reading"});
    QVERIFY(stats.progressOf(7));
    QCOMPARE(stats.progressOf(7)->text, QStringLiteral("reading"));
    stats.callEnded(call, {}, 0);
    QVERIFY(!stats.progressOf(7));
}

void TestServerStats::clientsThatHaveLeftAreRemembered()
{
    ClientNames names;
    const quint32 staying = names.add({QStringLiteral("stays"), {}});
    const quint32 first = names.add({QStringLiteral("first"), {}});
    names.leave(first);
    QCOMPARE(names.find(first).program, QStringLiteral("first"));
    for (int i = 0; i < 5000; ++i)
        names.leave(names.add({QStringLiteral("later"), {}}));
    QVERIFY(names.find(first).program.isEmpty());
    QCOMPARE(names.find(staying).program, QStringLiteral("stays"));
}

void TestServerStats::logIsBounded()
{
    LogHistory log;
    Feed::LogLine line;
    line.text = QStringLiteral("short");
    for (std::size_t i = 0; i < LogHistory::maxLines + 5; ++i)
        log.append(line);
    QCOMPARE(log.lines().size(), LogHistory::maxLines);
    QCOMPARE(log.lines().front().sequence, quint64(6));
    QCOMPARE(log.nextSequence(), quint64(LogHistory::maxLines + 6));
    line.text = QString(100'000, QLatin1Char('x'));
    for (std::size_t i = 0; i < 5000; ++i)
        log.append(line);
    qsizetype characters = 0;
    for (const Feed::LogLine &kept : log.lines())
        characters += kept.text.size();
    QVERIFY(characters * 2 <= LogHistory::maxBytes);
    QVERIFY(log.lines().back().text.size() <= LogHistory::maxLineChars + 1);
}

QTEST_APPLESS_MAIN(TestServerStats)
#include "tst_serverstats.moc"
