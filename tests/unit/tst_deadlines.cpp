// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <deque>
#include <map>
#include <random>

#include <QTest>

#include "core/dispatch/deadlines.h"

using namespace Amp;
using namespace std::chrono_literals;

namespace {

using Clock = CallRecord::Clock;

// Notes which calls expired, in order, and whether any did so early.
class Expiries : public QObject
{
public:
    Expiries()
    {
        connect(&deadlines, &Deadlines::expired, this, [this](CallRecord *call) {
            early = early || Clock::now() < moments[call->ticket];
            tickets.append(call->ticket);
        });
    }

    // A call whose ticket counts up from 1.
    CallRecord *add(CallRecord::TimePoint moment)
    {
        CallRecord &call = m_records.emplace_back();
        call.ticket = m_records.size();
        set(&call, moment);
        return &call;
    }
    void set(CallRecord *call, CallRecord::TimePoint moment)
    {
        moments[call->ticket] = moment;
        deadlines.set(call, moment);
    }

    Deadlines deadlines;
    std::map<quint64, CallRecord::TimePoint> moments; // by ticket, the last that was set
    QList<quint64> tickets;
    bool early = false;

private:
    std::deque<CallRecord> m_records;
};

} // namespace

class tst_Deadlines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expiresInOrder();
    void expiresFromTheEventLoopOnly();
    void clearedCallNeverExpires();
    void earlierMomentIsNotMissed();
    void settingAgainReplaces_data();
    void settingAgainReplaces();
    void slotMayClearTheNext();
    void slotMaySetAgain();
    void slotMayEndTheCall();
    void farMomentStaysQuiet();
    void agreesWithModel();
    void timerIsLeftAloneByCallsThatEndInTime();
};

void tst_Deadlines::expiresInOrder()
{
    Expiries expiries;
    const auto now = Clock::now();
    expiries.add(now + 30ms);
    expiries.add(now + 10ms);
    expiries.add(now + 20ms);
    QTRY_COMPARE(expiries.tickets, (QList<quint64>{2, 3, 1}));
    QVERIFY(!expiries.early);
    QCOMPARE(expiries.deadlines.size(), 0);
}

void tst_Deadlines::expiresFromTheEventLoopOnly()
{
    Expiries expiries;
    CallRecord *call = expiries.add(Clock::now() - 1h);
    QVERIFY(expiries.tickets.isEmpty());
    QTRY_COMPARE(expiries.tickets.size(), 1);
    QCOMPARE(call->deadlineIndex, -1);
}

void tst_Deadlines::clearedCallNeverExpires()
{
    Expiries expiries;
    const auto now = Clock::now();
    CallRecord *cleared = expiries.add(now + 1ms);
    expiries.add(now + 20ms);
    expiries.deadlines.clear(cleared);
    expiries.deadlines.clear(cleared); // has none: nothing happens
    QCOMPARE(cleared->deadlineIndex, -1);
    QTRY_COMPARE(expiries.deadlines.size(), 0);
    QCOMPARE(expiries.tickets, QList<quint64>{2});
}

void tst_Deadlines::earlierMomentIsNotMissed()
{
    Expiries expiries;
    expiries.add(Clock::now() + 1h);
    expiries.add(Clock::now() + 1ms);
    QTRY_COMPARE(expiries.tickets, QList<quint64>{2});
}

void tst_Deadlines::settingAgainReplaces_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QList<quint64>>("order");
    QTest::newRow("later") << 5 << 40 << QList<quint64>{2, 1};
    QTest::newRow("earlier") << 3'600'000 << 5 << QList<quint64>{1, 2};
}

void tst_Deadlines::settingAgainReplaces()
{
    QFETCH(const int, from);
    QFETCH(const int, to);
    QFETCH(const QList<quint64>, order);
    Expiries expiries;
    const auto now = Clock::now();
    CallRecord *call = expiries.add(now + std::chrono::milliseconds(from));
    expiries.add(now + 20ms);
    expiries.set(call, now + std::chrono::milliseconds(to));
    QCOMPARE(expiries.deadlines.size(), 2);
    QTRY_COMPARE(expiries.tickets, order);
    QVERIFY(!expiries.early);
}

