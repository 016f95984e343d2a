// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QTest>

#include "core/ring/adaptivespin.h"

using namespace Amp;
using namespace std::chrono_literals;

namespace {

// A thread on a processor of its own, whose time passes only while it waits.
struct FakePause
{
    static inline std::chrono::nanoseconds time{0};
    static inline int yields = 0;

    static std::chrono::nanoseconds now() { return time; }
    static void relax() { time += 25ns; }
    static void yield()
    {
        time += 400ns;
        ++yields;
    }
};

using Spin = BasicAdaptiveSpin<FakePause>;

// A wait whose end comes so much later, as its owner goes through it.
void wait(Spin &spin, std::chrono::nanoseconds length)
{
    const auto begin = FakePause::time;
    if (spin.until([&] { return FakePause::time >= begin + length; }))
        return;
    const auto sleep = std::max(begin + length - FakePause::time, std::chrono::nanoseconds(0));
    FakePause::time += sleep;
    spin.slept(sleep);
}

void waitOften(Spin &spin, int times, std::chrono::nanoseconds length)
{
    for (int i = 0; i < times; ++i)
        wait(spin, length);
}

} // namespace

class TestAdaptiveSpin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sleepsAtFirst();
    void spinsWhenHalfOfTheWaitsWereShort();
    void spunWaitsAreShortOnes();
    void stopsWhenWaitsBecomeLong();
    void countsTheSpinningBeforeASleep();
    void endsASpinInTime();
    void givesTheProcessorAway();
    void neverSpinsWhenNotAllowed();
};

void TestAdaptiveSpin::init()
{
    FakePause::time = 0ns;
    FakePause::yields = 0;
}

void TestAdaptiveSpin::sleepsAtFirst()
{
    Spin spin(true);
    QVERIFY(!spin.isWorthIt());
    bool looked = false;
    QVERIFY(!spin.until([&] { return looked = true; }));
    QVERIFY(!looked);
}

void TestAdaptiveSpin::spinsWhenHalfOfTheWaitsWereShort()
{
    Spin spin(true);
    waitOften(spin, 3, 10us);
    QVERIFY(!spin.isWorthIt());
    wait(spin, 10us);
    QVERIFY(spin.isWorthIt());
    QVERIFY(spin.until([] { return true; }));
}

void TestAdaptiveSpin::spunWaitsAreShortOnes()
{
    Spin spin(true);
    waitOften(spin, 4, 10us);
    waitOften(spin, 8, 30us);
    waitOften(spin, 4, 1ms);
    QVERIFY(spin.isWorthIt());
    wait(spin, 1ms);
    QVERIFY(!spin.isWorthIt());
}

void TestAdaptiveSpin::stopsWhenWaitsBecomeLong()
{
    Spin spin(true);
    waitOften(spin, 8, 10us);
    waitOften(spin, 8, 1ms);
    QVERIFY(!spin.isWorthIt());
    const int yields = FakePause::yields;
    waitOften(spin, 1000, 1ms);
    QCOMPARE(FakePause::yields, yields);
}

void TestAdaptiveSpin::countsTheSpinningBeforeASleep()
{
    Spin spin(true);
    waitOften(spin, 8, 10us);
    // What remains of them for the sleep is short, the waits are not.
    waitOften(spin, 5, Spin::longestSpin + 10us);
    QVERIFY(!spin.isWorthIt());
}

void TestAdaptiveSpin::endsASpinInTime()
{
    Spin spin(true);
    waitOften(spin, 8, 10us);
    const auto begin = FakePause::time;
    QVERIFY(!spin.until([] { return false; }));
    QVERIFY(FakePause::time - begin >= Spin::longestSpin);
    QVERIFY(FakePause::time - begin < Spin::longestSpin + 2us);
}

void TestAdaptiveSpin::givesTheProcessorAway()
{
    Spin spin(true);
    waitOften(spin, 8, 10us);
    FakePause::yields = 0;
    QVERIFY(spin.until([] { return FakePause::yields > 0; }));
}

void TestAdaptiveSpin::neverSpinsWhenNotAllowed()
{
    Spin spin(false);
    waitOften(spin, 100, 10us);
    QVERIFY(!spin.isWorthIt());
    QCOMPARE(FakePause::yields, 0);
}

QTEST_APPLESS_MAIN(TestAdaptiveSpin)

#include "tst_adaptivespin.moc"
