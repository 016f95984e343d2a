// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <map>
#include <random>

#include <QTest>

#include "server/opencalls.h"

using namespace Amp;

class TestOpenCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsEmpty();
    void agreesWithMap_data();
    void agreesWithMap();
    void clearedIsEmpty();
};

void TestOpenCalls::startsEmpty()
{
    OpenCalls calls(1);
    QCOMPARE(calls.size(), 0);
    QVERIFY(!calls.contains(0));
    QCOMPARE(calls.take(7).ticket, quint64(0));
}

// Numbers that rise by one, as those of clients do, numbers that share their low bits, and any.
void TestOpenCalls::agreesWithMap_data()
{
    QTest::addColumn<quint64>("step");
    QTest::newRow("rising") << quint64(1);
    QTest::newRow("same low bits") << (quint64(1) << 32);
    QTest::newRow("scattered") << quint64(0x9e3779b97f4a7c15);
}

void TestOpenCalls::agreesWithMap()
{
    QFETCH(quint64, step);
    std::minstd_rand random(7);
    OpenCalls calls(random());
    std::map<quint64, quint64> expected; // tickets by number
    quint64 lastTicket = 0;
    for (int operation = 0; operation < 100'000; ++operation) {
        const quint64 id = step * (random() % 700);
        const auto known = expected.find(id);
        QCOMPARE(calls.contains(id), known != expected.end());
        if (known == expected.end()) {
            calls.insert({id, ++lastTicket, quint32(id)});
            expected.emplace(id, lastTicket);
            continue;
        }
        QCOMPARE(calls.find(id)->ticket, known->second);
        const OpenCalls::Entry taken = calls.take(id);
        QCOMPARE(taken.ticket, known->second);
        QCOMPARE(taken.frameBytes, quint32(id));
        expected.erase(known);
        QCOMPARE(calls.size(), qsizetype(expected.size()));
    }
    std::map<quint64, quint64> visited;
    calls.forEach([&](const OpenCalls::Entry &call) { visited.emplace(call.id, call.ticket); });
    QVERIFY(visited == expected);
}

void TestOpenCalls::clearedIsEmpty()
{
    OpenCalls calls(3);
    calls.insert({1, 1, 10});
    calls.clear();
    QCOMPARE(calls.size(), 0);
    QVERIFY(!calls.contains(1));
    calls.insert({1, 2, 10});
    QCOMPARE(calls.find(1)->ticket, quint64(2));
}

QTEST_APPLESS_MAIN(TestOpenCalls)
#include "tst_opencalls.moc"
