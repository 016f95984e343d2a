// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <deque>
#include <list>
#include <random>

#include <QTest>

#include "core/dispatch/callqueue.h"
#include "core/dispatch/identities.h"

using namespace Amp;

namespace {

// Records with stable addresses and the identities they belong to.
class Calls
{
public:
    CallRecord *make(const char *identity, Priority priority = Priority::Normal)
    {
        CallRecord &call = m_records.emplace_back();
        call.identity = m_identities.emplace_back(identities.find(identity)).data();
        call.priority = priority;
        call.ticket = m_records.size();
        call.frame.assign(QByteArray(qsizetype(call.ticket % 7), 'x'));
        return &call;
    }

    Identities identities;

private:
    std::deque<CallRecord> m_records;
    std::deque<IdentityRef> m_identities; // as many as records: callers outlive their calls
};

// How many of each priority the next pops give; every call goes in again at once.
std::array<int, 3> popAndRefill(CallQueue &queue, int pops)
{
    std::array<int, 3> counts = {};
    for (int i = 0; i < pops; ++i) {
        CallRecord *call = queue.pop();
        ++counts[std::size_t(call->priority)];
        queue.push(call);
    }
    return counts;
}

// Turns and order as the documentation says them, in the plainest form.
struct Model
{
    struct Turn
    {
        const Identity *identity;
        std::list<CallRecord *> calls;
    };
    std::array<std::list<Turn>, 3> turns;
    std::vector<CallRecord *> queued;
    qsizetype bytes = 0;

    std::list<Turn> &turnsOf(const CallRecord *call) { return turns[std::size_t(call->priority)]; }
    void add(CallRecord *call, bool front)
    {
        std::list<Turn> &list = turnsOf(call);
        auto turn = std::find_if(list.begin(), list.end(), [&](const Turn &candidate) {
            return candidate.identity == call->identity;
        });
        if (turn == list.end())
            turn = list.insert(list.end(), {call->identity, {}});
        turn->calls.insert(front ? turn->calls.begin() : turn->calls.end(), call);
        queued.push_back(call);
        bytes += call->frame.size();
    }
    void remove(CallRecord *call)
    {
        for (Turn &turn : turnsOf(call))
            turn.calls.remove(call);
        turnsOf(call).remove_if([](const Turn &turn) { return turn.calls.empty(); });
        std::erase(queued, call);
        bytes -= call->frame.size();
    }
    // Whether it is the turn of this call within its priority; then it is taken.
    bool take(CallRecord *call)
    {
        std::list<Turn> &list = turnsOf(call);
        if (list.empty() || list.front().calls.front() != call)
            return false;
        list.splice(list.end(), list, list.begin());
        remove(call);
        return true;
    }
};

} // namespace

class tst_CallQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyQueueGivesNothing();
    void keepsTheOrderOfOneIdentity();
    void identitiesTakeTurns();
    void moreConnectionsGainNothing();
    void sharesByWeight_data();
    void sharesByWeight();
    void idlePrioritySavesUpNothing();
    void lowIsNeverFarAway();
    void cancellingDoesNotPostponeLow();
    void returnedCallComesFirst();
    void removes_data();
    void removes();
    void knowsTheOldestCall();
    void sharesIdentitiesWithOtherQueues();
    void agreesWithModel();
};

void tst_CallQueue::emptyQueueGivesNothing()
{
    CallQueue queue;
    QVERIFY(queue.isEmpty());
    QCOMPARE(queue.pop(), nullptr);
    QVERIFY(!queue.oldestAcceptedAt());
}

void tst_CallQueue::keepsTheOrderOfOneIdentity()
{
    Calls calls;
    CallQueue queue;
    std::vector<CallRecord *> pushed;
    for (int i = 0; i < 1000; ++i) {
        pushed.push_back(calls.make("a"));
        queue.push(pushed.back());
    }
    for (CallRecord *call : pushed)
        QCOMPARE(queue.pop(), call);
    QVERIFY(queue.isEmpty());
    QCOMPARE(queue.bytes(), 0);
}

void tst_CallQueue::identitiesTakeTurns()
{
    Calls calls;
    CallQueue queue;
    for (const char *identity : {"a", "b"}) {
        for (int i = 0; i < 1000; ++i)
            queue.push(calls.make(identity));
    }
    for (int i = 0; i < 1000; ++i) {
        QCOMPARE(queue.pop()->identity->key(), QByteArray("a"));
        QCOMPARE(queue.pop()->identity->key(), QByteArray("b"));
    }
}

