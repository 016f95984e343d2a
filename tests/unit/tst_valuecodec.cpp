// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QDataStream>
#include <QFloat16>
#include <QJsonArray>
#include <QJsonObject>
#include <QRectF>
#include <QTest>
#include <QThread>
#include <QTimeZone>
#include <QUrl>
#include <QUuid>
#include <QtEndian>

#include <ctime>
#include <limits>

#include "core/protocol/limits.h"
#include "core/protocol/valuecodec.h"
#include "tests/support/randomvalues.h"

using namespace Amp;
using Amp::Test::isSameValue;
using Amp::Test::RandomValues;

namespace {

template <typename Numeric>
using Extremes = std::numeric_limits<Numeric>;

enum class Signed : qint16 { Least = -32768 };
enum class Unsigned : quint8 { Most = 255 };
enum class Wide : qint64 { Least = Extremes<qint64>::min() };

void setSystemTimeZone(const char *zone)
{
    qputenv("TZ", zone);
    tzset();
}

QByteArray bytesOfQDataStream(const QVariant &value)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << value;
    return bytes;
}

QVariant valueOfQDataStream(const QByteArray &bytes)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_0);
    QVariant value;
    stream >> value;
    return value;
}

QByteArray encoded(const QVariant &value)
{
    const Result<QByteArray> bytes = encodeValue(value);
    return bytes ? *bytes : bytes.error().message().toUtf8();
}

QVariant nested(int levels)
{
    QVariant value = 1;
    for (int level = 0; level < levels; ++level)
        value = QVariantList{value};
    return value;
}

QByteArray nestedBytes(int levels)
{
    return QByteArray::fromHex("000000090000000001").repeated(levels) + encoded(1);
}

// A peer's bytes may be decoded in a thread with a small stack.
template <typename Function>
void runOnSmallStack(Function function)
{
    const std::unique_ptr<QThread> thread(QThread::create(function));
    thread->setStackSize(512 * 1024);
    thread->start();
    QVERIFY(thread->wait());
}

// What decodes must be a value like any other.
void verifyStable(const QByteArray &bytes)
{
    const Result<QVariantList> arguments = decodeArguments(bytes);
    if (!arguments)
        return;
    const Result<QByteArray> again = encodeArguments(*arguments);
    QVERIFY2(again, again ? "" : qPrintable(again.error().message()));
    const Result<QVariantList> same = decodeArguments(*again);
    QVERIFY2(same, same ? "" : qPrintable(same.error().message()));
    for (qsizetype i = 0; i < arguments->size(); ++i)
        QVERIFY2(isSameValue(same->at(i), arguments->at(i)),
                 encoded(arguments->at(i)).toHex(' ').constData());
}

} // namespace

class TestValueCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { setSystemTimeZone("Europe/Berlin"); }

    void writesWhatQDataStreamWrites_data();
    void writesWhatQDataStreamWrites();
    void writesHashesAsQDataStreamDoes();
    void turnsOtherTypesIntoStandardOnes_data();
    void turnsOtherTypesIntoStandardOnes();
    void keepsInstantAndWallClock_data();
    void keepsInstantAndWallClock();
    void refusesWhatCannotTravel_data();
    void refusesWhatCannotTravel();
    void namesTheArgument();
    void leavesTheBufferAsItWas();
    void keepsArguments();
    void keepsUrlsWhenTheyAreSentOn();
    void keepsRandomValues();

    void refusesMalformedBytes_data();
    void refusesMalformedBytes();
    void refusesWildCountsOfEveryType();
    void boundsNesting();
    void boundsNodes();
    void refusesZonesOutsideOfTheDatabase_data();
    void refusesZonesOutsideOfTheDatabase();
    void survivesEveryCutAndFlip();
};