void tst_Deadlines::slotMayClearTheNext()
{
    Expiries expiries;
    const auto past = Clock::now() - 1s; // all due in one turn
    CallRecord *first = expiries.add(past);
    CallRecord *next = expiries.add(past + 1ms);
    expiries.add(past + 2ms);
    connect(&expiries.deadlines, &Deadlines::expired, this, [&](CallRecord *call) {
        if (call == first)
            expiries.deadlines.clear(next);
    });
    QTRY_COMPARE(expiries.deadlines.size(), 0);
    QCOMPARE(expiries.tickets, (QList<quint64>{1, 3}));
}

void tst_Deadlines::slotMaySetAgain()
{
    Expiries expiries;
    expiries.add(Clock::now());
    connect(&expiries.deadlines, &Deadlines::expired, this, [&](CallRecord *call) {
        if (expiries.tickets.size() < 3)
            expiries.set(call, Clock::now() + 1ms);
    });
    QTRY_COMPARE(expiries.tickets, (QList<quint64>{1, 1, 1}));
    QVERIFY(!expiries.early);
}

void tst_Deadlines::slotMayEndTheCall()
{
    Deadlines deadlines;
    std::array calls = {std::make_unique<CallRecord>(), std::make_unique<CallRecord>()};
    int ended = 0;
    connect(&deadlines, &Deadlines::expired, this, [&](CallRecord *call) {
        (calls[0].get() == call ? calls[0] : calls[1]).reset();
        ++ended;
    });
    for (const auto &call : calls)
        deadlines.set(call.get(), Clock::now());
    QTRY_COMPARE(ended, 2);
}

void tst_Deadlines::farMomentStaysQuiet()
{
    Expiries expiries;
    expiries.add(CallRecord::TimePoint::max());
    expiries.add(Clock::now() + 24h * 30); // more milliseconds than an int holds
    expiries.add(Clock::now() + 5ms);
    QTRY_COMPARE(expiries.tickets, QList<quint64>{3});
    QCOMPARE(expiries.deadlines.size(), 2);
    QVERIFY(expiries.deadlines.findChild<QTimer *>()->interval() > 0);
}

void tst_Deadlines::agreesWithModel()
{
    Expiries expiries;
    std::minstd_rand random(99);
    const auto start = Clock::now() - 1h;
    const auto anyMoment = [&] { return start + std::chrono::microseconds(random() % 1'000'000); };
    QMap<CallRecord::TimePoint, quint64> expected; // by moment, which no two calls share
    std::vector<CallRecord *> calls;
    for (int operation = 0; operation < 20'000; ++operation) {
        const auto moment = anyMoment();
        if (expected.contains(moment))
            continue;
        if (calls.empty() || random() % 3 == 0) {
            calls.push_back(expiries.add(moment));
            expected.insert(moment, calls.back()->ticket);
            continue;
        }
        CallRecord *call = calls[random() % calls.size()];
        if (call->deadlineIndex >= 0)
            expected.remove(expiries.moments[call->ticket]);
        if (random() % 2) {
            expiries.set(call, moment);
            expected.insert(moment, call->ticket);
        } else {
            expiries.deadlines.clear(call);
        }
    }
    QCOMPARE(expiries.deadlines.size(), expected.size());
    QTRY_COMPARE(expiries.deadlines.size(), 0);
    QCOMPARE(expiries.tickets, expected.values());
}

void tst_Deadlines::timerIsLeftAloneByCallsThatEndInTime()
{
    Expiries expiries;
    expiries.add(Clock::now() + 30s);
    auto *timer = expiries.deadlines.findChild<QTimer *>();
    QVERIFY(timer);
    const int armedOnce = timer->interval(); // what remained when it was armed
    CallRecord call;
    for (int i = 0; i < 100'000; ++i) {
        expiries.set(&call, Clock::now() + 31s);
        expiries.deadlines.clear(&call);
    }
    QCOMPARE(timer->interval(), armedOnce);
}

QTEST_GUILESS_MAIN(tst_Deadlines)
#include "tst_deadlines.moc"
