// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What single steps of a call cost: run it without arguments, or with -perf or -callgrind. The
// figures are of 1,000 steps each, so that milliseconds are microseconds.

#include <QTest>

#include "core/dispatch/deadlines.h"
#include "tests/bench/sampleways.h"

using namespace Amp;
using namespace Amp::Bench;

namespace {

constexpr int steps = 1'000;

// Steps of which each says whether it went well; only their sum is looked at.
template <typename Step>
int countGood(Step &&step)
{
    int good = 0;
    for (int i = 0; i < steps; ++i)
        good += bool(step());
    return good;
}

} // namespace

class TestMicrobench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodes_data();
    void encodes();
    void decodes_data();
    void decodes();
    void parsesFrames_data();
    void parsesFrames();
    void readsCalls();
    void readsResults();
    void popsAndPushes_data();
    void popsAndPushes();
    void removesFromTheMiddle_data();
    void removesFromTheMiddle();
    void goesThereAndBackByRing_data();
    void goesThereAndBackByRing();
    void setsAndClearsDeadlines_data();
    void setsAndClearsDeadlines();

private:
    static void addArguments();
    static void addSizes();
};

void TestMicrobench::addArguments()
{
    QTest::addColumn<QVariantList>("arguments");
    QTest::newRow("[int, string]") << plainArguments();
    QTest::newRow("nested") << nestedArguments();
}

void TestMicrobench::addSizes()
{
    QTest::addColumn<int>("calls");
    for (const int calls : {1, 1'000, 1'000'000})
        QTest::addRow("%d", calls) << calls;
}

void TestMicrobench::encodes_data()
{
    addArguments();
}

void TestMicrobench::encodes()
{
    QFETCH(QVariantList, arguments);
    QByteArray out;
    int good = 0;
    QBENCHMARK
    {
        good = countGood([&] {
            out.resize(0);
            return encodeArguments(out, arguments);
        });
    }
    QCOMPARE(good, steps);
}

void TestMicrobench::decodes_data()
{
    addArguments();
}

void TestMicrobench::decodes()
{
    QFETCH(QVariantList, arguments);
    const QByteArray bytes = *encodeArguments(arguments);
    int good = 0;
    QBENCHMARK
    {
        good = countGood([&] { return decodeArguments(bytes); });
    }
    QCOMPARE(good, steps);
}

void TestMicrobench::parsesFrames_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("Call") << sampleCallFrame();
    QTest::newRow("Result") << sampleResultFrame();
}

void TestMicrobench::parsesFrames()
{
    QFETCH(QByteArray, frame);
    int good = 0;
    QBENCHMARK
    {
        good = countGood([&] { return Wire::parse(scanFrame(frame).frame); });
    }
    QCOMPARE(good, steps);
}

void TestMicrobench::readsCalls()
{
    const QByteArray frame = sampleCallFrame();
    Wire::Call call;
    int good = 0;
    QBENCHMARK
    {
        good = countGood([&] { return Wire::readCall(scanFrame(frame).frame, call); });
    }
    QCOMPARE(good, steps);
}

void TestMicrobench::readsResults()
{
    const QByteArray frame = sampleResultFrame();
    Wire::Result result;
    int good = 0;
    QBENCHMARK
    {
        good = countGood([&] { return Wire::readResult(scanFrame(frame).frame, result); });
    }
    QCOMPARE(good, steps);
}

void TestMicrobench::popsAndPushes_data()
{
    addSizes();
}

void TestMicrobench::popsAndPushes()
{
    QFETCH(int, calls);
    FilledQueue queue{std::size_t(calls)};
    QBENCHMARK
    {
        for (int i = 0; i < steps; ++i)
            queue.popAndPush();
    }
}

void TestMicrobench::removesFromTheMiddle_data()
{
    addSizes();
}

void TestMicrobench::removesFromTheMiddle()
{
    QFETCH(int, calls);
    FilledQueue queue{std::size_t(calls)};
    QBENCHMARK
    {
        for (int i = 0; i < steps; ++i)
            queue.removeMiddleAndPush();
    }
}

void TestMicrobench::goesThereAndBackByRing_data()
{
    QTest::addColumn<int>("ahead");
    QTest::newRow("one at a time") << 1;
    QTest::newRow("200 ahead") << 200;
}

void TestMicrobench::goesThereAndBackByRing()
{
    QFETCH(int, ahead);
    OwnRing ring;
    bool good = true;
    QBENCHMARK
    {
        for (int i = 0; i < steps / ahead; ++i)
            good = ring.thereAndBack(unsigned(ahead)) && good;
    }
    QVERIFY(good);
}

void TestMicrobench::setsAndClearsDeadlines_data()
{
    addSizes();
}

// Beside so many calls that have one.
void TestMicrobench::setsAndClearsDeadlines()
{
    QFETCH(int, calls);
    const auto moment = CallRecord::Clock::now() + std::chrono::hours(1);
    std::vector<CallRecord> records(std::size_t(calls) + 1);
    Deadlines deadlines;
    for (int i = 0; i < calls; ++i)
        deadlines.set(&records[std::size_t(i)], moment + std::chrono::milliseconds(i));
    CallRecord *call = &records.back();
    QBENCHMARK
    {
        for (int i = 0; i < steps; ++i) {
            deadlines.set(call, moment + std::chrono::milliseconds(i));
            deadlines.clear(call);
        }
    }
    QCOMPARE(deadlines.size(), calls);
}

QTEST_GUILESS_MAIN(TestMicrobench)
#include "tst_microbench.moc"