void TestValueCodec::writesWhatQDataStreamWrites_data()
{
    QTest::addColumn<QVariant>("value");
    const auto row = [](const char *name, const QVariant &value) { QTest::newRow(name) << value; };

    row("null", QVariant());
    row("false", false);
    row("true", true);
    row("int min", Extremes<int>::min());
    row("int max", Extremes<int>::max());
    row("uint max", Extremes<uint>::max());
    row("2^53+1", (Q_INT64_C(1) << 53) + 1);
    row("-2^63", Extremes<qint64>::min());
    row("2^64-1", Extremes<quint64>::max());
    row("double", 0.1);
    row("negative zero", -0.0);
    row("infinity", -Extremes<double>::infinity());
    row("NaN", Extremes<double>::quiet_NaN());
    row("double min", Extremes<double>::denorm_min());
    row("float", 0.1f);
    row("float max", Extremes<float>::max());
    row("float min", Extremes<float>::denorm_min());
    row("float NaN", Extremes<float>::quiet_NaN());
    row("float infinity", Extremes<float>::infinity());
    row("QChar", QChar(0x20ac));
    row("QChar surrogate", QChar(0xd800));
    row("null string", QString());
    row("empty string", QStringLiteral(""));
    row("string", QString::fromUtf8("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"));
    row("embedded NUL", QStringLiteral("a\0b").left(3));
    row("lone surrogate", QString(QChar(0xdfff)));
    row("long string", QString(10'000, u'x'));
    row("null bytes", QByteArray());
    row("empty bytes", QByteArray(""));
    row("bytes", QByteArray("\0\xff\x7f", 3));
    row("date", QDate(2026, 7, 1));
    row("invalid date", QDate());
    row("date before Christ", QDate(-4713, 1, 1));
    row("last date", QDate::fromJulianDay(Q_INT64_C(784354017364)));
    row("first date", QDate::fromJulianDay(Q_INT64_C(-784350574879)));
    row("midnight", QTime(0, 0));
    row("last time", QTime(23, 59, 59, 999));
    row("invalid time", QTime());
    row("date-time UTC", QDateTime(QDate(2026, 7, 1), QTime(12, 0), Qt::UTC));
    row("date-time offset", QDateTime(QDate(2026, 7, 1), QTime(12, 0), Qt::OffsetFromUTC, -5400));
    row("date-time zone",
        QDateTime(QDate(2026, 7, 1), QTime(12, 0), QTimeZone("America/New_York")));
    row("date-time alias", QDateTime(QDate(2026, 7, 1), QTime(12, 0), QTimeZone("US/Eastern")));
    row("date-time Etc", QDateTime(QDate(2026, 7, 1), QTime(12, 0), QTimeZone("Etc/GMT+5")));
    row("invalid date-time", QDateTime());
    row("invalid date-time UTC", QDateTime(QDate(), QTime(12, 0), Qt::UTC));
    row("time without a date", QDateTime(QDate(), QTime(12, 0)));
    row("first instant", QDateTime::fromMSecsSinceEpoch(Extremes<qint64>::min(), Qt::UTC));
    row("last instant", QDateTime::fromMSecsSinceEpoch(Extremes<qint64>::max(), Qt::UTC));
    row("null uuid", QUuid());
    row("uuid", QUuid(QStringLiteral("{67c8770b-44f1-410a-ab9a-f9b5446f13ee}")));
    row("empty url", QUrl());
    row("invalid url", QUrl(QStringLiteral("http://[bad")));
    row("url", QUrl(QString::fromUtf8("http://u:p@\xc3\xbc.de:80/a b?x=%41&y=%2F#f")));
    row("relative url", QUrl(QStringLiteral("../a?b")));
    row("empty list", QVariantList());
    row("list", QVariantList{1, QStringLiteral("two"), QVariantList{3.0, QVariant()}});
    row("string list", QStringList{QString(), QStringLiteral(""), QStringLiteral("x")});
    row("bytes list", QVariant::fromValue(QByteArrayList{QByteArray(), QByteArray(""), "x"}));
    row("empty map", QVariantMap());
    row("map", QVariantMap{{QStringLiteral("b"), 1},
                           {QString(), 2},
                           {QStringLiteral("a"), QVariantMap{{QStringLiteral("c"), true}}}});
    row("hash", QVariantHash{{QStringLiteral("key"), QVariantHash{{QString(), 2}}}});
    row("32 levels", nested(Limits::maxDepth));
    for (const int type : {QMetaType::Bool, QMetaType::Int, QMetaType::Double, QMetaType::QString,
                           QMetaType::QDateTime, QMetaType::QVariantList, QMetaType::QVariantMap,
                           QMetaType::QByteArrayList, QMetaType::QUrl, QMetaType::QUuid})
        row(QByteArray("null ").append(QMetaType(type).name()), QVariant(QMetaType(type)));
}

void TestValueCodec::writesWhatQDataStreamWrites()
{
    QFETCH(QVariant, value);
    const QByteArray bytes = bytesOfQDataStream(value);
    QCOMPARE(encoded(value).toHex(' '), bytes.toHex(' '));
    const Result<QVariant> decoded = decodeValue(bytes);
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error().message()));
    QVERIFY(isSameValue(*decoded, valueOfQDataStream(bytes)));
}

