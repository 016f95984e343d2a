// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/numbers.h"

#include <QDateTime>
#include <QTest>

using namespace Amp;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;

} // namespace

class tst_Numbers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts();
    void rates_data();
    void rates();
    void durations_data();
    void durations();
    void shares_data();
    void shares();
    void sizes_data();
    void sizes();
    void timesOfDay();
    void workers();
};

void tst_Numbers::counts()
{
    QCOMPARE(Numbers::grouped(0), QStringLiteral("0"));
    QCOMPARE(Numbers::grouped(999), QStringLiteral("999"));
    QCOMPARE(Numbers::grouped(1'000), QStringLiteral("1,000"));
    QCOMPARE(Numbers::grouped(47'694'845), QStringLiteral("47,694,845"));
    QCOMPARE(Numbers::grouped(~quint64(0)), QStringLiteral("18,446,744,073,709,551,615"));
}

void tst_Numbers::rates_data()
{
    QTest::addColumn<double>("perSecond");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << "0";
    QTest::newRow("fraction") << 0.3 << "0.30";
    QTest::newRow("tens") << 58.5 << "58.5";
    QTest::newRow("hundreds") << 950.0 << "950";
    QTest::newRow("below a thousand") << 999.4 << "999";
    QTest::newRow("rounds up to a thousand") << 999.6 << "1.00k";
    QTest::newRow("thousands") << 9'870.0 << "9.87k";
    QTest::newRow("rounds to one decimal") << 9'996.0 << "10.0k";
    QTest::newRow("ten thousands") << 12'412.0 << "12.4k";
    QTest::newRow("rounds up to a million") << 999'900.0 << "1.00M";
    QTest::newRow("millions") << 1'200'000.0 << "1.20M";
}

void tst_Numbers::rates()
{
    QFETCH(double, perSecond);
    QTEST(Numbers::rate(perSecond), "text");
}

void tst_Numbers::durations_data()
{
    QTest::addColumn<qint64>("duration");
    QTest::addColumn<QString>("measured");
    QTest::addColumn<QString>("growing");
    QTest::addColumn<QString>("milliseconds");
    QTest::addColumn<QString>("live");
    const auto row = [](const char *name, qint64 duration, const char *measured,
                        const char *growing, const char *milliseconds, const char *live) {
        QTest::newRow(name) << duration << QString::fromUtf8(measured) << QString::fromUtf8(growing)
                            << QString::fromUtf8(milliseconds) << QString::fromUtf8(live);
    };
    row("none", 0, "0 µs", "0.0 s", "0.000", "0.000");
    row("microseconds", 98, "98 µs", "0.0 s", "0.098", "0.098");
    row("last microsecond", 999, "999 µs", "0.0 s", "0.999", "0.999");
    row("milliseconds", 4'210, "4.21 ms", "0.0 s", "4.21", "4.21");
    row("rounds to tens", 9'996, "10.0 ms", "0.0 s", "10.0", "10.0");
    row("tens of milliseconds", 38'400, "38.4 ms", "0.0 s", "38.4", "38.4");
    row("hundreds", 412'000, "412 ms", "0.4 s", "412", "412");
    row("rounds up to a second", 999'600, "1.00 s", "0.9 s", "1,000", "1,000");
    row("seconds", 1'240'000, "1.24 s", "1.2 s", "1,240", "1,200");
    row("tens of seconds", 25'673'000, "25.7 s", "25.6 s", "25,673", "25,600");
    row("minutes", 3 * minute + 12 * second, "192 s", "3 min 12 s", "192,000", "192,000");
    row("an hour", hour + 4 * minute, "64.0 min", "1 h 04 min", "3,840,000", "3,840,000");
    row("days", 50 * hour, "50.0 h", "2 d 02 h", "180,000,000", "180,000,000");
}

void tst_Numbers::durations()
{
    QFETCH(qint64, duration);
    QTEST(Numbers::growing(duration), "growing");
    QTEST(Numbers::measuredText(duration), "measured");
    QTEST(Numbers::milliseconds(duration), "milliseconds");
    QTEST(Numbers::liveMilliseconds(duration), "live");
}

void tst_Numbers::shares_data()
{
    QTest::addColumn<quint64>("part");
    QTest::addColumn<quint64>("whole");
    QTest::addColumn<QString>("text");
    QTest::newRow("of nothing") << quint64(0) << quint64(0) << "0";
    QTest::newRow("nothing") << quint64(0) << quint64(10) << "0";
    QTest::newRow("less than shown") << quint64(1) << quint64(1'000'000) << "<0.01";
    QTest::newRow("hundredths") << quint64(2) << quint64(10'000) << "0.02";
    QTest::newRow("ones") << quint64(81) << quint64(1'000) << "8.1";
    QTest::newRow("nearly all") << quint64(9'999) << quint64(10'000) << "100.0";
    QTest::newRow("all") << quint64(7) << quint64(7) << "100";
}

void tst_Numbers::shares()
{
    QFETCH(quint64, part);
    QFETCH(quint64, whole);
    QTEST(Numbers::percent(part, whole), "text");
}

void tst_Numbers::sizes_data()
{
    QTest::addColumn<quint64>("size");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("perSecond");
    QTest::newRow("none") << quint64(0) << "0 B"
                          << "0 KB/s";
    QTest::newRow("bytes") << quint64(21) << "21 B"
                           << "0 KB/s";
    QTest::newRow("below one") << quint64(400) << "400 B"
                               << "0.4 KB/s";
    QTest::newRow("thousands") << quint64(2'150) << "2.1 KiB"
                               << "2.1 KB/s";
    QTest::newRow("tens of thousands") << quint64(38'000) << "37 KiB"
                                       << "38 KB/s";
    QTest::newRow("rounds up") << quint64(1'048'500) << "1.0 MiB"
                               << "1.0 MB/s";
    QTest::newRow("millions") << quint64(412) * 1'048'576 << "412 MiB"
                              << "432 MB/s";
}

void tst_Numbers::sizes()
{
    QFETCH(quint64, size);
    QTEST(Numbers::bytes(size), "text");
    QTEST(Numbers::bytesPerSecond(double(size)), "perSecond");
}

void tst_Numbers::timesOfDay()
{
    const QDateTime moment(QDate(2026, 3, 4), QTime(14, 32, 7, 412));
    const qint64 at = moment.toMSecsSinceEpoch() * 1'000 + 999;
    QCOMPARE(Numbers::timeOfDay(at), QStringLiteral("14:32:07.4"));
    QCOMPARE(Numbers::timeOfDayInSeconds(at), QStringLiteral("14:32:07"));
    QCOMPARE(Numbers::timeOfDayInDetail(at), QStringLiteral("14:32:07.412"));
}

void tst_Numbers::workers()
{
    QCOMPARE(Numbers::workerName(7), QStringLiteral("w07"));
    QCOMPARE(Numbers::workerName(104), QStringLiteral("w104"));
}

QTEST_GUILESS_MAIN(tst_Numbers)
#include "tst_numbers.moc"