void tst_CallQueue::moreConnectionsGainNothing()
{
    Calls calls;
    CallQueue queue;
    for (int connection = 0; connection < 10; ++connection) {
        for (int i = 0; i < 100; ++i)
            queue.push(calls.make("ten connections")); // each connection looks its identity up
    }
    for (int i = 0; i < 100; ++i)
        queue.push(calls.make("one connection"));
    QCOMPARE(calls.identities.size(), 2);

    int fromOne = 0;
    for (int i = 0; i < 200; ++i)
        fromOne += queue.pop()->identity->key() == "one connection";
    QCOMPARE(fromOne, 100);
}

void tst_CallQueue::sharesByWeight_data()
{
    QTest::addColumn<QList<int>>("present"); // Low, Normal, High
    QTest::addColumn<QList<int>>("shares");
    QTest::newRow("all") << QList<int>{1, 1, 1} << QList<int>{1, 4, 16};
    QTest::newRow("many low") << QList<int>{50, 2, 1} << QList<int>{1, 4, 16};
    QTest::newRow("high and low") << QList<int>{1, 0, 1} << QList<int>{1, 0, 16};
    QTest::newRow("normal and low") << QList<int>{1, 1, 0} << QList<int>{1, 4, 0};
    QTest::newRow("low alone") << QList<int>{1, 0, 0} << QList<int>{1, 0, 0};
}

void tst_CallQueue::sharesByWeight()
{
    QFETCH(const QList<int>, present);
    QFETCH(const QList<int>, shares);
    Calls calls;
    CallQueue queue;
    for (int priority = 0; priority < 3; ++priority) {
        for (int i = 0; i <= present[priority] * 5 - 1; ++i)
            queue.push(calls.make("a", Priority(priority)));
    }
    const int round = shares[0] + shares[1] + shares[2];
    for (int pops = 0; pops < 10'000; pops += round) {
        const std::array<int, 3> counts = popAndRefill(queue, round);
        QCOMPARE(QList<int>(counts.begin(), counts.end()), shares);
    }
}

void tst_CallQueue::idlePrioritySavesUpNothing()
{
    Calls calls;
    CallQueue queue;
    for (int i = 0; i < 5; ++i)
        queue.push(calls.make("a", Priority::Normal));
    popAndRefill(queue, 1000);
    for (int i = 0; i < 5; ++i) {
        queue.push(calls.make("a", Priority::Low));
        queue.push(calls.make("a", Priority::High));
    }
    QCOMPARE(popAndRefill(queue, 21), (std::array<int, 3>{1, 4, 16}));
}

void tst_CallQueue::lowIsNeverFarAway()
{
    Calls calls;
    CallQueue queue;
    for (int i = 0; i < 30; ++i) {
        queue.push(calls.make("a", Priority::High));
        queue.push(calls.make("b", Priority::Normal));
    }
    CallRecord *low = calls.make("c", Priority::Low);
    std::minstd_rand random(1);
    for (int round = 0; round < 500; ++round) {
        popAndRefill(queue, int(random() % 40)); // arrives at any moment of the rota
        queue.push(low);
        int others = 0;
        for (CallRecord *call = queue.pop(); call != low; call = queue.pop()) {
            ++others;
            queue.push(call);
        }
        QVERIFY2(others <= 21, qPrintable(QString::number(others)));
    }
}

void tst_CallQueue::cancellingDoesNotPostponeLow()
{
    Calls calls;
    CallQueue queue;
    for (int i = 0; i < 30; ++i)
        queue.push(calls.make("a", Priority::High));
    CallRecord *low = calls.make("b", Priority::Low);
    for (int i = 0; i < 100; ++i) {
        queue.push(low);
        queue.remove(low);
    }
    queue.push(low);
    QCOMPARE(popAndRefill(queue, 17), (std::array<int, 3>{1, 0, 16}));
}

void tst_CallQueue::returnedCallComesFirst()
{
    Calls calls;
    CallQueue queue;
    for (int i = 0; i < 3; ++i)
        queue.push(calls.make("a"));
    CallRecord *other = calls.make("b");
    queue.push(other);

    CallRecord *returned = queue.pop();
    queue.pushFront(returned);
    QCOMPARE(queue.pop(), other); // its identity has had its turn
    QCOMPARE(queue.pop(), returned);
    QCOMPARE(queue.size(), 2);
}

void tst_CallQueue::removes_data()
{
    QTest::addColumn<int>("removed");
    QTest::newRow("head") << 0;
    QTest::newRow("middle") << 2;
    QTest::newRow("tail") << 4;
}