// The order of a hash is its own affair, so that only the contents can be compared.
void TestValueCodec::writesHashesAsQDataStreamDoes()
{
    QVariantHash hash;
    for (int i = 0; i < 1000; ++i)
        hash.insert(QString::number(i), i);
    QVERIFY(isSameValue(valueOfQDataStream(encoded(hash)), hash));
    QVERIFY(isSameValue(decodeValue(bytesOfQDataStream(hash)).value(), hash));
}

void TestValueCodec::turnsOtherTypesIntoStandardOnes_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QVariant>("standard");
    const auto row = [](const char *name, const auto &value, const QVariant &standard) {
        QTest::newRow(name) << QVariant::fromValue(value) << standard;
    };
    row("char", 'a', 97);
    row("signed char", qint8(-128), -128);
    row("uchar", uchar(255), 255u);
    row("short", short(-32768), -32768);
    row("ushort", ushort(65535), 65535u);
    row("long", Extremes<long>::min(), qlonglong(Extremes<long>::min()));
    row("ulong", Extremes<ulong>::max(), qulonglong(Extremes<ulong>::max()));
    row("char16_t", u'€', QChar(u'€'));
    row("char32_t", U'😀', 0x1f600u);
    row("qfloat16", qfloat16(0.5f), 0.5f);
    row("signed enum", Signed::Least, -32768);
    row("unsigned enum", Unsigned::Most, 255u);
    row("wide enum", Wide::Least, Extremes<qint64>::min());
    row("flags", Qt::Alignment(Qt::AlignLeft | Qt::AlignTop), int(Qt::AlignLeft | Qt::AlignTop));
    row("const char *", static_cast<const char *>("\xc3\xa4"), QStringLiteral("ä"));
    row("no const char *", static_cast<const char *>(nullptr),
        QVariant(QMetaType(QMetaType::QString)));
    row("nullptr", nullptr, QVariant());
    row("JSON number", QJsonValue(0.5), 0.5);
    row("JSON null", QJsonValue(), QVariant());
    row("JSON array", QJsonArray{true, QStringLiteral("x")},
        QVariantList{true, QStringLiteral("x")});
    row("JSON object", QJsonObject{{QStringLiteral("a"), false}},
        QVariantMap{{QStringLiteral("a"), false}});
    QTest::newRow("null short") << QVariant(QMetaType::fromType<short>())
                                << QVariant(QMetaType::fromType<int>());
}

void TestValueCodec::turnsOtherTypesIntoStandardOnes()
{
    QFETCH(QVariant, value);
    QFETCH(QVariant, standard);
    QCOMPARE(encoded(value).toHex(' '), bytesOfQDataStream(standard).toHex(' '));
}

