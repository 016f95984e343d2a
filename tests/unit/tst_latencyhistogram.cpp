// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <numeric>
#include <random>

#include <QTest>

#include "core/stats/latencyhistogram.h"

using namespace Amp;

namespace {

constexpr double tolerance = 0.031;

using Values = std::vector<quint64>;

// Durations as they occur: most are near each other, a few are thousands of times as long.
Values durations(quint32 seed, std::size_t count, double median, double spread)
{
    std::mt19937 random(seed);
    std::lognormal_distribution<double> distribution(std::log(median), spread);
    Values values(count);
    std::generate(values.begin(), values.end(), [&] { return quint64(distribution(random)); });
    return values;
}

LatencyHistogram histogramOf(const Values &values)
{
    LatencyHistogram histogram;
    for (const quint64 value : values)
        histogram.record(value);
    return histogram;
}

quint64 exact(Values values, std::size_t percent)
{
    std::sort(values.begin(), values.end());
    return values[(values.size() * percent + 99) / 100 - 1];
}

bool isNear(quint64 actual, quint64 expected)
{
    return std::abs(double(actual) - double(expected)) <= tolerance * double(expected);
}

} // namespace

class TestLatencyHistogram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreNear_data();
    void percentilesAreNear();
    void everyValueIsNear();
    void mergedIsAsRecordedTogether();
    void sinceIsWhatCameAfter();
    void extremes();
    void eightPerOctave();
};

void TestLatencyHistogram::percentilesAreNear_data()
{
    QTest::addColumn<std::size_t>("count");
    QTest::addColumn<double>("median");
    QTest::addColumn<double>("spread");
    QTest::newRow("one value") << std::size_t(1) << 5000.0 << 1.0;
    QTest::newRow("two values") << std::size_t(2) << 5000.0 << 1.0;
    QTest::newRow("99 values") << std::size_t(99) << 300.0 << 2.0;
    QTest::newRow("microseconds") << std::size_t(50'000) << 12.0 << 1.5;
    QTest::newRow("milliseconds") << std::size_t(50'000) << 4000.0 << 2.5;
    QTest::newRow("hours") << std::size_t(50'000) << 4e9 << 1.0;
}

void TestLatencyHistogram::percentilesAreNear()
{
    QFETCH(std::size_t, count);
    QFETCH(double, median);
    QFETCH(double, spread);
    const Values values = durations(1, count, median, spread);
    const LatencyHistogram::Percentiles p = histogramOf(values).percentiles();
    QVERIFY(isNear(p.p50, exact(values, 50)));
    QVERIFY(isNear(p.p95, exact(values, 95)));
    QVERIFY(isNear(p.p99, exact(values, 99)));
    QCOMPARE(p.max, exact(values, 100));
}

// The greater value keeps the maximum from telling the smaller one.
void TestLatencyHistogram::everyValueIsNear()
{
    for (quint64 value = 1; value < quint64(1) << 40; value += 1 + value / 97) {
        LatencyHistogram histogram;
        histogram.record(value);
        histogram.record(quint64(1) << 40);
        QVERIFY2(isNear(histogram.percentiles().p50, value), QByteArray::number(value).constData());
    }
}

void TestLatencyHistogram::mergedIsAsRecordedTogether()
{
    const Values a = durations(2, 10'000, 40.0, 1.0);
    const Values b = durations(3, 3000, 90'000.0, 1.0);
    Values both = a;
    both.insert(both.end(), b.begin(), b.end());
    for (const auto &[first, second] : {std::pair(a, b), std::pair(b, a)}) {
        LatencyHistogram merged = histogramOf(first);
        merged.merge(histogramOf(second));
        const LatencyHistogram together = histogramOf(both);
        QCOMPARE(merged.count(), together.count());
        QCOMPARE(merged.percentiles().p50, together.percentiles().p50);
        QCOMPARE(merged.percentiles().p99, together.percentiles().p99);
        QCOMPARE(merged.max(), together.max());
        QCOMPARE(merged.eightPerOctave(), together.eightPerOctave());
    }
}

void TestLatencyHistogram::sinceIsWhatCameAfter()
{
    LatencyHistogram histogram = histogramOf(durations(4, 1000, 1e6, 0.5));
    const LatencyHistogram earlier = histogram;
    QCOMPARE(histogram.since(earlier).count(), quint64(0));
    QCOMPARE(histogram.since(earlier).percentiles().max, quint64(0));
    const Values later = durations(5, 500, 200.0, 1.0);
    for (const quint64 value : later)
        histogram.record(value);
    const LatencyHistogram difference = histogram.since(earlier);
    QCOMPARE(difference.count(), quint64(500));
    QVERIFY(isNear(difference.percentiles().p99, exact(later, 99)));
    QVERIFY(isNear(difference.percentiles().max, exact(later, 100)));
}

void TestLatencyHistogram::extremes()
{
    LatencyHistogram histogram;
    QCOMPARE(histogram.percentiles().p99, quint64(0));
    QVERIFY(histogram.eightPerOctave().empty());
    histogram.record(0);
    QCOMPARE(histogram.count(), quint64(1));
    QCOMPARE(histogram.percentiles().p99, quint64(0));
    histogram.record(~quint64(0));
    QCOMPARE(histogram.percentiles().max, ~quint64(0));
    QVERIFY(isNear(histogram.percentiles().p99, quint64(1) << 40));
    histogram.clear();
    QCOMPARE(histogram.count(), quint64(0));
    QCOMPARE(histogram.percentiles().max, quint64(0));
}

void TestLatencyHistogram::eightPerOctave()
{
    const LatencyHistogram histogram = histogramOf({0, 1, 2, 1024, 1025, 2047, 1'000'000});
    const std::vector<quint64> buckets = histogram.eightPerOctave();
    QCOMPARE(buckets.at(0), quint64(2));
    QCOMPARE(buckets.at(8), quint64(1));
    QCOMPARE(buckets.at(80), quint64(2));
    QCOMPARE(buckets.at(87), quint64(1));
    QCOMPARE(buckets.size(), std::size_t(8 * std::log2(1e6)) + 1);
    QCOMPARE(std::accumulate(buckets.begin(), buckets.end(), quint64(0)), histogram.count());
}

QTEST_APPLESS_MAIN(TestLatencyHistogram)
#include "tst_latencyhistogram.moc"