void tst_CallQueue::removes()
{
    QFETCH(const int, removed);
    Calls calls;
    CallQueue queue;
    QList<CallRecord *> remaining;
    for (int i = 0; i < 5; ++i) {
        remaining.append(calls.make("a"));
        queue.push(remaining.last());
    }
    CallRecord *call = remaining.takeAt(removed);
    const qsizetype bytesBefore = queue.bytes();
    queue.remove(call);
    QCOMPARE(queue.size(), 4);
    QCOMPARE(queue.bytes(), bytesBefore - call->frame.size());

    queue.push(call); // and it can come again, at the end
    remaining.append(call);
    for (CallRecord *expected : remaining)
        QCOMPARE(queue.pop(), expected);
    QCOMPARE(queue.pop(), nullptr);
}

void tst_CallQueue::knowsTheOldestCall()
{
    using namespace std::chrono_literals;
    Calls calls;
    CallQueue queue;
    const auto start = CallRecord::Clock::now();
    const auto push = [&](const char *identity, Priority priority, CallRecord::TimePoint accepted) {
        CallRecord *call = calls.make(identity, priority);
        call->acceptedAt = accepted;
        queue.push(call);
        return call;
    };
    push("a", Priority::High, start + 2s);
    CallRecord *oldest = push("b", Priority::Low, start + 1s);
    push("b", Priority::Low, start + 3s);
    QCOMPARE(queue.oldestAcceptedAt(), std::optional(start + 1s));
    std::vector<const CallRecord *> shown;
    queue.collectOldest(3, shown);
    QCOMPARE(shown.size(), std::size_t(3));
    QCOMPARE(shown[0]->acceptedAt, start + 1s);
    QCOMPARE(shown[1]->acceptedAt, start + 2s);
    QCOMPARE(shown[2]->acceptedAt, start + 3s);
    queue.remove(oldest);
    QCOMPARE(queue.oldestAcceptedAt(), std::optional(start + 2s));
}

void tst_CallQueue::sharesIdentitiesWithOtherQueues()
{
    Identities identities;
    CallQueue first;
    CallQueue second;
    std::array callers = {identities.find("b"), identities.find("a")};
    std::array<CallRecord, 4> records;
    for (std::size_t i = 0; i < records.size(); ++i) {
        records[i].identity = callers[i % 2].data();
        (i < 2 ? first : second).push(&records[i]);
    }
    QCOMPARE(identities.size(), 2);
    for (CallQueue *queue : {&first, &second}) {
        QCOMPARE(queue->pop()->identity->key(), QByteArray("b"));
        QCOMPARE(queue->pop()->identity->key(), QByteArray("a"));
    }

    // An identity that nobody needs goes, and its place in the queues serves the next one.
    const quint32 index = callers[0]->index();
    callers[0].reset();
    QCOMPARE(identities.size(), 1);
    callers[0] = identities.find("c");
    QCOMPARE(callers[0]->index(), index);
    records[0].identity = callers[0].data();
    first.push(&records[0]);
    QCOMPARE(first.pop(), &records[0]);
}

void tst_CallQueue::agreesWithModel()
{
    static constexpr const char *names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    Calls calls;
    CallQueue queue;
    Model model;
    std::vector<CallRecord *> idle;
    for (int i = 0; i < 200; ++i)
        idle.push_back(calls.make(names[i % 8], Priority(i % 3)));

    std::minstd_rand random(20260);
    const auto takeAny = [&random](std::vector<CallRecord *> &from) {
        std::swap(from[random() % from.size()], from.back());
        CallRecord *call = from.back();
        from.pop_back();
        return call;
    };
    for (int operation = 0; operation < 100'000; ++operation) {
        const auto kind = random() % 20;
        if (kind < 10 && !idle.empty()) {
            CallRecord *call = takeAny(idle);
            const bool front = kind < 2;
            front ? queue.pushFront(call) : queue.push(call);
            model.add(call, front);
        } else if (kind < 17) {
            CallRecord *call = queue.pop();
            QCOMPARE(call == nullptr, model.queued.empty());
            if (call) {
                QVERIFY2(model.take(call), qPrintable(QString::number(operation)));
                idle.push_back(call);
            }
        } else if (!model.queued.empty()) {
            CallRecord *call = model.queued[random() % model.queued.size()];
            queue.remove(call);
            model.remove(call);
            idle.push_back(call);
        }
        QCOMPARE(queue.size(), qsizetype(model.queued.size()));
        QCOMPARE(queue.bytes(), model.bytes);
    }
}

QTEST_GUILESS_MAIN(tst_CallQueue)
#include "tst_callqueue.moc"