void TestValueCodec::keepsInstantAndWallClock_data()
{
    QTest::addColumn<QDateTime>("dateTime");
    QTest::addColumn<int>("spec");
    const QDate summer(2026, 7, 1), winter(2026, 1, 1);
    const QTime noon(12, 0);
    const QTimeZone berlin("Europe/Berlin");
    // 2:30 on 25 October 2026 comes twice in Berlin.
    const qint64 firstReading =
        QDateTime(QDate(2026, 10, 25), QTime(0, 30), Qt::UTC).toMSecsSinceEpoch();
    const qint64 secondReading = firstReading + 60 * 60 * 1000;

    const auto row = [](const char *name, const QDateTime &dateTime, Qt::TimeSpec spec) {
        QTest::newRow(name) << dateTime << int(spec);
    };
    row("local summer", QDateTime(summer, noon), Qt::OffsetFromUTC);
    row("local winter", QDateTime(winter, noon), Qt::OffsetFromUTC);
    row("local 1890", QDateTime(QDate(1890, 1, 1), noon), Qt::OffsetFromUTC);
    row("local year 12345", QDateTime(QDate(12345, 1, 1), noon), Qt::OffsetFromUTC);
    row("local first reading", QDateTime::fromMSecsSinceEpoch(firstReading), Qt::OffsetFromUTC);
    row("local second reading", QDateTime::fromMSecsSinceEpoch(secondReading), Qt::OffsetFromUTC);
    row("zone summer", QDateTime(summer, noon, berlin), Qt::TimeZone);
    row("zone 1890", QDateTime(QDate(1890, 1, 1), noon, berlin), Qt::TimeZone);
    row("zone first reading", QDateTime::fromMSecsSinceEpoch(firstReading, berlin),
        Qt::OffsetFromUTC);
    row("zone second reading", QDateTime::fromMSecsSinceEpoch(secondReading, berlin),
        Qt::OffsetFromUTC);
    row("zone of an offset", QDateTime(summer, noon, QTimeZone(5 * 3600 + 1800)),
        Qt::OffsetFromUTC);
    row("zone of a name of its own",
        QDateTime(summer, noon, QTimeZone("Mine", 60, QStringLiteral("Mine"), QStringLiteral("M"))),
        Qt::OffsetFromUTC);
    row("zone of a POSIX rule", QDateTime(summer, noon, QTimeZone("CET-1CEST,M3.5.0,M10.5.0/3")),
        Qt::OffsetFromUTC);
    row("zone UTC", QDateTime(summer, noon, QTimeZone::utc()), Qt::UTC);
    row("zone London in winter", QDateTime(winter, noon, QTimeZone("Europe/London")), Qt::TimeZone);
}

void TestValueCodec::keepsInstantAndWallClock()
{
    QFETCH(QDateTime, dateTime);
    QFETCH(int, spec);
    QVERIFY(dateTime.isValid());
    const QByteArray bytes = encoded(dateTime);
    const auto instant = dateTime.toMSecsSinceEpoch();
    const auto wallClock = std::pair(dateTime.date(), dateTime.time());

    setSystemTimeZone("America/New_York");
    const Result<QVariant> decoded = decodeValue(bytes);
    const QDateTime arrived = decoded ? decoded->toDateTime() : QDateTime();
    setSystemTimeZone("Europe/Berlin");

    QVERIFY2(decoded, bytes.constData());
    QCOMPARE(arrived.toMSecsSinceEpoch(), instant);
    QCOMPARE(std::pair(arrived.date(), arrived.time()), wallClock);
    QCOMPARE(int(arrived.timeSpec()), spec);
    if (spec == Qt::TimeZone)
        QCOMPARE(arrived.timeZone(), dateTime.timeZone());
}

