// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <random>
#include <vector>

#include <QTest>

#include "core/dispatch/calltable.h"

using namespace Amp;

class tst_CallTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsByTicket();
    void removedTicketIsStale();
    void findsNothingByForeignTicket_data();
    void findsNothingByForeignTicket();
    void reusedRecordIsFresh();
    void recordsNeverMove();
    void steadyLoadKeepsItsMemory();
    void memoryOfBurstGoesBack();
    void ticketOfFreedSlabIsStale();
    void agreesWithModel();
};

void tst_CallTable::findsByTicket()
{
    CallTable table;
    CallRecord *first = table.create();
    CallRecord *second = table.create();
    QVERIFY(first != second);
    QVERIFY(first->ticket != second->ticket);
    QCOMPARE(table.find(first->ticket), first);
    QCOMPARE(table.find(second->ticket), second);
    QCOMPARE(table.size(), 2);
    table.remove(first);
    table.remove(second);
    QCOMPARE(table.size(), 0);
}

void tst_CallTable::removedTicketIsStale()
{
    CallTable table;
    CallRecord *call = table.create();
    const quint64 stale = call->ticket;
    table.remove(call);
    QCOMPARE(table.find(stale), nullptr);

    CallRecord *next = table.create();
    QCOMPARE(next, call); // the same place under another ticket
    QVERIFY(next->ticket != stale);
    QCOMPARE(table.find(stale), nullptr);
    table.remove(next);
}

void tst_CallTable::findsNothingByForeignTicket_data()
{
    QTest::addColumn<quint64>("ticket");
    QTest::newRow("none") << quint64(0);
    QTest::newRow("slot alone") << quint64(1);
    QTest::newRow("later generation") << (quint64(2) << 32);
    QTest::newRow("free slot") << ((quint64(1) << 32) | 5);
    QTest::newRow("slot beyond") << ((quint64(1) << 32) | 256);
    QTest::newRow("highest") << ~quint64(0);
}

void tst_CallTable::findsNothingByForeignTicket()
{
    QFETCH(const quint64, ticket);
    CallTable table;
    QCOMPARE(table.find(ticket), nullptr);
    CallRecord *call = table.create();
    QVERIFY(call->ticket != ticket);
    QCOMPARE(table.find(ticket), nullptr);
    table.remove(call);
    QCOMPARE(table.find(ticket), nullptr);
}

void tst_CallTable::reusedRecordIsFresh()
{
    CallTable table;
    CallRecord *call = table.create();
    call->state = CallState::Ended;
    call->attempts = 2;
    call->frame.assign(QByteArray(1000, 'x'));
    table.remove(call);

    call = table.create();
    QCOMPARE(call->state, CallState::Waiting);
    QCOMPARE(call->attempts, 0);
    QCOMPARE(call->frame.size(), 0);
    QVERIFY(!call->previous && !call->next);
    table.remove(call);
}

void tst_CallTable::recordsNeverMove()
{
    CallTable table;
    CallRecord *first = table.create();
    const quint64 ticket = first->ticket;
    first->frame.assign("first");
    std::vector<CallRecord *> others;
    for (int i = 0; i < 10'000; ++i)
        others.push_back(table.create());
    QCOMPARE(table.find(ticket), first);
    QCOMPARE(first->frame.view(), QByteArrayView("first"));
    for (CallRecord *call : others)
        table.remove(call);
    QCOMPARE(table.find(ticket), first);
    table.remove(first);
}

void tst_CallTable::steadyLoadKeepsItsMemory()
{
    CallTable table;
    std::vector<CallRecord *> live;
    for (int i = 0; i < 256; ++i) // a whole slab, so that each turn goes over its edge
        live.push_back(table.create());
    table.remove(table.create());
    const qsizetype memory = table.memoryBytes();
    for (int i = 0; i < 10'000; ++i) {
        table.remove(table.create());
        QCOMPARE(table.memoryBytes(), memory);
    }
    for (CallRecord *call : live)
        table.remove(call);
}

void tst_CallTable::memoryOfBurstGoesBack()
{
    CallTable table;
    table.remove(table.create());
    const qsizetype first = table.memoryBytes();
    QVERIFY(first > 0);
    std::vector<CallRecord *> burst;
    for (int i = 0; i < 100'000; ++i)
        burst.push_back(table.create());
    QVERIFY(table.memoryBytes() > 300 * first);
    QVERIFY(table.memoryBytes() < 400 * first);
    for (CallRecord *call : burst)
        table.remove(call);
    QVERIFY(table.memoryBytes() < 20 * first);
}

void tst_CallTable::ticketOfFreedSlabIsStale()
{
    CallTable table;
    std::vector<quint64> stale;
    for (int burst = 0; burst < 3; ++burst) {
        std::vector<CallRecord *> calls;
        for (int i = 0; i < 2000; ++i)
            calls.push_back(table.create());
        for (quint64 ticket : stale)
            QCOMPARE(table.find(ticket), nullptr);
        for (CallRecord *call : calls) {
            stale.push_back(call->ticket);
            table.remove(call);
        }
        for (quint64 ticket : stale)
            QCOMPARE(table.find(ticket), nullptr);
    }
}

void tst_CallTable::agreesWithModel()
{
    CallTable table;
    QHash<quint64, CallRecord *> live;
    std::vector<quint64> tickets;
    std::minstd_rand random(7);
    for (int operation = 0; operation < 100'000; ++operation) {
        const bool growing = operation / 5000 % 2 == 0;
        if (tickets.empty() || random() % 10 < (growing ? 7 : 3)) {
            CallRecord *call = table.create();
            QVERIFY(!live.contains(call->ticket));
            live.insert(call->ticket, call);
            tickets.push_back(call->ticket);
        } else {
            std::swap(tickets[random() % tickets.size()], tickets.back());
            const quint64 ticket = tickets.back();
            tickets.pop_back();
            QCOMPARE(table.find(ticket), live.value(ticket));
            table.remove(live.take(ticket));
            QCOMPARE(table.find(ticket), nullptr);
        }
        QCOMPARE(table.size(), live.size());
    }
    for (CallRecord *call : std::as_const(live))
        table.remove(call);
}

QTEST_GUILESS_MAIN(tst_CallTable)
#include "tst_calltable.moc"