void TestValueCodec::refusesWhatCannotTravel_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QString>("path");
    const auto row = [](const char *name, const QVariant &value, const QString &sentence,
                        const QString &path = {}, ErrorCode code = ErrorCode::NotSerializable) {
        QTest::newRow(name) << value << code << sentence << path;
    };
    const QVariant rectangle = QRectF(0, 0, 1, 1);
    const QDateTime skipped(QDate(2026, 3, 29), QTime(2, 30), QTimeZone("Europe/Berlin"));

    row("type", rectangle, QStringLiteral("The value of type QRectF cannot travel: it is not"));
    row("in a list", QVariantList{1, rectangle}, QStringLiteral("The value[1] of type QRectF"),
        QStringLiteral("[1]"));
    row("in a map", QVariantMap{{QStringLiteral("k"), QVariantList{rectangle}}},
        QStringLiteral("The value[\"k\"][0] of type QRectF"), QStringLiteral("[\"k\"][0]"));
    row("in a hash", QVariantHash{{QStringLiteral("k"), rectangle}},
        QStringLiteral("The value[\"k\"] of type QRectF"), QStringLiteral("[\"k\"]"));
    row("container", QVariant::fromValue(QList<int>{1}), QStringLiteral("of type QList<int>"));
    row("skipped time", skipped, QStringLiteral("does not exist in its time zone"));
    row("33 levels", nested(Limits::maxDepth + 1), QStringLiteral("nested more than 32 deep"),
        QStringLiteral("[0]").repeated(Limits::maxDepth));
    row("200,001 nodes", QVariantList(Limits::maxNodes, 1),
        QStringLiteral("there are 200001 values, at most 200000"), {}, ErrorCode::TooLarge);
}

void TestValueCodec::refusesWhatCannotTravel()
{
    QFETCH(QVariant, value);
    QFETCH(ErrorCode, code);
    QFETCH(QString, sentence);
    QFETCH(QString, path);
    const Result<QByteArray> bytes = encodeValue(value);
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code(), code);
    QVERIFY2(bytes.error().message().contains(sentence), qPrintable(bytes.error().message()));
    QCOMPARE(bytes.error().details().value(QStringLiteral("path")).toString(), path);
}

void TestValueCodec::namesTheArgument()
{
    const QVariantList arguments{1, QVariantMap{{QStringLiteral("key"), QRectF()}}};
    const Error error = encodeArguments(arguments).error();
    QCOMPARE(error.details().value(QStringLiteral("argument")), QVariant(2));
    QCOMPARE(error.details().value(QStringLiteral("type")), QVariant(QStringLiteral("QRectF")));
    QVERIFY2(error.message().startsWith(
                 QStringLiteral("Argument 2[\"key\"] of type QRectF cannot travel: ")),
             qPrintable(error.message()));
}

void TestValueCodec::leavesTheBufferAsItWas()
{
    QByteArray buffer("frame");
    QVERIFY(!encodeArguments(buffer, {1, QStringLiteral("two"), QRectF()}));
    QCOMPARE(buffer, QByteArray("frame"));
    QVERIFY(!encodeValue(buffer, QVariantList{1, QRectF()}));
    QCOMPARE(buffer, QByteArray("frame"));
    QVERIFY(encodeValue(buffer, true));
    QCOMPARE(buffer, "frame" + encoded(true));
}

void TestValueCodec::keepsArguments()
{
    const QVariantList arguments{7, QStringLiteral("zanzibar!")};
    const QByteArray bytes = encodeArguments(arguments).value();
    QCOMPARE(bytes, QByteArray::fromHex("00000002") + bytesOfQDataStream(arguments.at(0)) +
                        bytesOfQDataStream(arguments.at(1)));
    QCOMPARE(decodeArguments(bytes).value(), arguments);
    QCOMPARE(encodeArguments({}).value(), QByteArray(4, '\0'));
    QCOMPARE(decodeArguments(QByteArray(4, '\0')).value(), QVariantList());
}

// The second # is one that Qt keeps as it reads it and writes as %23.
void TestValueCodec::keepsUrlsWhenTheyAreSentOn()
{
    const QByteArray bytes = QByteArray::fromHex("000000110000000011") + "http://e.org/#a#b";
    const QVariant url = decodeValue(bytes).value();
    QCOMPARE(decodeValue(encoded(url)).value(), url);
}

void TestValueCodec::keepsRandomValues()
{
    RandomValues random(1);
    for (int round = 0; round < 2000; ++round) {
        const QVariantList arguments = random.arguments();
        const Result<QByteArray> bytes = encodeArguments(arguments);
        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message()));
        const Result<QVariantList> decoded = decodeArguments(*bytes);
        QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error().message()));
        QVERIFY2(isSameValue(*decoded, arguments), bytes->toHex().constData());
    }
}

void TestValueCodec::refusesMalformedBytes_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QByteArray &hex, const char *sentence) {
        QTest::newRow(name) << hex << QString::fromLatin1(sentence);
    };
    row("nothing", "", "offset 0: a value is cut off");
    row("half a header", "000000", "offset 0: a value is cut off");
    row("bytes left over", "00000002 00 00000001 00", "offset 9: 1 bytes are left over");
    row("QBitArray", "0000000d 00 ffffffff", "the type 13 is none that AMP carries");
    row("nullptr", "00000033 01", "the type 51 is none");
    row("type 2^32-1", "ffffffff 00", "the type 4294967295 is none");
    row("is-null 2", "00000002 02 00000001", "the null byte is 2");
    row("null that is not", "00000000 00", "a value without a type is not null");
    row("null with a value", "00000002 01 00000001", "a null has a value");
    row("bool 2", "00000001 00 02", "a bool is 2");
    row("float of a double", "00000026 00 3fb999999999999a", "a float has the digits of a double");
    row("float beyond", "00000026 00 7fefffffffffffff", "a float has the digits of a double");
    row("odd string", "0000000a 00 00000003 006100", "the odd length of 3 bytes");
    row("long string", "0000000a 00 00000004 0061", "a text of 4 bytes has only 2 left");
    row("long bytes", "0000000c 00 fffffffe 61", "a text of 4294967294 bytes has only 1 left");
    row("day", "0000000e 00 7fffffffffffffff", "a date is outside of the calendar");
    row("time", "0000000f 00 05265c00", "a time is later than the end of the day");
    row("local date-time", "00000010 00 0000000000258b4d 02932e00 00", "no offset from UTC");
    row("kind of date-time", "00000010 00 0000000000258b4d 02932e00 04", "the unknown kind 4");
    row("offset", "00000010 00 0000000000258b4d 02932e00 02 00015180", "more than a day");
    row("cut offset", "00000010 00 0000000000258b4d 02932e00 02 0000", "a date and time is cut");
    row("far date-time", "00000010 00 000000b69f248054 02932e00 01", "does not exist");
    row("skipped time",
        "00000010 00 0000000000258dc9 00895440 03"
        "0000001a 004500750072006f00700065002f004200650072006c0069006e",
        "does not exist in its time zone");
    row("url", "00000011 00 0000000b 687474703a2f2f5b626164", "a URL is not valid");
    row("list", "00000009 00 00000002 0000000001", "a container of 2 values has only 5 bytes left");
    row("element", "00000009 00 00000001 0000000100", "offset 9: a value is cut off");
    row("key twice", "00000008 00 00000002 00000000 0000000001 ffffffff 0000000001",
        "a map has a key twice");
    row("hash key twice", "0000001c 00 00000002 00000000 0000000001 00000000 0000000001",
        "a hash has a key twice");
    row("registered", "00010000 00 ffffffff 00000000", "registered type is cut off");
}

void TestValueCodec::refusesMalformedBytes()
{
    QFETCH(QByteArray, hex);
    QFETCH(QString, sentence);
    const Result<QVariant> value = decodeValue(QByteArray::fromHex(hex));
    QVERIFY(!value);
    QCOMPARE(value.error().code(), ErrorCode::ProtocolError);
    QVERIFY2(value.error().message().contains(sentence), qPrintable(value.error().message()));
}

void TestValueCodec::refusesWildCountsOfEveryType()
{
    for (const quint32 count : {1u << 24, 1u << 31, 0xfffffffeu}) {
        for (quint32 type = 0; type < 70; ++type) {
            QByteArray bytes(20, '\0');
            qToBigEndian(type, bytes.data());
            qToBigEndian(count, bytes.data() + 5);
            QVERIFY2(!decodeValue(bytes), bytes.toHex().constData());
        }
        QByteArray arguments(16, '\0');
        qToBigEndian(count, arguments.data());
        QVERIFY(!decodeArguments(arguments));
    }
}

void TestValueCodec::boundsNesting()
{
    runOnSmallStack([] {
        QVERIFY(isSameValue(decodeValue(nestedBytes(32)).value(), nested(32)));
        for (const int levels : {33, 1'000'000}) {
            const Result<QVariant> value = decodeValue(nestedBytes(levels));
            QVERIFY(!value);
            QVERIFY(value.error().message().contains(QStringLiteral("nested more than 32 deep")));
        }
    });
}

void TestValueCodec::boundsNodes()
{
    const auto listOf = [](quint32 count) {
        QByteArray bytes(4, '\0');
        qToBigEndian(count, bytes.data());
        return bytes + encoded(QVariant()).repeated(count);
    };
    const Result<QVariantList> most = decodeArguments(listOf(Limits::maxNodes));
    QVERIFY(most);
    QCOMPARE(most->size(), Limits::maxNodes);
    QVERIFY(encodeArguments(*most));

    const Result<QVariantList> tooMany = decodeArguments(listOf(Limits::maxNodes + 1));
    QVERIFY(!tooMany);
    QVERIFY(tooMany.error().message().contains(QStringLiteral("there are 200001 values")));
    QCOMPARE(encodeArguments(*most + QVariantList{1}).error().code(), ErrorCode::TooLarge);
    QCOMPARE(encodeValue(QStringList(Limits::maxNodes)).error().code(), ErrorCode::TooLarge);
}

void TestValueCodec::refusesZonesOutsideOfTheDatabase_data()
{
    QTest::addColumn<QString>("zone");
    for (const auto *zone : {"", "nope", "Europe", "zone1970", "/etc/localtime", "../zoneinfo/UTC",
                             "Europe/../../../../etc/localtime", "zone.tab", "Europe/Berlin\n"})
        QTest::newRow(zone) << QString::fromLatin1(zone);
    QTest::newRow("long") << QString(10'000, u'x');
    QTest::newRow("outside of Latin-1") << QString(u'€');
}

void TestValueCodec::refusesZonesOutsideOfTheDatabase()
{
    QFETCH(QString, zone);
    const QByteArray bytes =
        QByteArray::fromHex("00000010000000000000258b4d02932e0003") + encoded(zone).mid(5);
    const Result<QVariant> value = decodeValue(bytes);
    QVERIFY(!value);
    QCOMPARE(value.error().code(), ErrorCode::NotSerializable);
    QVERIFY2(value.error().message().contains(QStringLiteral("is unknown here")),
             qPrintable(value.error().message()));
    QVERIFY(value.error().message().size() < 200);
}

void TestValueCodec::survivesEveryCutAndFlip()
{
    QVariantList sample;
    RandomValues random(7);
    for (int i = 0; i < 25; ++i)
        sample.append(random.value(2));
    const QByteArray bytes = encodeArguments(sample).value();
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        QVERIFY2(!decodeArguments(bytes.first(at)), "a value that was cut is no value");
        for (int bit = 0; bit < 8; ++bit) {
            QByteArray flipped = bytes;
            flipped[at] = char(flipped.at(at) ^ (1 << bit));
            verifyStable(flipped);
            if (QTest::currentTestFailed())
                return;
        }
    }
}

QTEST_GUILESS_MAIN(TestValueCodec)
#include "tst_valuecodec.moc"
